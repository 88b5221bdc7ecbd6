"""A ledger on disk of which single bits are changed, one at a time; run by test_damage.

Prints, as JSON, how many changes verification saw, how many left the content
as it was (unused bytes of the file), and which changed it unseen.
"""

import json
import random
import shutil
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError, connection

django.setup()

from bihuan.ledger import actions, applying, sealing, triggers, verifying  # noqa: E402
from bihuan.ledger.facts import Draft  # noqa: E402
from bihuan.ledger.viewer import Grant, Viewer  # noqa: E402

AT = datetime(2025, 7, 1, tzinfo=UTC)
BY = Viewer("qingxi", "desk", "li", (Grant("operator", "/qingxi/"),))
FLIPS = 150
TABLES = sorted({*triggers.APPEND_ONLY, *triggers.NEVER_REWRITTEN, *triggers.GROWING})


def note(fact):
    """Apply nothing: here only the ledger itself is put to the test."""


note.__module__ = "bihuan.ledger.apply"
applying.applies("ledger.noted@1")(note)
applying.applies("ledger.imported@1")(note)


def fill():
    drafts = [Draft("ledger.noted@1", "notes", "unit:a", {"value": f"{n}.5"}) for n in range(40)]
    actions.record_many(drafts, by=BY, at=AT)
    rows = [{"unit": f"u{n}", "value": f"{n}.25"} for n in range(40)]
    actions.record_bulk(Draft("ledger.imported@1", "imports", "unit:a", {}), rows, by=BY, at=AT)
    secret = Draft("ledger.noted@1", "notes", "unit:a", {}, private={"phone": "13800000000"})
    actions.record(secret, by=BY, at=AT)
    actions.keep(b"unit,value\n" * 50, name="roads.csv", type="text/csv")
    sealing.seal("qingxi")
    pinned = sealing.checkpoint("qingxi", at=AT)
    actions.record_many(drafts[:3], by=BY, at=AT)
    return pinned


def content():
    """Return all that the tables say; None if they cannot be read."""
    held = {}
    with suppress(DatabaseError), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  # our own names
            held[table] = sorted(map(repr, cursor.fetchall()))
        return held
    return None


def main():
    call_command("migrate", "ledger", verbosity=0)
    pinned = fill()
    path = Path(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    right = content()
    connection.close()
    whole = path.read_bytes()
    copy = path.with_name("copy.sqlite3")
    connection.settings_dict["NAME"] = str(copy)
    draw = random.Random(7)  # noqa: S311
    seen, harmless, unseen = 0, 0, []
    for _ in range(FLIPS):
        at = draw.randrange(len(whole) * 8)
        changed = bytearray(whole)
        changed[at // 8] ^= 1 << at % 8
        for stale in path.parent.glob("copy.sqlite3*"):
            stale.unlink()
        copy.write_bytes(changed)
        shutil.copymode(path, copy)
        if not verifying.verify("qingxi", pinned=pinned).good:
            seen += 1
        elif content() == right:
            harmless += 1
        else:
            unseen.append(at)
        connection.close()
    sys.stdout.write(json.dumps({"seen": seen, "harmless": harmless, "unseen": unseen}))


if __name__ == "__main__":
    main()
