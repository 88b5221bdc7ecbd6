"""What the facts of this room do to its tables; used by actions and by rebuild."""

from __future__ import annotations

import json

from bihuan.ledger.applying import applies, names_documents, projection
from bihuan.ledger.facts import Fact
from bihuan.ledger.queries import document
from bihuan.schemes.models import Placing, ReactionRow, Revocation, Run

projection(Run, Placing, Revocation, ReactionRow)
names_documents("schemes.scored@1", "result")


@applies("schemes.scored@1")
def scored(fact: Fact) -> None:
    """A scheme was run: keep the run and each unit's place."""
    data = fact.data
    run = Run.objects.create(
        key=fact.id,
        origin=fact.origin,
        scheme=data["scheme"],
        period=data["period"],
        number=data["number"],
        state="trial",
        result=data["result"],
        mechanism=fact.mechanism,
        as_of=data["as_of"],
        prepared_by=fact.person,
        prepared_at=fact.recorded,
    )
    rows = json.loads(document(data["result"]))["rows"]
    Placing.objects.bulk_create(
        Placing(
            key=f"{fact.id}/{row['unit']}",
            run=run,
            unit=row["unit"],
            group=row["group"],
            rank=row["rank"],
            total=row["total"] or "",
            awards=row["awards"],
        )
        for row in rows
    )


@applies("schemes.moved@1")
def moved(fact: Fact) -> None:
    """A run went on to another state; publishing one revises what was published before it.

    A step from another state than the run is in changes nothing.
    """
    moving = Run.objects.get(origin=fact.origin, key=fact.data["run"])
    if moving.state != fact.data["from"]:
        return
    if fact.data["to"] == "published":
        earlier = Run.objects.filter(
            origin=fact.origin, scheme=moving.scheme, period=moving.period, state="published"
        )
        earlier.update(state="revised")
    moving.state = fact.data["to"]
    moving.save(update_fields=["state"])


@applies("schemes.award_revoked@1")
def award_revoked(fact: Fact) -> None:
    """An award was taken back; the next run of the period leaves the unit out of it."""
    data = fact.data
    Revocation.objects.create(
        key=fact.id,
        origin=fact.origin,
        scheme=data["scheme"],
        period=data["period"],
        award=data["award"],
        unit=data["unit"],
        decision_no=data["decision_no"],
    )


@applies("schemes.reacted@1")
def reacted(fact: Fact) -> None:
    """A published result opened a matter for a unit."""
    names = ("scheme", "period", "reaction", "unit", "run", "matter", "number")
    ReactionRow.objects.create(
        key=fact.id,
        origin=fact.origin,
        ended="",
        stage="",
        **{name: fact.data[name] for name in names},
    )


@applies("schemes.answered@1")
def answered(fact: Fact) -> None:
    """The matter that a result opened has ended."""
    ReactionRow.objects.filter(origin=fact.origin, key=fact.data["reacted"]).update(
        ended=fact.data["ended"], stage=fact.data["stage"]
    )
