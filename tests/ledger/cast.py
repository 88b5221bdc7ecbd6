"""A small cast for the ledger: two districts, an operator of each, a clerk, and a plain fact."""

from datetime import UTC, datetime

from django.db import connection

from bihuan.ledger.facts import Draft
from bihuan.ledger.viewer import Grant, Viewer

AT = datetime(2025, 7, 1, 2, 3, 4, 567, tzinfo=UTC)
IS_POSTGRESQL = connection.vendor == "postgresql"


def operator(origin):
    grants = (Grant("operator", f"/{origin}/"),)
    return Viewer(origin=origin, actor=f"{origin}-desk", person=f"{origin}-li", grants=grants)


QINGXI = operator("qingxi")
LINJIANG = operator("linjiang")
CLERK = Viewer(
    origin="qingxi",
    actor="yunling-desk",
    person="yunling-wang",
    grants=(Grant("clerk", "/qingxi/yunling/"),),
)


def draft(n=0, **more):
    fields = {
        "kind": "ledger.noted@1",
        "stream": "notes/roads",
        "subject": "unit:yunling",
        "data": {"value": f"{n}.5"},
    }
    return Draft(**{**fields, **more})


def bulk(**more):
    return draft(kind="ledger.imported@1", data={"file": "roads.csv"}, **more)


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
