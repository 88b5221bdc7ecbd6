"""Handing out a form, importing what came back, and handing it back with its mistakes marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.intake import comparing
from bihuan.intake.asking import form_of, lexicon_for, scheme_of
from bihuan.intake.engine import marking
from bihuan.intake.engine.found import Found, Row
from bihuan.intake.engine.guard import kind_of
from bihuan.intake.engine.opening import Opened, open_file, read_opened
from bihuan.intake.engine.template import write_template
from bihuan.intake.receipts import Receipt
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.actions import keep
from bihuan.ledger.facts import Fact
from bihuan.ledger.proving import receipt as receipt_of
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Language, Message, Refused, Text
from bihuan.ledger.writing import writing
from bihuan.measures.actions import import_observations
from bihuan.mechanisms.diagnostics import Diagnostic, Findings
from bihuan.orgs import queries as orgs

# Hears how much of the work is done, and how much there is.
Progress = Callable[[int, int], None]

NOTHING_FILLED = Message(
    "nothing-filled",
    Text("there is no figure in {file}", "{file} 中没有填写任何数据"),
    Text(
        "fill the white cells and send the form again; to withdraw a figure: bihuan retract",
        "请填写白色单元格后重新发送；撤回数据请用 bihuan retract",
    ),
)
OTHER_SCHEME = Message(
    "other-scheme",
    Text(
        'this is the form of "{written}", not of "{wanted}"',
        "这是“{written}”的表格，不是“{wanted}”的",
    ),
    Text(
        "ask for the right form, or import it without naming a scheme",
        "请索取相应的表格，或导入时不指定考核办法",
    ),
)

_TYPES = {
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "table": "text/csv",
}


def template(scheme: str, period: str, *, by: Viewer, language: Language = "zh") -> bytes:
    """Return the Excel form of a scheme and period, filled with what is recorded already."""
    return write_template(form_of(by, scheme, Period.parse(period)), language=language)


def mark(
    content: bytes, name: str, diagnostics: Iterable[Diagnostic], *, language: Language = "zh"
) -> bytes | None:
    """Return the sender's file with its mistakes marked; None if it cannot be marked."""
    try:
        here = [each for each in diagnostics if each.place.file == name]
        return marking.mark(content, here, language=language)
    except Refused:
        # The mistakes were told already; only the coloured copy is missing.
        return None


def import_file(  # noqa: PLR0913 - the file, what it should be, who sends it and how
    content: bytes,
    name: str,
    *,
    scheme: str = "",
    period: str = "",
    by: Viewer,
    at: datetime,
    keep_clean: bool = False,
    reason: str = "",
    progress: Progress = lambda _done, _total: None,
) -> Receipt:
    """Store the figures of a filled form or a table, all or none, and return the receipt.

    Args:
        content: the file as it was sent.
        name: its name, as the sender wrote it.
        scheme: only its indicators are taken; by default that of the form.
        period: only this one is taken; a table without periods is about it.
        by: who imports.
        at: when.
        keep_clean: store the rows without a mistake even if others have one.
        reason: why recorded figures change; without it a change is a mistake.
        progress: hears how much is done.

    Raises:
        Findings: every mistake of the file, each at its cell; nothing was stored.
        Refused: the file as a whole is not read.
    """
    digest = sha256(content).hexdigest()
    attempts = [_attempt(digest, given, by) for given in dict.fromkeys(("", period))]
    if done := next((fact for _, fact in attempts if fact), None):
        return _again(done, digest)
    opened = open_file(content, name)
    total = 2 * content.count(b"\n")
    found, gave_period = _read(opened, scheme, period, by, lambda done: progress(done, total))
    with writing():
        comparing.refuse_changes(found, by, reason=reason.strip())
        mistakes = found.all_mistakes()
        if mistakes and not (keep_clean and found.rows):
            raise Findings(mistakes, storing=True)
        if not found.rows:
            raise Refused(NOTHING_FILLED, file=name)
        return _store(
            found,
            content,
            digest,
            by=by,
            at=at,
            reason=reason.strip(),
            # A file of which rows were left out may come again, once its units are known, say.
            request="" if mistakes else attempts[-1 if gave_period else 0][0],
            progress=lambda done: progress(total // 2 + done, total),
        )


def _read(
    opened: Opened, scheme: str, period: str, by: Viewer, progress: Callable[[int], None]
) -> tuple[Found, bool]:
    """Return what is in a file, and whether the period given from outside was needed."""
    wanted = Period.parse(period) if period else None
    if scheme and opened.scheme and scheme != opened.scheme:
        raise Refused(OTHER_SCHEME, written=opened.scheme, wanted=scheme)
    about = wanted or opened.period
    ruling = scheme_of(by, scheme or opened.scheme, about)
    lexicon = lexicon_for(by, ruling, wanted, about)
    found = read_opened(opened, lexicon, digest=ruling.digest if ruling else "", progress=progress)
    return found, lexicon.gave_period


def _store(  # noqa: PLR0913 - the rows, the file they came from, and the envelope
    found: Found,
    content: bytes,
    digest: str,
    *,
    by: Viewer,
    at: datetime,
    reason: str,
    request: str,
    progress: Callable[[int], None],
) -> Receipt:
    imported = import_observations(
        _rows(found.rows), document=digest, by=by, at=at, reason=reason, request=request,
        progress=progress,
    )  # fmt: skip
    if imported.fact or imported.corrected:
        # What changed nothing leaves no trace, not even the file.
        keep(content, name=found.file, type=_TYPES[kind_of(content)])
    warnings, more = comparing.warnings(found, by)
    return Receipt(
        document=digest,
        read=len(found.rows),
        stored=imported.fact.data["rows"] if imported.fact else 0,
        corrected=len(imported.corrected),
        unchanged=imported.unchanged,
        left_out=found.left_out,
        fact=imported.fact.id if imported.fact else "",
        corrections=tuple(fact.id for fact in imported.corrected),
        leaf=_leaf(imported.fact),
        recorded=at,
        warnings=(*found.notes, *warnings),
        unlisted=more,
        mistakes=found.all_mistakes(),
    )


def _rows(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row._asdict()


def _attempt(digest: str, period: str, by: Viewer) -> tuple[str, Fact | None]:
    """Return the request of an import, and the fact it made if that stands.

    A file whose import was withdrawn may come again; each attempt has a number of its own.
    """
    # A withdrawal is seen whoever made it; the attempts of others are their own.
    whole = orgs.operator(by.origin)
    name = f"import:{by.actor}:{digest}:{period}"
    request, attempt = name, 1
    while (fact := ledger_queries.by_request(request, whole)) and _withdrawn(fact, whole):
        attempt += 1
        request = f"{name}:{attempt}"
    return request, fact


def _withdrawn(fact: Fact, whole: Viewer) -> bool:
    return ledger_queries.superseding(fact.id, whole) is not None


def _again(fact: Fact, digest: str) -> Receipt:
    """Return the receipt of the first import of the same file."""
    return Receipt(
        document=digest,
        stored=0,
        fact=fact.id,
        leaf=_leaf(fact),
        recorded=fact.recorded,
        already=True,
    )


def _leaf(fact: Fact | None) -> str:
    return receipt_of(fact.id).leaf.hex() if fact else ""
