"""The log in a bundle: every fact and row has its place under the signed checkpoint."""

from __future__ import annotations

from itertools import islice

from bihuan.boards.engine.offline.container import Found, Wrong, read_canonical, read_json
from bihuan.boards.engine.offline.tree import (
    leaf_hash,
    read_checkpoint,
    read_hex,
    root_of_path,
    tree_root,
)

ROWS = "log/rows.jsonl"


def read_log(files: dict[str, bytes]) -> Found:
    """Return the facts and rows of the bundle, each proven to stand in the signed log."""
    try:
        key = read_line(files["log/key"])
        size, root = read_checkpoint(files["log/checkpoint"].decode(), key)
    except (KeyError, ValueError) as error:
        raise Wrong("not-signed", reason=str(error)) from error
    facts, places = _proven_facts(files, size, root)
    return {"key": key, "size": size, "root": root, "facts": facts, "places": places,
            "rows": _proven_rows(files, facts)}  # fmt: skip


def read_line(content: bytes) -> str:
    """Return the one line that a file holds; ValueError if it holds anything else."""
    line = content.decode().removesuffix("\n")
    if content != f"{line}\n".encode():
        raise ValueError("not one line")
    return line


def _lines(files: dict[str, bytes], name: str) -> list[bytes]:
    content = files.get(name)
    if content is None:
        raise Wrong("file-missing", name=name)
    if content and not content.endswith(b"\n"):
        raise Wrong("file-changed", name=name)
    return content.split(b"\n")[:-1]


def _proven_facts(
    files: dict[str, bytes], size: int, root: bytes
) -> tuple[dict[str, Found], dict[str, int]]:
    """Return the facts by id, and the place of each in the log."""
    name = "log/proofs.json"
    bodies = _lines(files, "log/facts.jsonl")
    try:
        proofs = read_canonical(files.get(name, b""), name)
        paths = [[read_hex(part) for part in path] for _, path in proofs]
        places = [int(index) for index, _ in proofs]
    except (TypeError, ValueError) as error:
        raise Wrong("file-changed", name=name) from error
    if len(places) != len(bodies) or places != sorted(set(places)):
        raise Wrong("file-changed", name=name)
    facts: dict[str, Found] = {}
    indexes: dict[str, int] = {}
    for body, index, path in zip(bodies, places, paths):  # noqa: B905  # lengths compared above
        if root_of_path(leaf_hash(body), index, size, path) != root:
            raise Wrong("not-in-log", index=index)
        fact = read_json(body, "log/facts.jsonl")
        if fact["id"] in facts:
            raise Wrong("file-changed", name="log/facts.jsonl")
        facts[fact["id"]], indexes[fact["id"]] = fact, index
    return facts, indexes


def _proven_rows(files: dict[str, bytes], facts: dict[str, Found]) -> dict[str, dict[int, bytes]]:
    """Return the rows of bulk facts: all of a fact under its root, or some with their paths.

    A line names a fact and, where not all its rows follow, their numbers and paths; then come
    the rows, one a line, as they were recorded.
    """
    lines = iter(_lines(files, ROWS))
    rows: dict[str, dict[int, bytes]] = {}
    for head in lines:
        fact_id, count, root, paths = _head_of_rows(head, facts)
        numbers = range(count) if paths is None else list(paths)
        bodies = list(islice(lines, len(numbers)))
        if len(bodies) != len(numbers) or fact_id in rows:
            raise Wrong("file-changed", name=ROWS)
        rows[fact_id] = dict(zip(numbers, bodies))  # noqa: B905  # lengths compared above
        _check_rows(fact_id, rows[fact_id], (count, root), paths)
    return rows


def _head_of_rows(
    head: bytes, facts: dict[str, Found]
) -> tuple[str, int, bytes, dict[int, list[bytes]] | None]:
    """Return whose rows follow, how many it has, their root, and the paths of those that follow."""
    try:
        fact_id, some = read_canonical(head, ROWS)
        data = facts[fact_id]["data"]
        count, root = int(data["rows"]), read_hex(data["root"])
        if some is None:
            return fact_id, count, root, None
        paths = {int(number): [read_hex(part) for part in path] for number, path in some}
    except (KeyError, TypeError, ValueError) as error:
        raise Wrong("file-changed", name=ROWS) from error
    return fact_id, count, root, paths


def _check_rows(
    fact_id: str,
    rows: dict[int, bytes],
    tree: tuple[int, bytes],
    paths: dict[int, list[bytes]] | None,
) -> None:
    count, root = tree
    if paths is None:
        if tree_root(map(leaf_hash, rows.values())) != root:
            raise Wrong("row-not-in-fact", fact=fact_id, row=0)
        return
    for number, body in rows.items():
        if root_of_path(leaf_hash(body), number, count, paths[number]) != root:
            raise Wrong("row-not-in-fact", fact=fact_id, row=number)


def fact_of_kind(log: Found, kind: str) -> Found:
    """Return the one fact of a kind; a bundle is about one publication of one run."""
    found = [fact for fact in log["facts"].values() if fact["kind"] == kind]
    if len(found) != 1:
        raise Wrong("fact-missing", kind=kind)
    fact: Found = found[0]
    return fact
