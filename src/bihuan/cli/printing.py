"""What the command line prints: words, tables, JSON, diagnostics and bars."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal
from unicodedata import category

from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from bihuan.cli.door import LANGUAGE, say
from bihuan.ledger.words import Refused
from bihuan.mechanisms.diagnostics import Diagnostic, Findings
from bihuan.mechanisms.drawing import as_json, draw

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)

_SLOW = 1.0  # seconds before a bar appears
_PIECE = re.compile(r"[!-~]+\s*|\S\s*|\s+")  # what a heading may be broken between
_OFTEN, _NAMED = 3, 10  # a mistake repeated so often is drawn once; of its lines so many are named
_BOUNDLESS = 10_000  # columns of text: no table is wider
Report = Callable[[int, int], None]


def line(text: str = "") -> None:
    """Print one line as it is: no markup is read in it, since it may hold names from files."""
    OUT.print(text, markup=False)


def as_data(value: Any) -> None:
    """Print a result as JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()
) -> None:
    """Print a table; `right` names the columns of figures, counted from 0.

    It is as wide as its content: a line that runs on can be read, a name cut short cannot.
    """
    figures = set(right)
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for index, head in enumerate(heads):
        side: Literal["right", "left"] = "right" if index in figures else "left"
        drawn.add_column(head, justify=side, vertical="bottom")
    for row in rows:
        drawn.add_row(*row)
    boundless = OUT.options.update(width=_BOUNDLESS, max_width=_BOUNDLESS, markup=False)
    drawn.width = Measurement.get(OUT, boundless, drawn).maximum
    OUT.print(drawn, markup=False)


def folded(head: str, wide: int = 16) -> str:
    """Return a heading on as many lines as it takes to stay about so wide.

    It is broken between words, or between Chinese characters; a word is never cut.
    """
    lines = [""]
    for piece in _PIECE.findall(head):
        if lines[-1] and cell_len((lines[-1] + piece).rstrip()) > wide:
            lines.append("")
        lines[-1] += piece
    return "\n".join(each.strip() for each in lines)


def diagnostics(found: Sequence[Diagnostic]) -> None:
    """Print mistakes to standard error, each with its place and what to do.

    The same mistake in many lines of a file is drawn once, with the lines it stands in.
    """
    alike: dict[tuple[str, ...], list[Diagnostic]] = {}
    for each in found:
        alike.setdefault(_said(each), []).append(each)
    for each in found:
        first, *others = alike[_said(each)]
        often = len(others) >= _OFTEN and all(other.place.line for other in others)
        if each is first or not often:
            ERR.print(draw(each, language=LANGUAGE), markup=False)
            if often:
                ERR.print(_also([other.place.line for other in others]), markup=False)
            ERR.print()


def _said(of: Diagnostic) -> tuple[str, ...]:
    return of.place.file, of.code, of.text.en, of.help.en if of.help else ""


def _also(lines: Sequence[int]) -> str:
    named = ", ".join(map(str, lines[:_NAMED])) + (" …" if len(lines) > _NAMED else "")
    return say(
        f"the same {len(lines)} more times, in lines {named}",
        f"另有{len(lines)}处相同，见第 {named} 行",
    )


def refusal(refused: Refused) -> None:
    """Print why something was refused, and what to do next."""
    if isinstance(refused, Findings):
        diagnostics(refused.diagnostics)
    head = say(f"refused[{refused.code}]: ", f"未通过[{refused.code}]：")
    ERR.print(head, end="", markup=False, style="bold")
    ERR.print(_visible(refused.said.text.said_in(LANGUAGE)), markup=False)
    if refused.said.help:
        help_ = _visible(refused.said.help.said_in(LANGUAGE))
        ERR.print(say("help: ", "办法：") + help_, markup=False)


def _visible(text: str) -> str:
    """Return a text that may repeat what was typed: nothing in it moves a terminal's cursor."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if category(each) in {"Cc", "Cf"} and each != "\n" else each
        for each in text
    )


def refusal_as_data(refused: Refused) -> None:
    """Print a refusal as JSON on standard output, in the one shape of errors."""
    found = refused.diagnostics if isinstance(refused, Findings) else ()
    said = refused.said
    as_data(
        {
            "error": refused.code,
            "message": said.text.said_in(LANGUAGE),
            "help": said.help.said_in(LANGUAGE) if said.help else "",
            "at": [as_json(diagnostic) for diagnostic in found],
        }
    )


@contextmanager
def bar(what: str) -> Iterator[Report]:
    """Give a callback ``(done, total)`` whose bar appears once the work takes over a second."""
    began = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    progress = Progress(*columns, console=ERR, transient=True)
    task = progress.add_task(what, total=None)
    shown = False

    def report(done: int, total: int) -> None:
        nonlocal shown
        if not shown and time.monotonic() - began > _SLOW and ERR.is_terminal:
            progress.start()
            shown = True
        if shown:
            progress.update(task, completed=done, total=total or None)

    try:
        yield report
    finally:
        if shown:
            progress.stop()
