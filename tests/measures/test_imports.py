import pytest

from bihuan.ledger import queries as ledger
from bihuan.ledger.facts import Source
from bihuan.ledger.words import Refused
from bihuan.measures import actions, queries
from bihuan.measures.observations import Entry
from bihuan.orgs import queries as orgs
from tests.measures.cast import AT, LATER, district

pytestmark = pytest.mark.django_db

DOCUMENT = "a" * 64
YUNLING = {"indicator": "investment", "unit": "yunling", "period": "2025Q2", "value": "11.5",
           "target": "10", "sheet": "填报", "cell": "D4"}  # fmt: skip
BAISHA = {"indicator": "investment", "unit": "baisha", "period": "2025Q2", "value": "-8", "line": 3}


@pytest.fixture(autouse=True)
def by():
    return district()


def load(*rows, by, at=AT, **more):
    return actions.import_observations(rows, document=DOCUMENT, by=by, at=at, **more)


def values(by):
    return {value.unit: value for value in queries.observations(by, ["investment"], ["2025Q2"])}


def test_one_fact_holds_all_rows_of_a_document(by):
    done = load(YUNLING, BAISHA, by=by)
    assert (done.fact.kind, done.fact.data["rows"]) == ("measures.imported@1", 2)
    assert [row["value"] for _, row in ledger.bulk_rows(done.fact.id)] == ["11.50", "-8.00"]


def test_each_value_names_its_row_and_its_cell_or_line(by):
    fact = load(YUNLING, BAISHA, by=by).fact.id
    seen = values(by)
    assert (seen["yunling"].fact, seen["yunling"].row) == (fact, 0)
    assert seen["yunling"].source == Source(DOCUMENT, "填报", "D4")
    assert seen["baisha"].source == Source(DOCUMENT, "", "L3")
    assert (seen["baisha"].value, seen["baisha"].first_recorded) == (-800, AT)


def test_the_same_rows_again_change_nothing(by):
    load(YUNLING, BAISHA, by=by)
    done = load(YUNLING, BAISHA, by=by, at=LATER)
    assert (done.fact, done.corrected, done.unchanged) == (None, (), 2)


def test_a_changed_row_becomes_a_correction_that_names_fact_and_row(by):
    fact = load(YUNLING, BAISHA, by=by).fact.id
    done = load(YUNLING, {**BAISHA, "value": "9"}, by=by, at=LATER, reason="复核")
    (correction,) = done.corrected
    assert (correction.supersedes, correction.supersedes_row) == (fact, 1)
    assert (values(by)["baisha"].value, values(by)["baisha"].first_recorded) == (900, AT)
    (was,) = queries.corrections(by, ["investment"], ["2025Q2"])
    assert (was.before.value, was.before.row, was.after.value) == ("-8.00", 1, "9.00")


def test_a_changed_row_without_a_reason_is_refused_and_nothing_is_stored(by):
    load(YUNLING, by=by)
    with pytest.raises(Refused) as refusal:
        load({**YUNLING, "value": "12"}, BAISHA, by=by)
    assert refusal.value.code == "value-stands"


def test_a_corrected_row_can_be_corrected_again_and_withdrawn(by):
    load(YUNLING, by=by)
    entry = Entry("investment", "yunling", "2025Q2", "12")
    actions.correct(entry, reason="复核", by=by, at=LATER)
    actions.retract("investment", "yunling", "2025Q2", reason="重复填报", by=by, at=LATER)
    assert values(by) == {}
    changes = queries.history(by, "investment", "yunling", "2025Q2")
    assert [change.value for change in changes] == ["11.50", "12.00", None]


def test_a_value_twice_in_one_document_is_refused(by):
    with pytest.raises(Refused) as refusal:
        load(YUNLING, {**YUNLING, "value": "12"}, by=by)
    assert refusal.value.code == "row-twice"
    assert values(by) == {}


def test_a_row_that_is_unfit_stops_the_whole_import(by):
    with pytest.raises(Refused) as refusal:
        load(YUNLING, {**BAISHA, "unit": "nowhere"}, by=by)
    assert refusal.value.code == "unit-unknown"
    assert values(by) == {}


def test_an_import_asked_for_twice_is_done_once(by):
    first = load(YUNLING, by=by, request="upload-1")
    again = load(YUNLING, BAISHA, by=by, request="upload-1")
    assert again.fact == first.fact
    assert list(values(by)) == ["yunling"]


def test_a_request_that_comes_back_with_another_document_is_refused(by):
    load(YUNLING, by=by, request="upload-1")
    with pytest.raises(Refused) as refusal:
        actions.import_observations([BAISHA], document="b" * 64, by=by, at=AT, request="upload-1")
    assert refusal.value.code == "request-reused"


def test_a_whole_import_can_be_withdrawn_but_for_what_was_corrected_since(by):
    fact = load(YUNLING, BAISHA, by=by).fact
    actions.correct(Entry("investment", "baisha", "2025Q2", "9"), reason="复核", by=by, at=LATER)
    actions.retract_import(fact.id, reason="误传旧表", by=by, at=LATER)
    assert {unit: value.value for unit, value in values(by).items()} == {"baisha": 900}
    with pytest.raises(Refused) as refusal:
        actions.retract_import(fact.id, reason="误传旧表", by=by, at=LATER)
    assert refusal.value.code == "superseded-already"


def test_whoever_may_not_enter_for_every_row_imports_none(by):
    clerk = orgs.viewer("qingxi", "yunling-clerk", AT.date())
    with pytest.raises(Refused) as refusal:
        load(YUNLING, BAISHA, by=clerk)
    assert refusal.value.code == "may-not-enter"
    assert values(by) == {}
    assert load(YUNLING, by=clerk).fact is not None


@pytest.mark.parametrize("place", [{"cell": "D" * 21}, {"sheet": "表" * 101}])
def test_a_row_whose_place_no_column_holds_stops_the_import(by, place):
    with pytest.raises(Refused) as refusal:
        load(BAISHA, {**YUNLING, **place}, by=by)
    assert refusal.value.code == "text-too-long"
    assert values(by) == {}


def test_progress_is_told_on_the_way(by):
    heard = []
    load(YUNLING, BAISHA, by=by, progress=heard.append)
    assert heard[-1] == 2
