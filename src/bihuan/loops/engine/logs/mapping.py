"""What a mapping file may say: which columns of a table are the case, the time and the activity."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.engine import yaml
from bihuan.mechanisms.engine.validating import mistakes
from bihuan.mechanisms.reading import decode
from bihuan.mechanisms.spec import Written

Column = Annotated[str, Field(min_length=1, max_length=200)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise PydanticCustomError("no_zone", "no time zone") from error
    return name


class EventColumn(Written):
    """One column of a case table that holds when something happened."""

    activity: str = Field(min_length=1, max_length=200)
    time: Column


class AttributeColumn(Written):
    """A column that is kept with the case (of a case table) or the event."""

    column: Column
    type: Literal["string", "integer", "number", "time", "boolean"] = "string"


class Official(Written):
    """The column in which the source itself says whether a case was on time."""

    column: Column
    on_time: str
    late: str


class Mapping(Written):
    """How a table is read as an event log.

    Args:
        timezone: the zone of times that are written without one, such as `Asia/Shanghai`.
        times: the form of times, as of `strptime`; empty: ISO 8601.
        activity, time: columns of an event log, one row to an event.
        events: columns of a case table, one row to a case.
        group: the unit that acts; on time is counted by it.
        due: the moment after which a case is late.
        closes: the activities with which a case ends.
        calendar: whose working days are counted; `weekdays` knows no holidays.
    """

    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    times: str = Field(default="", max_length=60)
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
    case: Column
    activity: Column | None = None
    time: Column | None = None
    events: tuple[EventColumn, ...] = Field(default=(), strict=False)
    resource: Column | None = None
    group: Column | None = None
    due: Column | None = None
    closes: tuple[str, ...] = Field(default=(), strict=False)
    calendar: Literal["china", "weekdays"] = "china"
    official: Official | None = None
    attributes: tuple[AttributeColumn, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        is_log = self.activity is not None and self.time is not None
        if is_log == bool(self.events) or (self.activity is None) != (self.time is None):
            raise PydanticCustomError(
                "shape", "name activity and time (one row an event), or events (one row a case)"
            )
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it names."""
        single = (self.case, self.activity, self.time, self.resource, self.group, self.due)
        official = self.official.column if self.official else None
        named = [*single, official, *(each.time for each in self.events)]
        named += [each.column for each in self.attributes]
        return tuple(dict.fromkeys(each for each in named if each is not None))


def read_mapping(content: bytes, file: str) -> Mapping:
    """Return the mapping that a file holds, or raise all its mistakes at their places."""
    document = yaml.read(decode(content, file), file)
    found = [*document.diagnostics, *mistakes(Mapping, document)]
    if found:
        raise Findings(tuple(sorted(found, key=lambda each: each.place)))
    return Mapping.model_validate(document.data)
