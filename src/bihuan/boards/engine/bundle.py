"""The bundle: one zip from which a stranger verifies a result without us.

It holds what was published, the facts behind it byte for byte, the proof that they
stand in the signed log, and a program that checks all of it. See decision record 0007.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bihuan.boards.engine.offline.container import FORMAT, MANIFEST, canonical
from bihuan.boards.engine.program import STARTER

# A zip states a time for each file; the same publication must give the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)
LEVEL = 9


@dataclass(frozen=True, slots=True)
class ProvenFact:
    """A fact's canonical bytes, its index in the log, and the path from it to the root."""

    body: bytes
    index: int
    path: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class ProvenRows:
    """Rows of a bulk fact by number: all of them, or some with the path of each to the root."""

    fact: str
    bodies: Mapping[int, bytes]
    paths: Mapping[int, Sequence[bytes]] | None


def contents(
    result: bytes, board: bytes, mechanisms: Mapping[str, bytes], texts: Mapping[str, str]
) -> dict[str, bytes]:
    """Return the files that are fixed before publication, by name; the manifest names them all.

    `mechanisms` are the files that ruled, as ``Kind-name``; `texts` are ``verify.py`` and what
    explains it. The result and the board are the very bytes that were frozen.
    """
    files = {
        "__main__.py": STARTER.encode(),
        "result.json": result,
        "board.json": board,
        **{name: text.encode() for name, text in texts.items()},
        **{f"mechanisms/{name}.yaml": text for name, text in mechanisms.items()},
    }
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    return {**files, MANIFEST: canonical({"v": FORMAT, "files": digests})}


def write(
    files: Mapping[str, bytes], *, facts: Iterable[ProvenFact], rows: Iterable[ProvenRows],
    checkpoint: str, key: str,
) -> bytes:  # fmt: skip
    """Return the zip of the published files and the proof that the log holds them."""
    ordered = sorted(facts, key=lambda fact: fact.index)
    proofs = [[fact.index, [part.hex() for part in fact.path]] for fact in ordered]
    proof = {
        "log/checkpoint": checkpoint.encode(),
        "log/facts.jsonl": b"".join(fact.body + b"\n" for fact in ordered),
        "log/key": f"{key}\n".encode(),
        "log/proofs.json": canonical(proofs),
        "log/rows.jsonl": b"".join(_rows(some) for some in rows),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted({**files, **proof}.items()):
            info = zipfile.ZipInfo(name, NO_TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            info.create_system = 3
            archive.writestr(info, content, compresslevel=LEVEL)
    return out.getvalue()


def _rows(some: ProvenRows) -> bytes:
    """Return a line that says which rows follow, with paths if they need them; then the rows."""
    paths = None
    if some.paths is not None:
        paths = [[number, [part.hex() for part in some.paths[number]]] for number in some.bodies]
    return b"\n".join([canonical([some.fact, paths]), *some.bodies.values(), b""])


def figures_used(result: bytes) -> dict[str, set[int | None]]:
    """Return which facts, and which rows of them, a result was computed from."""
    used: dict[str, set[int | None]] = {}
    for row in json.loads(result)["facts"]:
        if source := row.get("source"):
            used.setdefault(source["fact"], set()).add(source["row"])
    return used
