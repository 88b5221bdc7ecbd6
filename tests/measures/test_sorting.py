import pytest

from bihuan.measures import actions, queries
from bihuan.measures.observations import Figures
from tests.measures.cast import AT, district

pytestmark = pytest.mark.django_db

ROW = {"indicator": "investment", "unit": "yunling", "period": "2025Q2"}


def load(*rows, by, **more):
    return actions.import_observations(rows, document="a" * 64, by=by, at=AT, **more)


def figures(by):
    declared = queries.indicator(by, "investment", "2025Q2")
    return queries.figures(by, declared, "2025Q2")


def test_figures_are_read_by_unit_at_the_decimals_of_the_indicator():
    by = district()
    load({**ROW, "value": "11.5", "prior": "-0.4"}, by=by)
    assert figures(by) == {"yunling": Figures("11.50", None, "-0.40")}


def test_a_row_that_leaves_cells_blank_says_nothing_new():
    by = district()
    load({**ROW, "value": "11.5", "target": "10"}, by=by)
    done = load({**ROW, "value": "11.50"}, by=by)
    assert (done.corrected, done.unchanged) == ((), 1)
    done = load({**ROW, "target": "10", "prior": "9"}, by=by)
    assert (len(done.corrected), done.unchanged) == (1, 0)
    assert figures(by) == {"yunling": Figures("11.50", "10.00", "9.00")}


def test_of_many_changed_rows_each_becomes_a_correction(monkeypatch):
    monkeypatch.setattr("bihuan.measures.sorting._NAMED_AT_MOST", 1)
    by = district()
    rows = [{**ROW, "unit": unit, "value": "1"} for unit in ("yunling", "baisha")]
    load(*rows, {**ROW, "period": "2025Q1", "value": "1"}, by=by)
    changed = [{**row, "value": "2"} for row in rows]
    done = load(*changed, {**ROW, "period": "2025Q1", "value": "3"}, by=by, reason="复核")
    assert len(done.corrected) == 3
    assert figures(by)["baisha"].value == figures(by)["yunling"].value == "2.00"
