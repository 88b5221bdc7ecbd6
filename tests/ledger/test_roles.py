# ruff: noqa: S608  # the statements are made of our own table names
import pytest
from django.db import DatabaseError, connection, transaction

from bihuan.ledger import actions, queries, rebuilding, roles, sealing, triggers, verifying
from ledger.cast import AT, IS_POSTGRESQL, QINGXI, bulk, draft, run

RECORDED = sorted(triggers.APPEND_ONLY)


def test_the_working_role_may_add_and_read_what_was_recorded():
    granted = [each for each in roles.statements("bihuan_app") if " ON ledger_fact " in each]
    assert granted == ["GRANT SELECT, INSERT ON ledger_fact TO bihuan_app"]


@pytest.mark.parametrize("name", ["", "a b", 'a"; DROP ROLE b', "Über"])
def test_a_role_with_a_name_of_other_letters_is_refused(name):
    with pytest.raises(ValueError, match="written a-z"):
        roles.statements(name)


if IS_POSTGRESQL:

    @pytest.fixture
    def as_working_role():
        """Record as the owner, then go on as the role under which the product works."""
        actions.record(draft(private={"phone": "138"}), by=QINGXI, at=AT)
        actions.record_bulk(bulk(), [{"value": "1"}], by=QINGXI, at=AT)
        actions.keep(b"unit,value", name="roads.csv", type="text/csv")
        sealing.seal("qingxi")
        sealing.checkpoint("qingxi", at=AT)
        run("CREATE ROLE bihuan_trial")
        for statement in roles.statements("bihuan_trial"):
            run(statement)
        run("SET LOCAL ROLE bihuan_trial")
        yield
        run("RESET ROLE")

    def refused(statement):
        with pytest.raises(DatabaseError, match=r"permission denied|must be"), transaction.atomic():
            run(statement)

    @pytest.mark.django_db
    @pytest.mark.usefixtures("as_working_role")
    def test_the_working_role_cannot_rewrite_what_was_recorded():
        for table in RECORDED:
            refused(f"UPDATE {table} SET {column(table)} = {column(table)}")
            refused(f"DELETE FROM {table}")
            refused(f"TRUNCATE {table}")
            refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            refused(f"DROP TABLE {table}")
        refused(
            "INSERT INTO ledger_document SELECT * FROM ledger_document"
            " ON CONFLICT (digest) DO UPDATE SET name = 'x'"
        )
        refused("SET session_replication_role = replica")
        refused("CREATE RULE stray AS ON INSERT TO ledger_fact DO INSTEAD NOTHING")

    def column(table):
        with connection.cursor() as cursor:
            return f'"{connection.introspection.get_table_description(cursor, table)[0].name}"'

    @pytest.mark.django_db
    @pytest.mark.usefixtures("as_working_role")
    def test_the_working_role_does_all_that_the_product_does():
        fact = actions.record(draft(private={"phone": "138"}), by=QINGXI, at=AT)
        actions.record_bulk(bulk(), [{"value": "1"}], by=QINGXI, at=AT)
        actions.keep(b"more", name="more.csv", type="text/csv")
        actions.erase(fact.id, reason="个人申请", by=QINGXI, at=AT)
        assert sealing.seal("qingxi") == 5
        sealing.checkpoint("qingxi", at=AT)
        assert queries.fact(fact.id, QINGXI) == fact
        assert verifying.verify("qingxi").good
        assert rebuilding.rebuild(check=True).good

else:

    @pytest.mark.django_db
    def test_sqlite_has_no_roles_and_relies_on_its_triggers():
        assert {f"{table}_no_update" for table in RECORDED} <= triggers.sqlite_triggers().keys()
        assert connection.vendor == "sqlite"
        assert queries.origins() == ()
