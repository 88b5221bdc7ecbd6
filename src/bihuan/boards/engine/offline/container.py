"""The zip as it was handed over: read with care, nothing unpacked to disk.

Names, sizes and contents come from a stranger. Every file is read into memory up
to a limit and compared with the manifest, whose digest stands in the log.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

MOST_FILES = 2_000
MOST_BYTES = 1 << 29
MANIFEST = "manifest.json"
# Stands in the manifest as "v"; raised whenever what was published before would not verify here.
FORMAT = 1
# More digits than any figure has; a longer number only costs time.
MOST_DIGITS = 40
MOST_SHOWN = 200
# These carry the proof itself, so the manifest cannot name them; each is checked by what it proves.
PROOF = ("log/checkpoint", "log/facts.jsonl", "log/key", "log/proofs.json", "log/rows.jsonl")

Found = dict[str, Any]


class Wrong(Exception):
    """Something in the bundle is not as it was published: a code, and what it is about."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.code = code
        self.about = {name: readable(value) for name, value in about.items()}


def readable(value: Any) -> Any:
    """Return what may be printed: a stranger's text may hold what steers a terminal, or no end."""
    if isinstance(value, int):
        return value
    text = str(value)
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[:MOST_SHOWN])
    return shown if len(text) <= MOST_SHOWN else f"{shown}..."


def read_files(path: Path) -> dict[str, bytes]:
    """Return every file of a bundle by name, from a zip or from a folder it was unpacked to.

    A bundle in another format is refused at once, so that nobody reads it as a changed one.
    """
    try:
        files = _from_folder(path) if path.is_dir() else _from_zip(path)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
            ValueError, OverflowError, MemoryError) as error:  # fmt: skip
        raise Wrong(
            "unreadable", name=path.name, reason=str(error) or type(error).__name__
        ) from error
    _refuse_other_format(files)
    return files


def _refuse_other_format(files: dict[str, bytes]) -> None:
    """Refuse a manifest that states another format; what else is wrong with it is found later."""
    try:
        stated = read_json(files[MANIFEST], MANIFEST)["v"]
    except (Wrong, LookupError, TypeError):
        return
    if type(stated) is int and stated != FORMAT:
        age = "older" if stated < FORMAT else "newer"
        raise Wrong(f"{age}-format", stated=stated, known=FORMAT)


def _from_zip(path: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    with zipfile.ZipFile(path) as archive:
        if len(archive.infolist()) > MOST_FILES:
            raise ValueError("too many files")
        for info in archive.infolist():
            if info.filename in files:
                raise Wrong("file-changed", name=info.filename)
            with archive.open(info) as member:
                # The size in the directory may lie; what is read counts.
                content = member.read(left + 1)
            left -= len(content)
            if left < 0:
                raise ValueError("too large")
            files[info.filename] = content
    return files


def _from_folder(path: Path) -> dict[str, bytes]:
    found = sorted(file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
    kept = [file for file in found if "__pycache__" not in file.parts]
    if len(kept) > MOST_FILES or sum(file.stat().st_size for file in kept) > MOST_BYTES:
        raise ValueError("too large")
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in kept}


def read_json(content: bytes, name: str) -> Any:
    """Return JSON without floats; what is not that is refused, naming the file."""
    try:
        return json.loads(
            content.decode(),
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_read_int,
            object_pairs_hook=_read_object,
        )
    except (ValueError, RecursionError, MemoryError) as error:
        raise Wrong("file-changed", name=name) from error


def _no_float(text: str) -> None:
    raise ValueError(f"{text} is a float")


def _read_int(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise ValueError("a number of more digits than any figure has")
    return int(text)


def _read_object(pairs: list[tuple[str, Any]]) -> Found:
    """Return a map; a name that stands twice would be read one way here and another elsewhere."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def canonical(value: Any) -> bytes:
    """Return the one form in which the proof's own files are written."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def read_canonical(content: bytes, name: str) -> Any:
    """Return JSON in its one form, so that no other bytes can mean the same."""
    value = read_json(content, name)
    if canonical(value) != content:
        raise Wrong("file-changed", name=name)
    return value


def check_files(files: dict[str, bytes], manifest_digest: str) -> None:
    """Refuse a file that is missing, too many, or another than when the result was published."""
    content = files.get(MANIFEST, b"")
    if hashlib.sha256(content).hexdigest() != manifest_digest:
        raise Wrong("file-changed", name=MANIFEST)
    named = read_json(content, MANIFEST)["files"]
    for name in sorted({*named, *PROOF, MANIFEST} ^ set(files)):
        raise Wrong("file-missing" if name not in files else "file-added", name=name)
    for name, digest in sorted(named.items()):
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise Wrong("file-changed", name=name)
