"""Write a golden ledger: facts that use every field of the envelope, with their hashes."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from bihuan.ledger.engine import merkle
from bihuan.ledger.engine.canonical import canonical
from bihuan.ledger.engine.commitments import commit
from bihuan.ledger.engine.envelope import write_fact
from bihuan.ledger.engine.notes import Head, Signer
from bihuan.ledger.facts import Evidence, Fact, Source

# A key for these files alone: it is printed here, so it proves nothing elsewhere.
KEY = Signer("bihuan/qingxi", bytes(range(32)))

ROWS = [
    {"unit": "yunling", "indicator": "investment", "value": "97.50", "target": "100.00"},
    {"unit": "shuiting", "indicator": "investment", "value": None, "target": "80.00"},
    {"unit": "yunling", "indicator": "满意度", "value": "0.5", "target": "1.0"},
]
ROOT = merkle.root(merkle.leaf_hash(canonical(row)) for row in ROWS).hex()


def made(number, kind, stream, n, **more):
    fields = {
        "id": f"0197c3c0-4a00-7000-8000-{number:012d}",
        "origin": "qingxi",
        "kind": kind,
        "stream": stream,
        "n": n,
        "subject": "unit:yunling",
        "actor": "qingxi-desk",
        "person": "qingxi-li",
        "act_as": "operator",
        "on_behalf": "",
        "valid": (None, None),
        "recorded": datetime(2025, 7, 1, 2, 3, 4, number, tzinfo=UTC),
        "data": {},
        "evidence": (),
        "private": {},
        "source": None,
        "mechanism": "",
        "supersedes": "",
        "supersedes_row": None,
        "retracts": False,
        "reason": "",
        "request": "",
    }
    return Fact(**{**fields, **more})


def facts():
    noted, rows = "ledger.noted@1", "ledger.imported@1"
    quarter = (date(2025, 4, 1), date(2025, 7, 1))
    first = made(1, noted, "notes", 1, data={"value": "97.5", "late": False}, valid=quarter)
    cell = Source(document="ab" * 32, sheet="二季度", cell="B7")
    corrected = made(
        2,
        noted,
        "notes",
        2,
        data={"value": "98.25", "notes": ["核对台账", None, 3, {"deep": [True]}]},
        valid=quarter,
        source=cell,
        evidence=(Evidence("cd" * 32, 12_345, "application/pdf"),),
        mechanism="ef" * 32,
        supersedes=first.id,
        reason="录入错误，已与原始凭证核对",
        request="form-20250701-2",
    )
    data = {"file": "ab" * 32, "rows": len(ROWS), "root": ROOT}
    bulk = made(3, rows, "imports", 1, data=data, source=Source(feed="hotline-12345"))
    row = made(
        4, noted, "imports", 2, data={"value": "81"}, supersedes=bulk.id, supersedes_row=1,
        on_behalf="unit:shuiting", subject="unit:shuiting",
    )  # fmt: skip
    withdrawn = made(5, noted, "notes", 3, supersedes=corrected.id, retracts=True, reason="撤回")
    private = {"phone": commit(bytes(32), "13800000000")}
    personal = made(6, noted, "notes", 4, private=private, valid=(None, date(2026, 1, 1)))
    erased = made(
        7, "ledger.erased@1", "ledger/erasures", 1,
        data={"fact": personal.id, "fields": ["phone"]}, reason="个人申请",
    )  # fmt: skip
    return [first, corrected, bulk, row, withdrawn, personal, erased]


def ledger():
    bodies = [write_fact(fact) for fact in facts()]
    leaves = [merkle.leaf_hash(body) for body in bodies]
    root = merkle.root(leaves)
    return {
        "origin": "qingxi",
        "facts": [
            {"body": body.decode(), "leaf": leaf.hex()}
            for body, leaf in zip(bodies, leaves, strict=True)
        ],
        "rows": {facts()[2].id: [canonical(row).decode() for row in ROWS]},
        "root": root.hex(),
        "key": str(KEY.verifier),
        "checkpoint": KEY.sign(Head(KEY.name, len(leaves), root).write()),
    }


if __name__ == "__main__":
    text = json.dumps(ledger(), ensure_ascii=False, indent=1)
    Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")
