"""No door lets a personal value out to somebody who may not see it whole."""

from datetime import datetime

import pytest
from django.db import connection

from bihuan.ledger import actions as ledger
from bihuan.ledger.viewer import public
from bihuan.ledger.words import Refused
from bihuan.registers import actions, queries
from bihuan.registers.actions import Row
from bihuan.registers.models import RecordRow
from tests.registers.cast import AT, LATER, account, district, household

pytestmark = pytest.mark.django_db

# Invented: nobody has this name, this telephone or this number.
SECRETS = {
    "head": "欧阳示例", "phone": "13800000042", "citizen": "11010519491231002X",
}  # fmt: skip
VIEWERS = ["yunling-clerk", "yunling-head", "baisha-clerk", "office", "audit", "visitor"]
# Who sees which field whole, by the file of the register.
WHOLE = {
    "yunling-clerk": {"head", "phone"}, "yunling-head": {"head", "citizen"},
    "office": {"head"}, "audit": {"head"}, "visitor": {"head"}, "baisha-clerk": set(),
    "public": set(), "operator": {"head"},
}  # fmt: skip


def everybody(by):
    return {"public": public("qingxi"), "operator": by, **{v: account(v) for v in VIEWERS}}


def all_that_is_told(viewer, record):
    """Return whatever the queries of the room tell a viewer of a record, as text."""
    found = []
    for ask in (
        lambda: queries.record(viewer, record),
        lambda: queries.records(viewer, "households"),
        lambda: queries.records(viewer, "households", where={"phone": SECRETS["phone"]}),
        lambda: queries.records(viewer, "households", where={"phone": "1380000"}),
        lambda: queries.records(viewer, "households", ended=True),
        lambda: queries.history(viewer, record),
        lambda: queries.search(viewer, "households", "欧阳"),
        lambda: queries.search(viewer, "households", "示例户"),
        lambda: queries.values(viewer, [record]),
        lambda: queries.raw_values(viewer.origin, [record]),
        lambda: queries.titles(viewer.origin, [record]),
        lambda: queries.totals(viewer, "households", by=["phone"]),
        lambda: queries.totals(viewer, "households", of="mu", by=["unit", "phone"]),
    ):
        try:
            found.append(repr(ask()))
        except Refused as refusal:
            found += [repr(refusal.said), refusal.said.text.zh]
    return "\n".join(found)


def made():
    """Record a household one by one, and one from a table; returns their ids."""
    one = household(**SECRETS).id
    rows = [Row({**SECRETS, "number": "乙-1", "citizen": "", "story": "示例户"}, line=2)]
    actions.import_table("households", rows, file="农户.csv", by=account("yunling-clerk"), at=AT)
    both = RecordRow.objects.values_list("id", flat=True)
    return one, next(each for each in both if each != one)


def test_whoever_may_not_see_a_value_whole_is_told_it_by_no_query():
    by = district()
    for record in made():
        for name, viewer in everybody(by).items():
            told = all_that_is_told(viewer, record)
            for field, secret in SECRETS.items():
                if field not in WHOLE[name]:
                    assert secret not in told, (name, field)


def test_whoever_may_is_told_it():
    by = district()
    one, _ = made()
    for name, viewer in everybody(by).items():
        told = all_that_is_told(viewer, one)
        assert all(SECRETS[field] in told for field in WHOLE[name]), name


def test_nobody_finds_out_by_looking_for_it_what_they_may_not_see():
    by = district()
    made()
    where = {"phone": SECRETS["phone"]}
    for name, viewer in everybody(by).items():
        found = queries.records(viewer, "households", where=where).records
        assert len(found) == (2 if "phone" in WHOLE[name] else 0), name


def test_no_table_of_the_room_and_no_fact_holds_a_personal_value():
    district()
    one, _ = made()
    actions.change(one, {"phone": "13800000043"}, by=account("yunling-clerk"), at=LATER)
    with connection.cursor() as cursor:
        for table in ("record", "step", "filter", "key", "text", "register"):
            cursor.execute(f"SELECT * FROM registers_{table}")  # noqa: S608  # our names
            held = repr(cursor.fetchall())
            assert not any(secret in held for secret in (*SECRETS.values(), "1380000004")), table
        for table in ("ledger_fact", "ledger_row"):
            cursor.execute(f"SELECT body FROM {table}")  # noqa: S608
            held = b"".join(bytes(body) for (body,) in cursor.fetchall()).decode()
            assert not any(secret in held for secret in (*SECRETS.values(), "1380000004")), table


def test_two_of_one_telephone_are_found_without_showing_it():
    by = district()
    one, other = made()
    alike = queries.lookalikes(
        by, "households", {"phone": "138-0000-0042"}, same=["phone"],
        since=datetime.fromtimestamp(0, AT.tzinfo), at=AT,
    )  # fmt: skip
    assert set(alike) == {one, other}
    later = queries.lookalikes(
        by, "households", {"phone": SECRETS["phone"]}, same=["phone"], since=LATER, at=LATER
    )
    assert later == []


def test_an_erased_value_is_found_by_nobody():
    by = district()
    fact = household(**SECRETS).fact
    ledger.erase(fact.id, reason="申请", by=by, at=LATER)
    clerk = account("yunling-clerk")
    where = {"phone": SECRETS["phone"]}
    assert queries.records(clerk, "households", where=where).records == ()
    # Its number is free again: the hash that held it is gone.
    assert household(**{**SECRETS, "number": "丙-1"}, at=LATER)


def test_a_sensitive_value_is_kept_encrypted_and_a_copied_database_tells_nothing_of_it():
    district()
    one, _ = made()
    with connection.cursor() as cursor:
        cursor.execute("SELECT field, value FROM ledger_private")
        held = cursor.fetchall()
    assert SECRETS["citizen"] not in repr(held)
    assert ("phone", SECRETS["phone"]) in held
    values = queries.record(account("yunling-head"), one).values
    assert values["citizen"].text.zh == SECRETS["citizen"]
