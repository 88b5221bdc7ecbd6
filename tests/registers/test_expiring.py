from datetime import UTC, date, datetime

import pytest

from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.verifying import verify
from bihuan.ledger.words import Refused
from bihuan.registers import actions, queries
from bihuan.registers.actions import Life
from tests.registers.cast import LATER, account, district, household

pytestmark = pytest.mark.django_db


def at(day):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)


def told(record):
    values = queries.record(account("yunling-clerk"), record).values
    return {name: value.text.zh for name, value in values.items() if name in {"phone", "citizen"}}


def ended():
    home = household()
    clerk = account("yunling-clerk")
    actions.change(home.id, {"phone": "13800000002"}, by=clerk, at=LATER)
    actions.end(home.id, reason="迁出", by=clerk, at=LATER)
    return home.id


def test_what_is_past_its_time_is_erased_or_left_in_its_shown_form():
    by = district()
    home = ended()
    assert actions.expire(by=by, at=at("2026-07-19")).fact is None
    assert actions.expire(by=by, at=at("2026-07-20")).values == 1
    assert told(home) == {"phone": "13800000002"}
    # The telephone that was changed before goes, too.
    assert actions.expire(by=by, at=at("2027-07-20")).values == 2
    assert told(home) == {"phone": "138****0002"}
    assert actions.expire(by=by, at=at("2027-07-21")).fact is None
    assert [step.does for step in queries.history(by, home)] == [
        "recorded", "changed", "ended", "expired", "expired",
    ]  # fmt: skip
    assert rebuild(check=True).problems == ()
    assert verify("qingxi").problems == ()


def test_a_life_may_end_elsewhere():
    by = district()
    home = household().id
    lives = [Life(home, date(2025, 7, 10))]
    assert actions.expire(by=by, at=at("2026-07-10"), lives=lives).records == 1
    assert told(home) == {"phone": "138 0000 0001"}


def test_only_an_operator_lets_values_expire():
    district()
    with pytest.raises(Refused) as refusal:
        actions.expire(by=account("office"), at=LATER)
    assert refusal.value.code == "may-not-expire"
