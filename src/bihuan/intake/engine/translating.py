"""What stands in the cells of a mapped row: fields, parts of a matter, acts that were done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

from bihuan.intake.engine.arrived import Arrived, Told
from bihuan.intake.engine.grid import Row
from bihuan.intake.engine.mapping import Mapping as MappingFile
from bihuan.intake.spec import Column, Detail, Done, Read
from bihuan.ledger.words import Refused, Said, Text
from bihuan.loops.engine.inputs import MODELS
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.diagnostics import Place
from bihuan.mechanisms.spec import Title
from bihuan.orgs.engine.names import plain
from bihuan.registers.engine.characters import folded, narrow
from bihuan.registers.engine.reading import Names, read_moment, read_value
from bihuan.registers.engine.refusals import CHOICE_UNKNOWN, TEXT_EXPECTED
from bihuan.registers.spec import ListField, RegisterSpec, UnitField, YesNoField

_NAME = Title(zh="值", en="value")
_YES_NO = YesNoField(type="yes_no", name="yes", title=_NAME)
_UNIT = UnitField(type="unit", name="unit", title=_NAME)
_UNITS = ListField(type="list", name="units", title=_NAME)
_A_MOMENT = Text(en="a day or a moment", zh="日期或时间")
# Words of acts that name a unit, or several.
_UNIT_WORDS = frozenset({"lead", "unit"})
_UNITS_WORDS = frozenset({"co", "members"})
_LONGEST = 80

Wrong = Callable[[Place, Said], None]


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a table may mean: the register, the loop, and the names of units."""

    register: RegisterSpec
    loop: LoopSpec | None
    names: Names


class _Meaning:
    """How the cells of one column are read; most cells repeat words of cells before them."""

    def __init__(self, read: Read, zone: ZoneInfo) -> None:
        self._read = read
        self._zone = zone
        self._means = {plain(each.read): each.as_ for each in read.values}

    def word(self, written: str) -> str:
        """Return what a word of the source means here; one that is not listed, as it is."""
        if not self._means:
            return written
        meant = self._means.get(plain(written))
        if meant is None:
            return written if self._read.others is None else self._read.others
        return meant

    def moment(self, written: str) -> datetime:
        """Return a moment; a day alone is its first moment. Without a zone it is the mapping's."""
        return moment(written, self._read.formats, self._zone)


def moment(written: str, formats: Iterable[str], zone: ZoneInfo) -> datetime:
    """Return what was written as a moment, in the first of these formats that fits."""
    for form in formats:
        try:
            read = datetime.strptime(written, form)  # noqa: DTZ007  # the mapping names the zone
        except ValueError:
            continue
        return read if read.tzinfo else read.replace(tzinfo=zone)
    try:
        read = datetime.fromisoformat(narrow(written))
        return read if read.tzinfo else read.replace(tzinfo=zone)
    except ValueError:
        return _as_people_write(written, zone)


def _as_people_write(written: str, zone: ZoneInfo) -> datetime:
    typed = narrow(written)
    for attempt in (typed, f"{typed} 00:00"):
        try:
            return read_moment(attempt).replace(tzinfo=zone)
        except Refused:
            continue
    raise Refused(
        TEXT_EXPECTED, written=written[:_LONGEST], kind=_A_MOMENT, example="2025-07-05 09:30"
    )


