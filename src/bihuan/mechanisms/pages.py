"""The pages on error codes: one for each message, in the words of its readers."""

from __future__ import annotations

from pathlib import Path

import bihuan
from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.engine.characters import shown
from bihuan.mechanisms.engine.guessing import guess

UNKNOWN_CODE = Message(
    "unknown-code",
    Text(en='no error code is called "{code}"', zh="没有“{code}”这个错误代码"),
    Text(
        en="copy it from the square brackets of the message{near}",
        zh="请照抄消息方括号中的代码{near}",
    ),
)


def page_of(code: str) -> str:
    """Return the Markdown page on a code."""
    # A code is looked up among the pages, never joined to a path.
    pages = {path.stem: path for path in _folder().glob("*.md") if path.stem != "index"}
    if code not in pages:
        near = guess(code, pages)
        said = Text(f'; did you mean "{near}"?', f"；是不是“{near}”？") if near else Text("", "")
        raise Refused(UNKNOWN_CODE, code=shown(code, 40), near=said)
    return pages[code].read_text(encoding="utf-8")


def _folder() -> Path:
    """Return where the pages lie: inside an installed package, or beside its source."""
    package = Path(bihuan.__file__).resolve().parent
    installed = package / "errors"
    return installed if installed.is_dir() else package.parent.parent / "docs" / "errors"
