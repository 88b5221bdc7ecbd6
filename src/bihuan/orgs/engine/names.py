"""Which unit a written name means: slug, title, short name, code, or a known misprint."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date

from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.engine.guessing import guess
from bihuan.orgs.units import Unit

UNIT_UNKNOWN = Message(
    "unit-unknown",
    Text(en='no unit is called "{name}"', zh="没有名为“{name}”的单位"),
    Text(
        en="write its name, short name or code as in the organisation file",
        zh="请按组织文件填写单位的全称、简称或代码",
    ),
)
UNIT_MISSPELT = Message(
    "unit-misspelt",
    Text(en='no unit is called "{name}"', zh="没有名为“{name}”的单位"),
    Text(en='did you mean "{guess}"?', zh="是不是“{guess}”？"),
)
UNIT_AMBIGUOUS = Message(
    "unit-ambiguous",
    Text(en='"{name}" may be {units}', zh="“{name}”可指{units}"),
    Text(en="write the full name or the code", zh="请填写全称或代码"),
)
UNIT_ENDED = Message(
    "unit-ended",
    Text(en='"{name}" ended on {until}', zh="“{name}”已于{until}撤销"),
    Text(
        en="its successor: {successors}; report from then on under that name",
        zh="承接单位：{successors}；此后请以该单位名义填报",
    ),
)
UNIT_NOT_YET = Message(
    "unit-not-yet",
    Text(en='"{name}" does not stand on {on}', zh="“{name}”在{on}尚未设立或已撤销"),
    Text(en="check the period, or the unit's dates", zh="请核对考核期或该单位的起止日期"),
)

_NOBODY = "无"
_LONGEST = 80


def plain(written: str) -> str:
    """Return a name without differences of width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", written).casefold().split())


def names_of(unit: Unit) -> frozenset[str]:
    """Return every plain name under which a unit may be written."""
    written = (unit.slug, unit.title.zh, unit.title.en, unit.short, *unit.also)
    codes = (code.code for code in unit.codes)
    return frozenset(plain(name) for name in (*written, *codes) if name)


class Directory:
    """The names of the units that stand on one day; made once, asked for each row of a table."""

    def __init__(self, units: Iterable[Unit], on: date, gone: Iterable[Unit] = ()) -> None:
        self.on = on
        self._by_slug = {unit.slug: unit for unit in units}
        self._by_name: dict[str, set[str]] = {}
        for unit in self._by_slug.values():
            for name in names_of(unit):
                self._by_name.setdefault(name, set()).add(unit.slug)
        self._gone = {name: unit for unit in gone for name in names_of(unit)}

    def resolve(self, written: str) -> Unit:
        """Return the unit meant; refuses what is unknown, ambiguous or no longer there."""
        name = plain(written)
        # A slug is unique: it wins over another unit's title that reads the same.
        if name in self._by_slug:
            return self._by_slug[name]
        found = self._by_name.get(name, set())
        if len(found) == 1:
            return self._by_slug[next(iter(found))]
        if found:
            titles = sorted(self._by_slug[slug].title.zh for slug in found)
            raise Refused(UNIT_AMBIGUOUS, name=written, units="、".join(titles))
        raise self._unknown(written, name)

    def nearest(self, written: str) -> Unit | None:
        """Return the unit whose name is nearest to what was written, if one is near."""
        near = guess(plain(written), self._by_name)
        return self._by_slug[min(self._by_name[near])] if near else None

    def _unknown(self, written: str, name: str) -> Refused:
        written = written[:_LONGEST]
        if (unit := self._gone.get(name)) is not None:
            return self._not_standing(unit, written)
        if (near := self.nearest(written)) is not None:
            return Refused(UNIT_MISSPELT, name=written, guess=near.title)
        return Refused(UNIT_UNKNOWN, name=written)

    def _not_standing(self, unit: Unit, written: str) -> Refused:
        if unit.until is None or unit.until >= self.on:
            return Refused(UNIT_NOT_YET, name=written, on=self.on)
        heirs = [self._by_slug[slug].title for slug in unit.successors if slug in self._by_slug]
        said = Text(
            en=", ".join(title.en for title in heirs) or "none",
            zh="、".join(title.zh for title in heirs) or _NOBODY,
        )
        return Refused(UNIT_ENDED, name=written, until=unit.until, successors=said)
