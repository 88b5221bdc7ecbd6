"""Lists, searches and totals agree with a plain look through all records."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.registers import actions, queries
from bihuan.registers.actions import Row
from tests.registers.cast import AT, account, district

pytestmark = pytest.mark.django_db

UNITS = ["yunling", "baisha"]
KINDS = ["industry", "roads", ""]
WORDS = st.text("道路塌陷消防 aA", max_size=8)
RECORD = st.fixed_dictionaries(
    {
        "title": WORDS.map(lambda words: f"项{words}"),
        "town": st.sampled_from(UNITS),
        "kind": st.sampled_from(KINDS),
        "planned": st.integers(0, 9).map(str),
        "started": st.sampled_from(["2025-01-01", "2025-05-01", ""]),
    }
)
few = settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture
def by():
    return district()


def recorded(by, records):
    """Bring in a table in place of what an example before left; returns it, newest first."""
    for old in queries.records(by, "projects", limit=1000).records:
        actions.end(old.id, reason="示例", by=by, at=AT)
    if records:
        rows = [Row(record, line=n) for n, record in enumerate(records, 2)]
        actions.import_table("projects", rows, file="a.csv", by=by, at=AT)
    return [*reversed(records)]


def titles(page):
    return [each.values["title"].kept for each in page]


def seen(records, viewer):
    covered = UNITS if viewer == "operator" else ["yunling"]
    return [record for record in records if record["town"] in covered]


def pages(viewer, limit, **where):
    after, found = "", []
    while True:
        page = queries.records(viewer, "projects", where=where, after=after, limit=limit)
        found += page.records
        if not page.after:
            return found
        after = page.after


@few
@given(st.lists(RECORD, max_size=9), st.integers(1, 4), st.sampled_from(["operator", "clerk"]))
def test_the_pages_of_a_list_are_all_records_that_fit_newest_first(by, records, limit, who):
    records = recorded(by, records)
    viewer = by if who == "operator" else account("yunling-clerk")
    # The kind and the town are public; the investment is seen for the own unit only.
    wanted = [r for r in records if r["kind"] == "roads" and r["town"] == "yunling"]
    assert titles(pages(viewer, limit, kind="roads", town="yunling")) == titles_of(wanted)
    own = [r for r in seen(records, who) if r["planned"] == "3"]
    assert titles(pages(viewer, limit, planned="3")) == titles_of(own)
    assert titles(pages(viewer, limit)) == titles_of(records)


def titles_of(records):
    return [record["title"].strip() for record in records]


@few
@given(st.lists(RECORD, max_size=9), st.text("道路塌陷消防 aA", min_size=2, max_size=5))
def test_a_search_finds_the_titles_in_which_the_text_stands(by, records, text):
    records = recorded(by, records)
    wanted = " ".join(text.casefold().split())
    if len(wanted) < 2:
        return
    found = [r.title for r in queries.search(by, "projects", text) if r.ended is None]
    assert found == [
        title for title in titles_of(records) if wanted in " ".join(title.casefold().split())
    ]


@few
@given(st.lists(RECORD, max_size=9), st.sampled_from(["operator", "clerk"]))
def test_totals_are_what_a_clerk_would_add_up(by, records, who):
    records = recorded(by, records)
    viewer = by if who == "operator" else account("yunling-clerk")
    own = seen(records, who)
    sums, counts = Counter(), Counter()
    for record in own:
        if record["kind"]:
            sums[record["kind"], record["town"]] += Decimal(record["planned"])
            counts[record["kind"], record["town"]] += 1
    found = queries.totals(viewer, "projects", of="planned", by=["kind", "unit"])
    assert {each.by: each.count for each in found} == counts
    assert {each.by: each.sum for each in found} == {key: sums[key] for key in counts}
    assert [each.by for each in found] == sorted(counts)
    public = queries.totals(viewer, "projects", by=["kind"])
    assert {each.by[0]: each.count for each in public} == Counter(
        r["kind"] for r in records if r["kind"]
    )
