"""Open limits after another holiday notice was loaded."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from bihuan.calendars import notices
from bihuan.ledger import queries as ledger
from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.words import Refused
from bihuan.loops import queries
from bihuan.loops.recounting import recount
from tests.loops.town import district, led, person, raised

pytestmark = pytest.mark.django_db

DECEMBER = datetime(2026, 12, 29, 1, 0, tzinfo=UTC)
# An invented notice: nobody knows yet which days of 2027 will be off.
NOTICE = """
year: 2027
documents: [{number: 虚构, title: 虚构的放假安排, dated: 2026-11-04}]
off: [{holiday: new_year, first: 2027-01-01, last: 2027-01-05}]
worked: [2027-01-09]
working_days: 259
"""


@pytest.fixture
def notice_of_2027():
    """The file in which an operator adds the notice; gone after the test."""
    path = settings.HOME / "notices" / "2027.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    yield path
    path.unlink(missing_ok=True)
    notices.refresh()


def test_a_notice_that_is_loaded_moves_the_limits_that_awaited_it_and_says_why(notice_of_2027):
    by = district()
    matter = raised(at=DECEMBER).id
    led(matter, at=DECEMBER)
    before = queries.matter(person("desk"), matter, at=DECEMBER)
    assert {clock.name: clock.provisional for clock in before.clocks}["handle"]
    notice_of_2027.write_text(NOTICE, encoding="utf-8")
    assert notices.refresh()
    fact = recount(by=by, at=DECEMBER)
    ((_, row),) = ledger.bulk_rows(fact.id)
    (moved,) = [each for each in row["moved"] if each["clock"] == "handle"]
    assert moved["before"] < moved["after"]
    assert "改为放假" in moved["zh"]
    after = queries.matter(person("desk"), matter, at=DECEMBER)
    assert not {clock.name: clock.provisional for clock in after.clocks}["handle"]
    assert recount(by=by, at=DECEMBER) is None
    assert rebuild(check=True).problems == ()


def test_only_an_operator_counts_anew():
    district()
    with pytest.raises(Refused) as refused:
        recount(by=person("desk"), at=DECEMBER)
    assert refused.value.code == "may-not-recount"
