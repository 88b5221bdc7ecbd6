"""The digest of a mechanism: of what was written, without comments, layout and order of keys."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.mechanisms.engine.spots import Path


def plain(written: Any) -> Any:
    """Return what was written as JSON holds it: a decimal and a day as the text that was typed."""
    if isinstance(written, dict):
        return {key: plain(value) for key, value in written.items()}
    if isinstance(written, list | tuple):
        return [plain(each) for each in written]
    if isinstance(written, Decimal):
        return format(written, "f")
    return written.isoformat() if isinstance(written, date) else written


def digest(written: Any) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of what was written."""
    text = json.dumps(plain(written), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def leaves(written: Any, path: Path = ()) -> dict[Path, str]:
    """Return every scalar by its path; an entry of a list that has a name is reached by it."""
    if isinstance(written, dict) and written:
        inner: list[tuple[str | int, Any]] = list(written.items())
    elif isinstance(written, list) and written:
        inner = [(_name(each, at), each) for at, each in enumerate(written)]
        if len({name for name, _ in inner}) < len(inner):
            inner = list(enumerate(written))
    else:
        return {path: str(plain(written))}
    found: dict[Path, str] = {}
    for step, value in inner:
        found.update(leaves(value, (*path, step)))
    return found


def _name(entry: Any, at: int) -> str | int:
    if not isinstance(entry, dict):
        return at
    named = next((entry[key] for key in ("name", "slug", "indicator") if key in entry), at)
    return named if isinstance(named, str) else at
