"""The rows of a file beside what is recorded: what would change, and what looks doubtful."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.intake.engine.forms import FIGURES, WORDS, What
from bihuan.intake.engine.found import Blank, CellDiagnostic, Found, Row, about
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Said, Text
from bihuan.measures import queries as measures
from bihuan.measures.changing import MAY_NOT_CHANGE, is_anothers
from bihuan.measures.checking import Checker
from bihuan.measures.observations import Declared, Figures
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.orgs import queries as orgs

CHANGE_WITHOUT_REASON = Message(
    "change-without-reason",
    Text(
        "{what} is recorded as {old}, the file says {new}", "{what}已记录为 {old}，文件中为 {new}"
    ),
    Text(
        "if the file is right, import it again with a reason; the old value stays readable",
        "如文件无误，请注明原因后重新导入；原数据仍可查阅",
    ),
)
CELL_BLANKED = Message(
    "cell-blanked",
    Text(
        "{what} is recorded as {old} and the cell is blank now; it stays"
        " (bihuan retract withdraws it)",
        "{what}已记录为 {old}，单元格现为空白，原数据保留（撤回请用 bihuan retract）",
    ),
    Text(
        "nothing to do if it is right; else: bihuan retract {indicator} {unit} {period}",
        "数据无误则无需处理；否则请办理撤回：bihuan retract {indicator} {unit} {period}",
    ),
)
# A page that lists more is read by nobody.
MOST_WARNINGS = 200


def refuse_changes(found: Found, by: Viewer, *, reason: str) -> None:
    """Note each figure that would replace another one and may not, and leave its row out."""
    checker = Checker(by)
    changed: set[Row] = set()
    for indicator, rows in _by_indicator(found):
        # What stands is looked at whole: whoever may enter a value may know that one is there.
        standing = measures.figures(orgs.operator(by.origin), indicator, rows[0].period)
        for row in rows:
            old = standing.get(row.unit)
            for said in _not_allowed(row, old, checker, reason) if old else ():
                place = found.place(sheet=row.sheet, cell=row.cell, line=row.line)
                found.wrong(place, said, about(found.units[row.unit], indicator))
                changed.add(row)
    found.keep(lambda row: row not in changed)


def warnings(found: Found, by: Viewer) -> tuple[list[Diagnostic], int]:
    """Return what a person should look at after an import, and how much more there is."""
    blanked = _blanked(found, by)
    told, more = _doubts_of(found, by, room=max(MOST_WARNINGS - len(blanked), 0))
    return [*blanked[:MOST_WARNINGS], *told], more + max(len(blanked) - MOST_WARNINGS, 0)


def _blanked(found: Found, by: Viewer) -> list[Diagnostic]:
    """Return the cells in which a recorded figure is missing: it stays, and is not silent."""
    noted: list[Diagnostic] = []
    standing: dict[tuple[str, str], dict[str, Figures]] = {}
    for blank in found.blanks:
        key = (blank.indicator, blank.period)
        if key not in standing:
            whole = orgs.operator(by.origin)
            standing[key] = measures.figures(whole, found.indicators[key], blank.period)
        old = standing[key].get(blank.unit)
        if old and (stands := getattr(old, blank.what)) is not None:
            noted.append(_kept(blank, stands, found))
    return noted


def _kept(blank: Blank, stands: str, found: Found) -> Diagnostic:
    said = {"what": WORDS[blank.what], "old": stands, "indicator": blank.indicator,
            "unit": blank.unit, "period": blank.period}  # fmt: skip
    indicator = found.indicators[blank.indicator, blank.period]
    of = about(found.units[blank.unit], indicator)
    return CellDiagnostic(Said(CELL_BLANKED, said), blank.place, about=of)


def _doubts_of(found: Found, by: Viewer, *, room: int) -> tuple[list[Diagnostic], int]:
    """Return what looks doubtful in the figures just stored, and how much more there is."""
    told: list[Diagnostic] = []
    more = 0
    for indicator, rows in _by_indicator(found):
        if indicator.spec.plausible is None:
            continue
        whole = orgs.operator(by.origin)
        found_now = measures.observations(whole, [indicator.name], [rows[0].period])
        standing = {value.unit: value for value in found_now}
        for row in rows:
            if not standing[row.unit].flags:
                continue
            if len(told) >= room:
                more += 1
                continue
            told += _doubts(found, row, indicator, by)
    return told, more


def _doubts(found: Found, row: Row, indicator: Declared, by: Viewer) -> list[Diagnostic]:
    noted = Found(found.file)
    place = found.place(sheet=row.sheet, cell=row.cell, line=row.line)
    for said in measures.doubts(by, row.indicator, row.unit, row.period):
        noted.wrong(place, said, about(found.units[row.unit], indicator))
    return noted.mistakes


def _by_indicator(found: Found) -> Iterator[tuple[Declared, list[Row]]]:
    """Yield the rows of each indicator and period."""
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in found.rows:
        rows.setdefault((row.indicator, row.period), []).append(row)
    for key, same in rows.items():
        yield found.indicators[key], same


def _not_allowed(row: Row, old: Figures, checker: Checker, reason: str) -> Iterator[Said]:
    changes = list(_changes(row, old))
    about = {"indicator": row.indicator, "unit": row.unit, "period": row.period}
    if changes and is_anothers(checker, **about, figures=[what for what, _, _ in changes]):
        yield Said(MAY_NOT_CHANGE, about)
    elif not reason:
        for what, stands, new in changes:
            yield Said(CHANGE_WITHOUT_REASON, {"what": WORDS[what], "old": stands, "new": new})


def _changes(row: Row, old: Figures) -> Iterator[tuple[What, str, str]]:
    """Yield which figure a row would change, from what to what."""
    for what, new, stands in zip(FIGURES, (row.value, row.target, row.prior), old, strict=True):
        if new is not None and stands is not None and stands != new:
            yield what, stands, new
