from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.ledger.engine.canonical import read
from bihuan.ledger.engine.commitments import commit
from bihuan.ledger.engine.envelope import read_fact, write_fact, write_time
from bihuan.ledger.facts import Evidence, Fact, Source
from bihuan.ledger.ids import uuid7

FACT = Fact(
    id="0197c3c0-4a00-7000-8000-000000000001",
    origin="qingxi",
    kind="ledger.noted@1",
    stream="notes/roads",
    n=1,
    subject="unit:yunling",
    actor="qingxi-desk",
    person="qingxi-li",
    act_as="operator",
    on_behalf="",
    valid=(date(2025, 4, 1), None),
    recorded=datetime(2025, 7, 1, 2, 3, 4, 567, tzinfo=UTC),
    data={"value": "97.5", "late": False, "notes": [None, 3]},
    evidence=(Evidence("ab" * 32, 12, "application/pdf"),),
    private={"phone": "cd" * 32},
    source=Source(document="ef" * 32, sheet="二季度", cell="B7"),
    mechanism="",
    supersedes="",
    supersedes_row=None,
    retracts=False,
    reason="",
    request="import-1",
)
ASCII = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20)


@given(
    st.builds(
        Fact,
        **{field.name: ASCII for field in fields(Fact) if field.type == "str"},
        n=st.integers(1, 2**40),
        valid=st.tuples(st.none() | st.dates(), st.none() | st.dates()),
        recorded=st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        data=st.dictionaries(st.just("value"), ASCII),
        evidence=st.builds(Evidence, ASCII, st.integers(0, 99), ASCII).map(lambda e: (e,)),
        private=st.dictionaries(st.just("phone"), ASCII),
        source=st.none() | st.builds(Source, ASCII, ASCII, ASCII, ASCII),
        supersedes_row=st.none() | st.integers(0, 99),
        retracts=st.booleans(),
    )
)
def test_a_fact_is_what_its_bytes_say(fact):
    assert read_fact(write_fact(fact)) == fact


def test_every_field_is_always_written():
    written = read(write_fact(FACT))
    assert written.keys() == {"v", *(field.name for field in fields(Fact))}


def test_the_same_moment_is_written_the_same_in_any_zone():
    shanghai = FACT.recorded.astimezone(timezone(timedelta(hours=8)))
    assert write_fact(replace(FACT, recorded=shanghai)) == write_fact(FACT)
    assert write_time(shanghai) == "2025-07-01T02:03:04.000567Z"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        write_time(datetime(2025, 7, 1))  # noqa: DTZ001


def test_a_fact_of_a_later_format_is_not_guessed_at():
    later = write_fact(FACT).replace(b'"v":1', b'"v":2')
    with pytest.raises(ValueError, match="later format"):
        read_fact(later)


def test_a_commitment_depends_on_its_salt_and_its_value():
    assert commit(bytes(32), "138") != commit(bytes(31) + b"\1", "138")
    assert commit(bytes(32), "138") != commit(bytes(32), "139")
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"short", "138")


def test_ids_of_one_moment_ascend_and_name_the_moment():
    made = [uuid7(FACT.recorded) for _ in range(1_000)]
    assert made == sorted(set(made))
    assert int(made[0].replace("-", "")[:12], 16) == int(FACT.recorded.timestamp() * 1000)
    assert {each[14] for each in made} == {"7"}
    assert {each[19] for each in made} <= set("89ab")
