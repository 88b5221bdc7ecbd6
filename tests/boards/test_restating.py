"""The verifier states every result again exactly as the run stated it, whatever the scheme."""

import json

import pytest
from hypothesis import given

from bihuan.boards.engine.offline.checks import check_ranking
from bihuan.boards.engine.offline.container import Wrong
from bihuan.boards.engine.offline.limits import check_limits, read_number
from bihuan.boards.engine.offline.wording import decimal_text
from bihuan.calendars.engine.periods import Period
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.run import run
from bihuan.schemes.recomputing import conclude, score
from tests.schemes.bench import PERIOD
from tests.schemes.strategies import cases

SOURCE = {"fact": "f", "row": None, "document": "", "name": "", "sheet": "", "cell": ""}


def result_of(case):
    """Return the result of a case as a bundle carries it: once through JSON."""
    facts = [{"reason": "", "source": SOURCE, **fact} for fact in case.facts]
    parameters = resolve(case.scheme, {}, case.groups, Period.parse(PERIOD))
    return json.loads(json.dumps(run(parameters, facts, case.history)))


@given(cases())
def test_a_result_is_accepted_as_the_run_made_it(case):
    result = result_of(case)
    check_limits(result)
    check_ranking(result, score, conclude)


@given(cases())
def test_a_total_that_was_raised_is_refused(case):
    result = result_of(case)
    for row in result["rows"]:
        row["total"] = "1234567.89"
    with pytest.raises(Wrong):
        check_ranking(result, score, conclude)


@pytest.mark.parametrize(
    "text",
    ["1E+16000000", "1e5", "NaN", "\u0661", " 1", "1.", ".5", "+1", "1_0", "9" * 41, "", "1.001"],
)
def test_what_is_no_plain_decimal_at_its_scale_is_refused(text):
    with pytest.raises(ValueError, match="decimal"):
        read_number(text, 2)


def test_numbers_are_read_and_written_at_their_scale():
    assert [read_number(text, 2) for text in ("1.5", "-0.07", "1.2300", "12")] == [
        150, -7, 123, 1200,
    ]  # fmt: skip
    assert read_number(None, 2) is None
    assert [decimal_text(number, 2) for number in (150, -7, 123, 1200, 0)] == [
        "1.5", "-0.07", "1.23", "12", "0",
    ]  # fmt: skip


@given(cases(combines=("mean", "geometric")))
def test_shares_that_were_found_are_stated_again_and_none_can_be_changed(case):
    result = result_of(case)
    check_limits(result)
    check_ranking(result, score, conclude)
    for line in result.get("weighing", ()):
        line["parts"][0]["share"] = "1.5"
        with pytest.raises(Wrong):
            check_ranking(result, score, conclude)
