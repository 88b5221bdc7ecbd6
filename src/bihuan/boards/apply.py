"""What the facts of this room do to its table; used by actions and by rebuild."""

from __future__ import annotations

from bihuan.boards.models import Publication
from bihuan.ledger.applying import applies, names_documents, projection
from bihuan.ledger.facts import Fact

projection(Publication)
names_documents("boards.published@1", "result", "board", "manifest")
names_documents("boards.bundled@1", "bundle")


@applies("boards.published@1")
def published(fact: Fact) -> None:
    """A result was published; the version before it, if any, is superseded."""
    data = fact.data
    before = Publication.objects.filter(
        origin=fact.origin, scheme=data["scheme"], period=data["period"], state="published"
    )
    before.update(state="superseded")
    Publication.objects.create(
        key=fact.id,
        origin=fact.origin,
        scheme=data["scheme"],
        period=data["period"],
        version=data["version"],
        code=data["result"][:12],
        result=data["result"],
        board=data["board"],
        manifest=data["manifest"],
        run=data["run"],
        as_of=data["as_of"],
        state="published",
        published_at=fact.recorded,
    )


@applies("boards.bundled@1")
def bundled(fact: Fact) -> None:
    """The bundle of a publication was made; it holds the checkpoint that covers the publication."""
    Publication.objects.filter(key=fact.data["publication"]).update(bundle=fact.data["bundle"])


@applies("schemes.moved@1")
def run_revoked(fact: Fact) -> None:
    """A published run was taken back: what was published of it does not stand either."""
    if (fact.data["from"], fact.data["to"]) == ("published", "revoked"):
        _withdraw(fact, run=fact.data["run"])


@applies("boards.withdrawn@1")
def withdrawn(fact: Fact) -> None:
    """A publication was withdrawn; it stays readable, with the reason on it."""
    _withdraw(fact, key=fact.data["publication"])


def _withdraw(fact: Fact, **which: str) -> None:
    held = Publication.objects.filter(origin=fact.origin, **which).exclude(state="superseded")
    held.update(state="withdrawn", reason=fact.reason)
