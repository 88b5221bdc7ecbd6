from datetime import UTC, datetime, timedelta

import pytest

from bihuan.ledger.queries import sealed_size
from bihuan.ledger.sealing import last_checkpoint
from bihuan.measures.actions import adjust
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator
from bihuan.packs import shipped
from bihuan.worker import Worker

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 10, 8, 4, tzinfo=UTC)


PACK = read_pack(shipped("qingxi"))
ENACTED = len(PACK.mechanisms)


@pytest.fixture(autouse=True)
def _district():
    apply_pack(PACK, by=operator("qingxi"), at=NOON)


def record_something():
    adjust(
        scheme="investment-race", effect="bonus", rule="provincial-project", unit="yunling",
        period="2025Q3", points="1", reason="示例", by=operator("qingxi"), at=NOON,
    )  # fmt: skip


def test_a_turn_seals_what_was_recorded_and_signs_it():
    Worker().turn(NOON)
    assert sealed_size("qingxi") == ENACTED
    assert last_checkpoint("qingxi").splitlines()[1] == str(ENACTED)


def test_a_second_turn_without_news_signs_nothing_new():
    worker = Worker()
    worker.turn(NOON)
    signed = last_checkpoint("qingxi")
    worker.turn(NOON + timedelta(minutes=5))
    assert last_checkpoint("qingxi") == signed


def test_a_checkpoint_waits_until_the_last_is_ten_seconds_old():
    worker = Worker()
    worker.turn(NOON)
    record_something()
    worker.turn(NOON + timedelta(seconds=3))
    assert sealed_size("qingxi") == ENACTED + 1
    assert last_checkpoint("qingxi").splitlines()[1] == str(ENACTED)
    worker.turn(NOON + timedelta(seconds=10))
    assert last_checkpoint("qingxi").splitlines()[1] == str(ENACTED + 1)


class Stumbling(Worker):
    """A worker whose first turn goes wrong, and whose second is its last."""

    def __init__(self):
        super().__init__(every=0)
        self.turns = 0

    def turn(self, now):
        self.turns += 1
        if self.turns == 1:
            raise RuntimeError("a fault in a reaction")
        super().turn(now)
        self.stop()


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_goes_wrong_does_not_end_the_sealing():
    worker = Stumbling()
    worker.run()
    assert worker.turns == 2
    assert sealed_size("qingxi") == ENACTED
