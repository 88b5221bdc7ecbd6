"""Event logs as people bring them: read by what the file is, and analysed in working time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bihuan.calendars.queries import calendar
from bihuan.ledger.words import Refused
from bihuan.loops.engine.logs.analysing import Analysis, Every, analyse
from bihuan.loops.engine.logs.columns import Columns, microseconds, of_traces
from bihuan.loops.engine.logs.mapping import Mapping, read_mapping
from bihuan.loops.engine.logs.refusals import NO_MAPPING
from bihuan.loops.engine.logs.tables import columns_of
from bihuan.loops.engine.logs.working import WorkTime, is_weekday
from bihuan.loops.engine.logs.xes_reading import read as read_xes

__all__ = ["Analysis", "Every", "analyse_file", "as_data"]

_XES = (".xes", ".xes.gz")


def analyse_file(
    path: Path, mapping: Path | None, *, every: Every = "month", at: datetime
) -> Analysis:
    """Return what the log in a file tells: XES, or a table with its mapping file."""
    how = read_mapping(mapping.read_bytes(), str(mapping)) if mapping else None
    columns = _columns(path, how)
    return analyse(columns, _work_time(how), every=every, at=microseconds(at))


def _columns(path: Path, how: Mapping | None) -> Columns:
    with path.open("rb") as file:
        if path.name.lower().endswith(_XES):
            _, traces = read_xes(file)
            return of_traces(traces)
        if how is None:
            raise Refused(NO_MAPPING)
        return columns_of(file, how, path.name)


def _work_time(how: Mapping | None) -> WorkTime:
    loaded = calendar()
    if how is None:
        return WorkTime(loaded.is_open, loaded.hours)
    is_open = loaded.is_open if how.calendar == "china" else is_weekday
    return WorkTime(is_open, loaded.hours, how.timezone)


def as_data(found: Analysis) -> dict[str, Any]:
    """Return an analysis as plain data; spans of time are seconds."""
    return {name: _plain(value) for name, value in asdict(found).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value // timedelta(seconds=1)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
