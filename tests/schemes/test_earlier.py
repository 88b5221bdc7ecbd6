"""Which values of earlier periods a scheme looks at."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from bihuan.calendars.engine.periods import Period
from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.resolving.earlier import OWN_PAST, looked_at, needed_rows, periods_of
from tests.schemes.bench import PERIOD, indicator, resolved, scheme
from tests.schemes.strategies import Case, cases

Json = dict[str, Any]
ROADS = indicator("roads", 0)


def row(unit: str, period: str, value: int | None, prior: int | None = None) -> Json:
    return {
        "row": "earlier", "period": period, "unit": unit, "indicator": "roads", "value": value,
        "target": None, "prior": prior, "source": None,
    }  # fmt: skip


def parameters_of(**more: Any) -> Json:
    leaf = {"indicator": "roads", "method": "minmax_base", "weight": "100", **more}
    return resolve(scheme([ROADS], [leaf]), {}, {"a": "all", "b": "all"}, Period.parse(PERIOD))


QUARTERS = ["2025Q1", "2024Q4", "2024Q3", "2024Q2"]


def test_a_panel_needs_whole_periods_and_a_gap_the_units_own_last_values() -> None:
    assert looked_at(parameters_of()) == {}
    assert looked_at(parameters_of(panel=2)) == {"roads": ("2025Q1", "2024Q4")}
    both = parameters_of(panel=1, impute="linear")
    assert looked_at(both) == {"roads": ("2025Q1", OWN_PAST)}
    assert periods_of(both) == sorted(both["earlier"])


def test_only_the_last_two_values_of_each_unit_are_kept_to_fill_gaps() -> None:
    rows = [row("a", period, 5) for period in QUARTERS]
    rows += [row("b", period, 5) for period in QUARTERS[2:]]
    kept = list(needed_rows(parameters_of(impute="previous"), rows))
    assert [(each["unit"], each["period"]) for each in kept] == [
        ("a", "2025Q1"), ("a", "2024Q4"), ("b", "2024Q3"), ("b", "2024Q2"),
    ]  # fmt: skip


def test_values_of_which_nothing_can_be_taken_are_passed_by_and_kept() -> None:
    rows = [
        row("a", period, 5, prior) for period, prior in zip(QUARTERS, (0, 4, 4, 4), strict=True)
    ]
    kept = list(needed_rows(parameters_of(impute="previous", take="growth"), rows))
    assert [each["period"] for each in kept] == QUARTERS[:3]


@given(cases())
def test_rows_that_are_not_needed_change_nothing(case: Case) -> None:
    parameters = resolved(case.scheme, case.facts, case.groups)
    others = [fact for fact in case.facts if fact["row"] != "earlier"]
    earlier = [fact for fact in case.facts if fact["row"] == "earlier"]
    kept = list(needed_rows(parameters, earlier))
    assert score(parameters, [*others, *kept]) == score(parameters, case.facts)
