"""A matter and its events as JSON, and back."""

import json
from datetime import UTC, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bihuan.loops.engine.keeping import as_data, event_from, from_data, matter_from
from bihuan.loops.engine.matter import ClockChange, Event, Matter, Piece, Running, Stretch
from bihuan.loops.engine.sampling import drawn
from tests.loops.errands import JUDGE, OFFICE, VISITOR, Way

moments = st.datetimes(timezones=st.just(UTC))
words = st.text(max_size=8)
clocks = st.builds(
    Running,
    name=words,
    round=st.integers(1, 3),
    unit=words,
    started=moments,
    due=moments,
    day=st.dates(),
    stopped=st.none() | moments,
    awaits=st.lists(st.integers(2020, 2030)).map(tuple),
    pauses=st.lists(st.builds(Stretch, moments, st.none() | moments)).map(tuple),
    given=st.none() | st.dates(),
)
pieces = st.builds(
    Piece, words, words, st.none() | moments, st.none() | st.tuples(words, words), st.just(1)
)
events = st.builds(
    Event,
    n=st.integers(1, 99),
    act=words,
    does=st.just("move"),
    at=moments,
    stage=words,
    persons=st.lists(words).map(tuple),
    duty=words,
    unit=words,
    said=st.dictionaries(words, words | st.lists(words) | st.booleans()),
    clocks=st.lists(st.builds(ClockChange, st.just("start"), clocks), max_size=3).map(tuple),
    evidence=st.lists(pieces, max_size=3).map(tuple),
    reason=words,
)


@given(events)
def test_an_event_comes_back_as_it_was(event):
    assert event_from(json.loads(json.dumps(as_data(event)))) == event


def test_a_matter_comes_back_as_it_was():
    way = Way().done()
    way.does("close", JUDGE)
    way.does("visit", VISITOR, said={"reached": True, "solved": False, "grade": "bad"})
    kept = json.loads(json.dumps(as_data(way.matter)))
    assert matter_from(kept) == from_data(Matter, kept) == way.matter


def test_what_has_its_default_is_left_out():
    assert "merged_into" not in as_data(Way().matter)


def test_a_moment_keeps_all_its_digits():
    way = Way()
    way.now += timedelta(microseconds=1)
    event = way.does("assign", OFFICE, said={"lead": "baishi"})
    assert event_from(as_data(event)).at == way.now


@given(st.lists(st.text(min_size=1, max_size=30), unique=True, max_size=50))
def test_a_sample_of_all_holds_all_and_of_none_holds_none(facts):
    assert all(drawn(100, fact) for fact in facts)
    assert not any(drawn(0, fact) for fact in facts)


def test_a_sample_of_a_third_holds_about_a_third():
    assert 2800 < sum(drawn(30, f"fact-{at}") for at in range(10_000)) < 3200
