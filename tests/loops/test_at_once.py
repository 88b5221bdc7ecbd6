"""Several people at the same time, each with a connection of their own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bihuan.ledger.words import Refused
from bihuan.loops.models import MatterRow
from tests.loops.town import district, does, raised

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_of_many_who_claim_at_once_one_wins_and_the_others_are_told():
    district()
    matter = raised().id
    clerks = ["water-clerk", "roads-clerk", "yunling-clerk", "water-second"]
    done = at_once(*(lambda by=by: does(matter, "claim", by=by) for by in clerks))
    assert done == ["already-claimed"] * 3 + ["done"]


def test_numbers_have_no_gap_when_many_raise_at_once():
    district()
    assert at_once(*([raised] * 8)) == ["done"] * 8
    numbers = sorted(MatterRow.objects.values_list("number", flat=True))
    assert numbers == [f"RX2025{n:05d}" for n in range(1, 9)]
