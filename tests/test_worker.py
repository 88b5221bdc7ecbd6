from datetime import UTC, datetime, timedelta

import pytest

from bihuan.ledger.actions import record
from bihuan.ledger.facts import Draft
from bihuan.ledger.queries import sealed_size
from bihuan.ledger.sealing import last_checkpoint
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator
from bihuan.packs import shipped
from bihuan.worker import Worker

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 10, 8, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _district():
    apply_pack(read_pack(shipped("qingxi")), by=operator("qingxi"), at=NOON)


def withdraw_something(request):
    by = operator("qingxi")
    draft = Draft(
        kind="schemes.moved@1",
        stream="runs/none/2025Q3",
        subject="run:none",
        data={"run": "none", "from": "trial", "to": "revoked"},
        request=request,
    )
    return record(draft, by=by, at=NOON)


def test_a_turn_seals_what_was_recorded_and_signs_it():
    Worker().turn(NOON)
    assert sealed_size("qingxi") == 9
    assert last_checkpoint("qingxi").splitlines()[1] == "9"


def test_a_second_turn_without_news_signs_nothing_new():
    worker = Worker()
    worker.turn(NOON)
    signed = last_checkpoint("qingxi")
    worker.turn(NOON + timedelta(minutes=5))
    assert last_checkpoint("qingxi") == signed


def test_a_checkpoint_waits_until_the_last_is_ten_seconds_old():
    worker = Worker()
    worker.turn(NOON)
    withdraw_something("one")
    worker.turn(NOON + timedelta(seconds=3))
    assert sealed_size("qingxi") == 10
    assert last_checkpoint("qingxi").splitlines()[1] == "9"
    worker.turn(NOON + timedelta(seconds=10))
    assert last_checkpoint("qingxi").splitlines()[1] == "10"
