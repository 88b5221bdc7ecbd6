import pytest

from bihuan.ledger import actions, queries
from ledger.cast import AT, QINGXI, draft

pytestmark = pytest.mark.django_db


def test_a_recorded_fact_is_read_back_as_it_was():
    fact = actions.record(draft(), by=QINGXI, at=AT)
    assert queries.fact(fact.id, QINGXI) == fact
    assert fact.n == 1
    b = actions.record_bulk(
        draft(kind="ledger.imported@1"), ({"a": str(n)} for n in range(5000)), by=QINGXI, at=AT
    )
    assert b.data["rows"] == 5000
    assert len(list(queries.bulk_rows(b.id))) == 5000
    assert [f.n for f in queries.facts(QINGXI)] == [1, 2]
    assert queries.document(actions.keep(b"x", name="a", type="b")) == b"x"
