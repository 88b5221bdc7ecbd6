"""A ledger on disk whose writers are killed at full speed; run by test_crash.

Prints, as JSON, which facts were acknowledged and which are there afterwards.
"""

import json
import os
import signal
import sys
from datetime import UTC, datetime

import django
from django.core.management import call_command
from django.db import connection

django.setup()

from bihuan.ledger import actions, applying, queries, sealing, verifying  # noqa: E402
from bihuan.ledger.facts import Draft  # noqa: E402
from bihuan.ledger.viewer import Grant, Viewer  # noqa: E402

AT = datetime(2025, 7, 1, tzinfo=UTC)
BY = Viewer("qingxi", "desk", "li", (Grant("operator", "/qingxi/"),))
ID_BYTES = 36


def note(fact):
    """Apply nothing: here only the ledger itself is put to the test."""


note.__module__ = "bihuan.ledger.apply"
applying.applies("ledger.noted@1")(note)
applying.applies("ledger.imported@1")(note)


def write_for_ever(out):
    """Record, seal and import without end; each id is told only when its commit returned."""
    while True:
        fact = actions.record(Draft("ledger.noted@1", "notes", "unit:a", {}), by=BY, at=AT)
        os.write(out, fact.id.encode())
        rows = [{"value": str(n)} for n in range(50)]
        bulk = Draft("ledger.imported@1", "imports", "unit:a", {})
        os.write(out, actions.record_bulk(bulk, rows, by=BY, at=AT).id.encode())
        sealing.seal("qingxi")
        sealing.checkpoint("qingxi", at=AT)


def killed_after(acknowledged):
    """Let a writer run until it acknowledged so many facts, then kill it; returns their ids."""
    inward, outward = os.pipe()
    connection.close()
    child = os.fork()
    if child == 0:
        os.close(inward)
        write_for_ever(outward)
    os.close(outward)
    told = b""
    with open(inward, "rb", buffering=0) as pipe:  # noqa: PTH123  # a pipe has no path
        while len(told) < acknowledged * ID_BYTES:
            told += pipe.read(ID_BYTES)
        os.kill(child, signal.SIGKILL)
        told += pipe.read()
    os.waitpid(child, 0)
    return [told[at : at + ID_BYTES].decode() for at in range(0, len(told), ID_BYTES)]


def main():
    call_command("migrate", "ledger", verbosity=0)
    acknowledged = [fact for kill in range(10) for fact in killed_after(3 + 7 * kill)]
    sealing.seal("qingxi")
    report = verifying.verify("qingxi")
    found = [fact.id for fact in queries.log("qingxi")]
    outcome = {"acknowledged": acknowledged, "found": found, "report": report.as_data()}
    sys.stdout.write(json.dumps(outcome))


if __name__ == "__main__":
    main()
