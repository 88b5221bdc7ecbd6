"""The rows of a file beside what is recorded: what would change, and what looks doubtful."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.intake.engine.forms import FIGURES, WORDS
from bihuan.intake.engine.found import Found, Row, about
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Said, Text
from bihuan.measures import queries as measures
from bihuan.measures.engine.numbers import unscale
from bihuan.measures.observations import Declared, Observation
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
# A page that lists more is read by nobody.
MOST_WARNINGS = 200


def refuse_changes(found: Found, by: Viewer) -> None:
    """Note each figure that would replace another one, and leave its row out."""
    changed: set[Row] = set()
    for indicator, rows in _by_indicator(found):
        standing = _standing(by, indicator.name, rows[0].period)
        for row in rows:
            old = standing.get(row.unit)
            for said in _changes(row, old, indicator) if old else ():
                place = found.place(sheet=row.sheet, cell=row.cell, line=row.line)
                found.wrong(place, said, about(found.units[row.unit], indicator))
                changed.add(row)
    found.keep(lambda row: row not in changed)


def doubts(found: Found, by: Viewer) -> tuple[list[Diagnostic], int]:
    """Return what looks doubtful in the figures just stored, and how much more there is."""
    told: list[Diagnostic] = []
    more = 0
    for indicator, rows in _by_indicator(found):
        if indicator.spec.plausible is None:
            continue
        standing = _standing(by, indicator.name, rows[0].period)
        for row in rows:
            if not standing[row.unit].flags:
                continue
            if len(told) >= MOST_WARNINGS:
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


def _standing(by: Viewer, indicator: str, period: str) -> dict[str, Observation]:
    # What stands is looked at whole: whoever may enter a value may know that one is there.
    whole = orgs.operator(by.origin)
    return {value.unit: value for value in measures.observations(whole, [indicator], [period])}


def _changes(row: Row, old: Observation, indicator: Declared) -> Iterator[Said]:
    decimals = indicator.spec.decimals
    for what in FIGURES:
        new, stands = row.figure(what), getattr(old, what)
        if new is not None and stands is not None and unscale(stands, decimals) != new:
            said = {"what": WORDS[what], "old": unscale(stands, decimals), "new": new}
            yield Said(CHANGE_WITHOUT_REASON, said)
