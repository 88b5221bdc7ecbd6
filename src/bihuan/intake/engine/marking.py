"""The sender's own file back, with what is wrong said at each cell."""

import json
from collections.abc import Iterable

from bihuan.intake.engine.guard import kind_of
from bihuan.intake.engine.mistakes import Mistake, mark_table
from bihuan.intake.engine.reading import ChildFailed, run
from bihuan.ledger.words import Language, Message, Refused, Text
from bihuan.mechanisms.diagnostics import Diagnostic

_SECONDS = 120

NOT_MARKED = Message(
    "not-marked",
    Text("the workbook cannot be handed back with its mistakes marked", "无法在该工作簿中标出错误"),
    Text(
        "mend it by the list of mistakes, or use the form that was handed out",
        "请按错误清单改正，或改用下发的表格",
    ),
)


def mark(content: bytes, diagnostics: Iterable[Diagnostic], *, language: Language = "zh") -> bytes:
    """Return the file with its wrong cells coloured and commented; of CSV, with a last column.

    Only a file that was read may be marked: what was refused as a whole is not opened again.
    """
    mistakes = [_in_words(each, language) for each in diagnostics]
    if kind_of(content) == "table":
        return mark_table(content, mistakes)
    listed = json.dumps(mistakes, ensure_ascii=False).encode() + b"\n"
    try:
        return run("marker", listed + content, seconds=_SECONDS)
    except ChildFailed as error:
        # The second reader is not ours, and knows fewer workbooks than the first.
        raise Refused(NOT_MARKED) from error


def _in_words(diagnostic: Diagnostic, language: Language) -> Mistake:
    place, advice = diagnostic.place, diagnostic.help
    says = diagnostic.text.said_in(language)
    return Mistake(
        place.sheet, place.cell, place.line, says, advice.said_in(language) if advice else ""
    )
