"""A clerk at work: opens the form, writes in its cells, saves it."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl

from bihuan.intake.engine.template import write_template
from tests.intake.cast import form

SHEET = "统计局"
OTHER = "填报"


def filled(
    cells: Mapping[str, Any] | None = None,
    *,
    other: Mapping[str, Any] | None = None,
    change: Callable[[Any], None] = lambda _: None,
    content: bytes | None = None,
) -> bytes:
    """Return the form with what a clerk wrote on its first sheet, and on the other one."""
    book = openpyxl.load_workbook(io.BytesIO(content or write_template(form())))
    for sheet, written in ((SHEET, cells), (OTHER, other)):
        for cell, value in (written or {}).items():
            book[sheet][cell] = value
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
