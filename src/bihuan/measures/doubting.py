"""Doubts about the values that stand, looked up with the figures beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Said
from bihuan.measures import reading
from bihuan.measures.engine.numbers import decimal_of
from bihuan.measures.engine.plausible import doubts, expected, name_in_check
from bihuan.measures.models import IndicatorRow, ObservationRow
from bihuan.measures.observations import Observation
from bihuan.measures.spec import IndicatorSpec


@dataclass(slots=True)
class Doubts:
    """What is doubtful about values of one origin; each rule and figure is looked up once."""

    origin: str
    _specs: dict[tuple[str, str], IndicatorSpec] = field(default_factory=dict)
    _beside: dict[tuple[str, str], dict[str, Decimal]] = field(default_factory=dict)

    def about(self, value: Observation) -> tuple[Said, ...]:
        """Return the doubts about one value."""
        spec = self._spec(value.indicator, value.period)
        return doubts(spec.plausible, self._record(value, spec)) if spec.plausible else ()

    def expected(self, value: Observation) -> Decimal | None:
        """Return what the figures beside a value lead to, where its indicator says how."""
        spec = self._spec(value.indicator, value.period)
        return expected(spec.plausible, self._record(value, spec)) if spec.plausible else None

    def _record(self, value: Observation, spec: IndicatorSpec) -> dict[str, Decimal | str | None]:
        record: dict[str, Decimal | str | None] = {
            "unit": value.unit,
            "value": _exact(value.value, spec.decimals),
            "target": _exact(value.target, spec.decimals),
            "prior": _exact(value.prior, spec.decimals),
        }
        for other in spec.plausible.beside if spec.plausible else ():
            record[name_in_check(other)] = self._figures(other, value.period).get(value.unit)
        return record

    def _spec(self, indicator: str, period: str) -> IndicatorSpec:
        key = (indicator, period)
        if key not in self._specs:
            rows = IndicatorRow.objects.filter(
                origin=self.origin, name=indicator, effective__lte=Period.parse(period).last
            )
            self._specs[key] = reading.declared(rows.latest("effective")).spec
        return self._specs[key]

    def _figures(self, indicator: str, period: str) -> dict[str, Decimal]:
        """Return the values of another indicator in a period, by unit."""
        key = (indicator, period)
        if key not in self._beside:
            self._beside[key] = dict(_values(self.origin, indicator, period))
        return self._beside[key]


def _values(origin: str, indicator: str, period: str) -> Iterator[tuple[str, Decimal]]:
    kept = IndicatorRow.objects.filter(origin=origin, name=indicator).values_list("decimals")
    rows: Iterable[tuple[str, int | None]] = ObservationRow.objects.filter(
        origin=origin, indicator=indicator, period=period
    ).values_list("unit", "value")
    for unit, value in rows:
        if value is not None:
            yield unit, decimal_of(value, kept[0][0])


def _exact(scaled: int | None, decimals: int) -> Decimal | None:
    return None if scaled is None else decimal_of(scaled, decimals)
