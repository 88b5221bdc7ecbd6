from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from bihuan.ledger.words import Refused, Text
from bihuan.measures import actions, queries
from bihuan.measures.observations import Award, Entry
from bihuan.orgs import queries as orgs
from tests.measures.cast import AT, LATER, district

pytestmark = pytest.mark.django_db(transaction=True)

KEY = ("signed", "yunling", "2025Q2")
ROW = dict(zip(("indicator", "unit", "period"), KEY, strict=True))


def at_once(*acts):
    """Let each act in a thread of its own at the same time; returns a word for each."""

    def one(act):
        try:
            act()
        except Refused as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, acts))


def entering(value, by):
    return lambda: actions.observe([Entry(*KEY, str(value))], by=by, at=AT)


def importing(value, by):
    rows = [{**ROW, "value": str(value)}]
    return lambda: actions.import_observations(rows, document=f"{value:064}", by=by, at=AT)


def stands():
    return queries.current(orgs.operator("qingxi"), *KEY)


def test_of_many_who_enter_the_same_value_at_once_one_enters_it():
    by = district()
    done = at_once(*(entering(n, by) for n in range(1, 7)))
    assert done == ["done"] + ["value-stands"] * 5
    assert stands().value in range(1, 7)


def test_an_import_and_a_clerk_at_once_give_one_value():
    by = district()
    acts = [act(n, by) for n, act in enumerate([importing, entering] * 3, 1)]
    assert at_once(*acts) == ["done"] + ["value-stands"] * 5


def test_of_many_corrections_at_once_none_is_lost():
    by = district()
    entering(1, by)()
    entry = Entry(*KEY)
    done = at_once(*(
        lambda n=n: actions.correct(replace(entry, value=str(n)), reason="复核", by=by, at=LATER)
        for n in range(2, 8)
    ))  # fmt: skip
    assert done == ["done"] * 6
    assert len(queries.corrections(by, ["signed"], ["2025Q2"])) == 6


def test_of_many_who_verify_a_value_at_once_one_does():
    by = district()
    entering(1, by)()
    office = orgs.viewer("qingxi", "office", AT.date())
    done = at_once(*[lambda: actions.verify(*KEY, by=office, at=LATER)] * 4)
    assert done == ["done"] + ["verified-already"] * 3


def test_of_many_who_record_an_award_at_once_one_does():
    by = district()
    flag = Award(
        "red-flag", "district", "yunling", "2025Q2", 1, Text("Flag", "红旗"), "区委办", "", ""
    )
    at_once(*[lambda: actions.record_awards([flag], by=by, at=AT)] * 4)
    assert len(queries.awards(by)) == 1