class Reader:
    """The columns of one table, each with what it becomes."""

    def __init__(self, mapping: MappingFile, columns: Mapping[str, int], words: Words) -> None:
        spec = mapping.spec
        self._words = words
        self._zone = mapping.zone
        self._columns = columns
        self._types = {each.name: each.type for each in words.register.fields}
        self._listed = [
            (each, columns[plain(each.heading)], _Meaning(each, mapping.zone))
            for each in spec.columns
            if not each.ignored
        ]
        self._acts = [_Act(done, columns, words, mapping.zone) for done in spec.acts]
        self._fixed = {each.field: each.value for each in spec.fixed if each.field}
        self._parts: dict[str, Any] = {each.is_: each.value for each in spec.fixed if each.is_}
        self._choices = _choices(words.loop)

    def read(self, row: Row, key: str, wrong: Wrong) -> Arrived:
        """Return what a row says; what cannot be read is told to `wrong`."""
        values: dict[str, object] = dict(self._fixed)
        parts: dict[str, Any] = {}
        cells: dict[str, str] = {}
        first = row.place(self._listed[0][1])
        for column, at, meaning in self._listed:
            try:
                written = row.entry(at)
                if not written:
                    continue
                if column.field:
                    values[column.field] = self._value(column.field, written, meaning)
                    cells[column.field] = row.place(at).cell
                else:
                    parts[column.is_ or ""] = self._part(column, written, meaning)
            except Refused as refusal:
                wrong(row.place(at), refusal.said)
        parts = {**self._fixed_parts(), **parts}
        return Arrived(
            key=key,
            place=first,
            values=values,
            cells=cells,
            class_=parts.get("class", ""),
            channel=parts.get("channel", ""),
            opened=parts.get("opened"),
            confidential=parts.get("confidential", False),
            concerns=parts.get("concerns", ""),
            told=self._told(row, wrong) if self._acts else (),
        )

    def _value(self, name: str, written: str, meaning: _Meaning) -> object:
        match self._types.get(name):
            case "moment":
                return meaning.moment(written)
            case "date":
                return meaning.moment(written).date()
        return meaning.word(written)

    def _part(self, column: Column, written: str, meaning: _Meaning) -> Any:
        return self._read_part(column.is_ or "", meaning.word(written), meaning)

    def _read_part(self, part: str, word: str, meaning: _Meaning) -> Any:
        match part:
            case "opened":
                return meaning.moment(word)
            case "confidential":
                return read_value(_YES_NO, word, self._words.names)
            case "concerns":
                return read_value(_UNIT, word, self._words.names)
        return self._choice(part, word)

    def _fixed_parts(self) -> dict[str, Any]:
        plainly = _Meaning(Read(heading="-"), self._zone)
        return {part: self._read_part(part, word, plainly) for part, word in self._parts.items()}

    def _choice(self, part: str, word: str) -> str:
        choices = self._choices[part]
        found = choices.get(word) or choices.get(folded(word))
        if found is None:
            listed = ", ".join(dict.fromkeys(choices.values()))
            raise Refused(CHOICE_UNKNOWN, written=word[:_LONGEST], choices=listed)
        return found

    def _told(self, row: Row, wrong: Wrong) -> tuple[Told, ...]:
        told = [found for act in self._acts if (found := act.read(row, wrong)) is not None]
        # Exports name moments only; of two acts at one moment the mapping's order is theirs.
        return tuple(sorted(told, key=lambda each: each.at))


def _choices(loop: LoopSpec | None) -> dict[str, dict[str, str]]:
    """Return the classes and channels of a loop, by their names and titles."""
    if loop is None:
        return {}
    found: dict[str, dict[str, str]] = {}
    for part, listed in (("class", loop.classes), ("channel", loop.channels)):
        found[part] = {folded(each.title.en): each.name for each in listed}
        found[part] |= {folded(each.title.zh): each.name for each in listed}
        found[part] |= {each.name: each.name for each in listed}
    return found


class _Act:
    """An act that the source may say was done."""

    def __init__(
        self, done: Done, columns: Mapping[str, int], words: Words, zone: ZoneInfo
    ) -> None:
        self._done = done
        self._at = columns[plain(done.at)]
        self._unit = columns[plain(done.unit)] if done.unit else None
        self._words = words
        self._zone = zone
        assert words.loop is not None  # noqa: S101  # the mapping was checked
        self._does = next(each.does for each in words.loop.acts if each.name == done.act)
        self._said = [
            (detail, columns[plain(detail.heading)] if detail.heading else None)
            for detail in done.said
        ]

    def read(self, row: Row, wrong: Wrong) -> Told | None:
        """Return the act, if the row has it."""
        at = self._at
        try:
            if not (written := row.entry(at)):
                return None
            when = moment(written, self._done.formats, self._zone)
            unit = ""
            if self._unit is not None:
                at = self._unit
                unit = read_value(_UNIT, row.entry(at), self._words.names) or ""
            said = {}
            for detail, column in self._said:
                at = self._at if column is None else column
                word = detail.value if column is None else row.entry(column)
                if word:
                    said[detail.key] = self._detail(detail, word)
        except Refused as refusal:
            wrong(row.place(at), refusal.said)
            return None
        return Told(self._done.act, when, unit, said, row.place(self._at))

    def _detail(self, detail: Detail, written: str) -> Any:
        word = _Meaning(detail, self._zone).word(written)
        if detail.key in _UNIT_WORDS:
            return read_value(_UNIT, word, self._words.names)
        if detail.key in _UNITS_WORDS:
            units = read_value(_UNITS, word, self._words.names)
            return [self._words.names.unit(each) for each in units]
        kinds = set(_kinds(MODELS[self._does].model_fields[detail.key].annotation))
        if bool in kinds:
            return read_value(_YES_NO, word, self._words.names)
        return int(word) if int in kinds and word.isdecimal() else word


def _kinds(annotation: Any) -> Iterator[Any]:
    inside = get_args(annotation)
    yield from (kind for each in inside for kind in _kinds(each)) if inside else (annotation,)
