import pytest

from bihuan.ledger import actions, applying, queries, upcasting
from bihuan.ledger.upcasting import upcast, upcasts
from ledger.cast import AT, QINGXI, draft


@pytest.fixture(autouse=True)
def two_newer_shapes(monkeypatch):
    monkeypatch.setattr(upcasting, "_UPCASTS", {})

    @upcasts("ledger.noted@1", to="ledger.noted@2")
    def with_unit(data):
        return {**data, "unit": "km"}

    @upcasts("ledger.noted@2", to="ledger.noted@3")
    def value_renamed(data):
        return {"amount": data["value"], "unit": data["unit"]}


@pytest.mark.django_db
def test_an_old_fact_is_read_in_the_newest_shape_and_stays_as_it_was():
    fact = actions.record(draft(7), by=QINGXI, at=AT)
    read = queries.fact(fact.id, QINGXI)
    assert (read.kind, read.data) == ("ledger.noted@3", {"amount": "7.5", "unit": "km"})
    assert list(queries.facts(QINGXI)) == [read]
    assert list(queries.log("qingxi")) == [fact]


@pytest.mark.django_db
def test_a_fact_of_the_newest_kind_is_read_as_it_is():
    note = applying.appliers("ledger.noted@1")[0]
    applying.applies("ledger.noted@3")(note)
    fact = actions.record(draft(kind="ledger.noted@3"), by=QINGXI, at=AT)
    assert upcast(fact) is fact


@pytest.mark.parametrize("to", ["ledger.noted@3", "ledger.said@2"])
def test_a_step_leads_to_the_next_version_of_the_same_kind(to):
    with pytest.raises(ValueError, match="can only become"):
        upcasts("ledger.noted@1", to=to)
