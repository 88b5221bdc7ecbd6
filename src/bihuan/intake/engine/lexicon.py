"""What the names and numbers in a file mean: units, indicators, periods, figures.

Answers are remembered, refusals too, so that a million rows ask each question once.
"""

import re
from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures.engine.numbers import read_number, scale, unscale
from bihuan.measures.observations import Declared
from bihuan.mechanisms.engine.guessing import guess
from bihuan.orgs.engine.names import Directory, plain
from bihuan.orgs.units import Unit

P = ParamSpec("P")
T = TypeVar("T")

INDICATOR_NOT_KNOWN = Message(
    "indicator-not-known",
    Text('no indicator is called "{name}"', "没有名为“{name}”的指标"),
    Text("write its name or title as in the form", "请按表格中的指标名称填写"),
)
INDICATOR_MISSPELT = Message(
    "indicator-misspelt",
    Text('no indicator is called "{name}"', "没有名为“{name}”的指标"),
    Text('did you mean "{guess}"?', "是不是“{guess}”？"),
)
INDICATOR_NOT_ASKED = Message(
    "indicator-not-asked",
    Text('"{indicator}" is no indicator of {scheme}', "“{indicator}”不是“{scheme}”的指标"),
    Text(
        "take it out, or import it without naming a scheme", "请删除该指标，或导入时不指定考核办法"
    ),
)
NOT_CONCERNED = Message(
    "not-concerned",
    Text(
        '"{indicator}" does not concern {unit} in {scheme}, so the figure would count for nothing',
        "按“{scheme}”，{unit}不考核“{indicator}”，填了也不计分",
    ),
    Text(
        "take the figure out; if it is another unit's, write it in that unit's row",
        "请删除该数据；如属其他单位，请填入该单位所在行",
    ),
)
PERIOD_OTHER = Message(
    "period-other",
    Text(
        "the file is about {written}, but {wanted} was asked for",
        "文件的考核期是{written}，而要求的是{wanted}",
    ),
    Text("ask for the form of the right period", "请索取相应考核期的表格"),
)

# What needs no reader of human habits; most of a large table is like this.
_PLAIN = re.compile(r"-?\d{1,10}(?:\.\d{1,6})?", re.ASCII)
_LONGEST_NAME = 60


class Lexicon:
    """The meaning of names on the days of a file's periods, for whoever sends it.

    Args:
        directory: the names of units that stand on the last day of a period.
        indicators: the indicators in force in a period, by name.
        admit: refuses a unit and period for which the sender may not enter.
        declare: refuses a period that an indicator is not counted by.
        scheme: title of the scheme, where only its indicators are wanted; `only` names them.
        concerned: the units that each of its indicators concerns.
        period: the period wanted, where only one is.
    """

    def __init__(  # noqa: PLR0913
        self,
        directory: Callable[[Period], Directory],
        indicators: Callable[[str], Mapping[str, Declared]],
        *,
        admit: Callable[[str, str], object] = lambda _unit, _period: None,
        declare: Callable[[str, str], object] = lambda _indicator, _period: None,
        scheme: Text | None = None,
        only: frozenset[str] = frozenset(),
        concerned: Mapping[str, frozenset[str]] | None = None,
        period: Period | None = None,
    ) -> None:
        self._directory = directory
        self._indicators = indicators
        self._admit = admit
        self._declare = declare
        self._scheme = scheme
        self._only = only
        self._concerned = concerned or {}
        self.wanted = period
        # A table without periods means another thing under another period.
        self.gave_period = False
        self._periods: dict[str, Period | Refused] = {}
        self._units: dict[tuple[str, str], Unit | Refused] = {}
        self._directories: dict[str, Directory] = {}
        self._declared: dict[tuple[str, str], Declared | Refused] = {}
        self._titles: dict[str, dict[str, Declared]] = {}

    def period(self, written: str) -> Period:
        """Return the period meant; refuses another than the one wanted."""
        found = self._periods.get(written)
        if found is None:
            found = self._periods[written] = _kept(self._read_period, written)
        return _given(found)

    def _read_period(self, written: str) -> Period:
        if not written and self.wanted:
            self.gave_period = True
            return self.wanted
        period = Period.parse(plain(written).upper()[:_LONGEST_NAME])
        if self.wanted and period != self.wanted:
            raise Refused(PERIOD_OTHER, written=period.title, wanted=self.wanted.title)
        return period

    def unit(self, written: str, period: Period) -> Unit:
        """Return the unit meant, if the sender may enter for it."""
        key = (written, str(period))
        found = self._units.get(key)
        if found is None:
            found = self._units[key] = _kept(self._read_unit, written, period)
        return _given(found)

    def _read_unit(self, written: str, period: Period) -> Unit:
        name = str(period)
        if name not in self._directories:
            self._directories[name] = self._directory(period)
        unit = self._directories[name].resolve(written[:_LONGEST_NAME])
        self._admit(unit.slug, name)
        return unit

    def indicator(self, written: str, period: Period) -> Declared:
        """Return the indicator meant, by its name or title."""
        key = (written, str(period))
        found = self._declared.get(key)
        if found is None:
            found = self._declared[key] = _kept(self._read_indicator, written, str(period))
        return _given(found)

    def _read_indicator(self, written: str, period: str) -> Declared:
        titles = self._titles.get(period)
        if titles is None:
            titles = self._titles[period] = _by_title(self._indicators(period))
        found = titles.get(plain(written))
        if found is None:
            raise _not_known(written[:_LONGEST_NAME], titles)
        if self._only and found.name not in self._only:
            raise Refused(INDICATOR_NOT_ASKED, indicator=found.title, scheme=self._scheme)
        self._declare(found.name, period)
        return found

    def concerns(self, indicator: Declared, unit: Unit) -> bool:
        """Tell whether the scheme asks a unit for an indicator."""
        asked_of = self._concerned.get(indicator.name)
        return asked_of is None or unit.slug in asked_of

    def check_concern(self, indicator: Declared, unit: Unit) -> None:
        """Refuse a figure of a unit that the scheme does not ask for it."""
        if not self.concerns(indicator, unit):
            raise Refused(
                NOT_CONCERNED, indicator=indicator.title, unit=unit.title, scheme=self._scheme
            )


def figure(written: str, indicator: Declared) -> str | None:
    """Return a number as facts carry it, or None where nothing is written."""
    text = written.strip()
    if not text:
        return None
    decimals = indicator.spec.decimals
    if _PLAIN.fullmatch(text):
        return unscale(scale(text, decimals), decimals)
    return unscale(read_number(text, indicator.spec.unit_of_measure, decimals), decimals)


def _by_title(indicators: Mapping[str, Declared]) -> dict[str, Declared]:
    titles = {plain(each.title.en): each for each in indicators.values()}
    titles |= {plain(each.title.zh): each for each in indicators.values()}
    return titles | {plain(name): each for name, each in indicators.items()}


def _not_known(written: str, titles: Mapping[str, Declared]) -> Refused:
    near = guess(plain(written), titles)
    if near:
        return Refused(INDICATOR_MISSPELT, name=written, guess=titles[near].title)
    return Refused(INDICATOR_NOT_KNOWN, name=written)


def _kept(ask: Callable[P, T], *args: P.args, **more: P.kwargs) -> T | Refused:
    """Return the answer, or the refusal as a value that can be remembered."""
    try:
        return ask(*args, **more)
    except Refused as refusal:
        return refusal


def _given(found: T | Refused) -> T:
    if isinstance(found, Refused):
        # A fresh one: an exception that is raised again gathers the tracebacks of all its raisings.
        raise Refused(found.said.message, **found.said.parameters)
    return found
