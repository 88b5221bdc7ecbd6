"""What the enacting of a mechanism does to the table of versions."""

from __future__ import annotations

from datetime import date

from bihuan.ledger.applying import applies, names_documents, projection
from bihuan.ledger.facts import Fact
from bihuan.mechanisms.models import MechanismVersion

projection(MechanismVersion)
names_documents("mechanisms.enacted@1", "document")


@applies("mechanisms.enacted@1")
def enacted(fact: Fact) -> None:
    """Add the version that the fact enacts."""
    MechanismVersion.objects.create(
        fact=fact.id,
        origin=fact.origin,
        kind=fact.data["kind"],
        name=fact.data["name"],
        n=fact.n,
        effective=date.fromisoformat(fact.data["effective"]),
        digest=fact.data["digest"],
        document=fact.data["document"],
    )
