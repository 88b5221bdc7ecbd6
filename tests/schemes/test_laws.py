"""Laws that hold for every scheme and table."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.schemes.bench import concluded
from tests.schemes.strategies import Case, cases


@given(cases(), st.data())
def test_the_order_of_rows_does_not_matter(case: Case, data: st.DataObject) -> None:
    first = concluded(case.scheme, case.facts, case.groups, case.history)
    shuffled = data.draw(st.permutations(case.facts))
    second = concluded(case.scheme, shuffled, case.groups, case.history)
    for outcome in (first, second):
        for its in outcome["units"].values():
            for line in its["adjustments"]:
                line.pop("at")
    assert first == second
