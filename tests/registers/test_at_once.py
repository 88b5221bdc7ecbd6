import pytest

from bihuan.orgs import queries as orgs
from bihuan.registers import actions, queries
from bihuan.registers.actions import Row
from tests.measures.test_at_once import at_once
from tests.registers.cast import AT, LATER, account, district, household, project

pytestmark = pytest.mark.django_db(transaction=True)


def stand(register):
    return queries.records(orgs.operator("qingxi"), register).records


def test_of_many_who_record_one_key_at_once_one_does():
    district()
    done = at_once(*(lambda n=n: project(f"项目{n}", code="P-0001") for n in range(6)))
    assert done == ["done"] + ["key-taken"] * 5
    assert len(stand("projects")) == 1


def test_of_many_who_record_one_person_at_once_one_does():
    district()
    # The first personal value of the origin makes the key by which they are compared.
    done = at_once(*(lambda n=n: household(number=f"甲-{n}") for n in range(6)))
    assert done == ["done"] + ["key-taken"] * 5


def test_an_import_and_clerks_at_once_take_a_key_once():
    district()
    by = account("yunling-clerk")

    def importing():
        rows = [Row({"number": "甲-1"}, line=2)]
        actions.import_table("households", rows, file="a.csv", by=by, at=AT)

    def recording():
        actions.record("households", {"number": "甲-1"}, by=by, at=AT)

    done = at_once(importing, recording, importing, recording)
    # An import that comes later finds the record and has nothing to change.
    assert set(done) <= {"done", "key-taken", "key-taken-meanwhile"}
    assert len(stand("households")) == 1


def test_of_many_changes_at_once_none_is_lost():
    by = district()
    made = project()
    done = at_once(*(
        lambda n=n: actions.change(made.id, {"planned": str(n)}, by=by, at=LATER)
        for n in range(1, 7)
    ))  # fmt: skip
    assert done == ["done"] * 6
    assert [step.n for step in queries.history(by, made.id)] == [1, 2, 3, 4, 5, 6, 7]


def test_of_many_who_end_a_record_at_once_one_does():
    by = district()
    made = project()
    done = at_once(*[lambda: actions.end(made.id, reason="重复", by=by, at=LATER)] * 4)
    assert done == ["done"] + ["record-ended"] * 3
