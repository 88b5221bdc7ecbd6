"""Matters of a feed or of history, as one fact."""

from datetime import timedelta

import pytest

from bihuan.ledger.ids import uuid7
from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.words import Refused
from bihuan.loops import queries
from bihuan.loops.engine.matter import Event
from bihuan.loops.importing import Imported, import_events
from bihuan.loops.models import MatterRow
from bihuan.mechanisms import queries as mechanisms
from tests.loops.town import AT, district, led, person, raised

pytestmark = pytest.mark.django_db

FEED = "f" * 64


def events_of(by, count, first=1):
    """Yield the events of invented matters: raised, dispatched, closed."""
    version = mechanisms.in_force(by, "Loop", "hotline", AT.date()).digest
    for each in range(first, first + count):
        matter = uuid7(AT + timedelta(seconds=each))
        said = {"number": f"RX2025{each:05d}", "record": uuid7(AT), "version": version}
        begins = Event(1, "opened", "open", AT, "new", (), "", "center", said)
        yield Imported(matter, begins, f"漏水 {each}")
        yield Imported(
            matter, Event(2, "dispatch", "dispatch", AT, "doing", (), "", "", {"lead": "water"})
        )
        if each % 2:
            yield Imported(matter, Event(3, "close", "close", AT, "closed", (), "", "center"))


def test_matters_of_a_feed_stand_as_if_they_had_been_raised_here():
    by = district()
    fact = import_events("hotline", events_of(by, 5), document=FEED, by=by, at=AT)
    assert fact.data["rows"] == 13
    assert MatterRow.objects.filter(stage="closed").count() == 3
    assert [line.number for line in queries.work_list(
        person("water-clerk"), "hotline", at=AT, lead="water").lines
    ] == ["RX202500002", "RX202500004"]  # fmt: skip
    assert raised().number == "RX202500006"
    assert rebuild(check=True).problems == ()


def test_events_out_of_order_are_refused_and_nothing_is_stored():
    by = district()
    rows = list(events_of(by, 2))
    with pytest.raises(Refused) as refused:
        import_events("hotline", rows[1:], document=FEED, by=by, at=AT)
    assert refused.value.code == "events-out-of-order"
    assert not MatterRow.objects.exists()


def test_whoever_may_not_import_is_told():
    by = district()
    with pytest.raises(Refused) as refused:
        import_events("hotline", events_of(by, 1), document=FEED, by=person("desk"), at=AT)
    assert refused.value.code == "may-not-import-matters"


def test_an_imported_matter_goes_on_here():
    by = district()
    rows = [each for each in events_of(by, 1) if each.event.n == 1]
    import_events("hotline", rows, document=FEED, by=by, at=AT)
    led(rows[0].matter)
    assert MatterRow.objects.get().lead == "water"
