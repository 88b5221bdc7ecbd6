"""What facts of the ledger itself do: an erasure deletes the personal values that it names."""

from __future__ import annotations

from django.db import connection, transaction

from bihuan.ledger.actions import ERASED
from bihuan.ledger.applying import applies
from bihuan.ledger.facts import Fact
from bihuan.ledger.models import PrivateValue


@applies(ERASED)
def erased(fact: Fact) -> None:
    """Delete the values with their salts, and overwrite what the database keeps of them."""
    PrivateValue.objects.filter(fact=fact.data["fact"], field__in=fact.data["fields"]).delete()
    if connection.vendor == "sqlite":
        # The log of writes still holds the page as it was; this makes the file forget it too.
        transaction.on_commit(_truncate_log)


def _truncate_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
