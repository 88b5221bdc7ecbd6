"""The notice as PDF and the poster as PNG, set by Typst with the fonts of the house.

Only the fonts beside this package are used, so that a bare machine prints the same
pages. What is printed travels as JSON and is never spliced into the source.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
SVG = "http://www.w3.org/2000/svg"


def qr(text: str) -> str:
    """Return the QR code of a text as SVG without a margin."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True
    )
    return out.getvalue().decode("ascii")


def pdf(data: dict[str, Any]) -> bytes:
    """Set the notice (see `notices.notice`)."""
    return _compile("notice.typ", data, format="pdf")


def png(data: dict[str, Any]) -> bytes:
    """Set the poster (see `notices.poster`), 1080 pixels wide and 1440 high."""
    return _compile("poster.typ", data, format="png", ppi=72.0)


def _compile(template: str, data: dict[str, Any], **how: Any) -> bytes:
    made = typst.compile(
        HERE / template,
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        **how,
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} gave {len(made)} pages where one file was expected")
    return made
