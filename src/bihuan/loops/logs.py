"""The event log of a loop, from what its matters went through, as far as a viewer sees them.

No value of a record and no reason leaves with it: those may name people. Persons are the
pseudonyms of the acts, and whoever reported confidentially is left out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from bihuan.calendars.engine.workdays import CHINA
from bihuan.calendars.queries import calendar
from bihuan.ledger.viewer import Viewer
from bihuan.loops.engine.logs import ocel_json, ocel_sqlite
from bihuan.loops.engine.logs.analysing import Analysis, Every, analyse
from bihuan.loops.engine.logs.columns import Gathering, microseconds
from bihuan.loops.engine.logs.model import (
    GROUP,
    NAME,
    RESOURCE,
    ROLE,
    STANDARD_EXTENSIONS,
    TIME,
    TRANSITION,
    Attributes,
    Classifier,
    Heading,
    Id,
    Nested,
    Trace,
)
from bihuan.loops.engine.logs.working import WorkTime
from bihuan.loops.engine.logs.xes_writing import write as write_xes
from bihuan.loops.object_logs import objects_of
from bihuan.loops.told import Step, Told, told

Form = Literal["xes", "ocel-json", "ocel-sqlite", "csv"]

# What happens to a matter without anybody working on it.
_NO_WORK = {"recount", "move_version", "child"}


def analyse_loop(
    viewer: Viewer, loop: str, *, at: datetime, period: str = "", every: Every = "month"
) -> Analysis:
    """Return what the log of a loop tells; limits are judged by the clocks of the matters."""
    gathered = Gathering()
    for each in told(viewer, loop, at=at, period=period):
        matter = each.matter
        for step in each.steps:
            if step.does not in _NO_WORK:
                gathered.add(matter.number, step.act, step.unit, microseconds(step.at))
        late = each.on_time is None and each.due is not None and each.due < at
        kept = 0 if late else -1 if each.on_time is None else int(each.on_time)
        unit = each.lead or matter.raised_by
        gathered.know(matter.number, unit=unit, closed=each.closed, kept=kept)
    loaded = calendar()
    work = WorkTime(loaded.is_open, loaded.hours)
    return analyse(gathered.columns(), work, every=every, at=microseconds(at))


def export(  # noqa: PLR0913 - which log, in which form, where
    viewer: Viewer, loop: str, form: Form, path: Path, *, at: datetime, period: str = ""
) -> None:
    """Write the log of a loop where a person asked for it."""
    found = told(viewer, loop, at=at, period=period)
    if form == "ocel-sqlite":
        ocel_sqlite.write(objects_of(found), path)
        return
    if form == "ocel-json":
        path.write_bytes(ocel_json.write(objects_of(found)))
        return
    pieces = _as_xes(loop, found) if form == "xes" else _as_csv(found)
    with path.open("wb") as file:
        file.writelines(pieces)


def _as_xes(loop: str, found: Iterable[Told]) -> Iterator[bytes]:
    heading = Heading(
        features="nested-attributes",
        extensions=list(STANDARD_EXTENSIONS),
        globals=[
            ("trace", {NAME: ""}),
            ("event", {NAME: "", TRANSITION: "complete"}),
        ],
        classifiers=[
            Classifier("Activity", NAME, "event"),
            Classifier("Unit", GROUP, "event"),
        ],
        attributes={NAME: loop},
    )
    return write_xes(heading, (_trace(each) for each in found))


def _trace(each: Told) -> Trace:
    matter = each.matter
    attributes: Attributes = {
        NAME: matter.number,
        "bihuan:matter": Id(matter.id),
        "bihuan:class": matter.class_,
        "bihuan:channel": matter.channel,
        "bihuan:lead": each.lead,
    }
    if each.on_time is not None:
        attributes["bihuan:on_time"] = each.on_time
    return Trace(attributes, [_event(step) for step in each.steps])


def _event(step: Step) -> Attributes:
    stages: list[tuple[str, str | Nested]] = [("from", step.stage_from), ("to", step.stage_to)]
    event: Attributes = {
        NAME: step.act,
        TIME: step.at.astimezone(CHINA),
        TRANSITION: "complete",
        GROUP: step.unit,
        RESOURCE: step.person,
        ROLE: step.duty,
        "bihuan:fact": Id(step.fact),
        "bihuan:stage": Nested("value", step.stage_to, list(stages)),
    }
    return {key: value for key, value in event.items() if value != ""}


CSV_COLUMNS = ("case", "activity", "time", "unit", "person", "duty", "stage_from", "stage_to")


def _as_csv(found: Iterable[Told]) -> Iterator[bytes]:
    yield _line(CSV_COLUMNS)
    for each in found:
        for step in each.steps:
            yield _line((
                each.matter.number, step.act, step.at.astimezone(CHINA).isoformat(), step.unit,
                step.person, step.duty, step.stage_from, step.stage_to,
            ))  # fmt: skip


def _line(cells: Iterable[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue().encode()
