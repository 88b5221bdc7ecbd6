"""A small cast for the ledger: two districts, an operator of each."""

from datetime import UTC, datetime

from bihuan.ledger.facts import Draft
from bihuan.ledger.viewer import Grant, Viewer

AT = datetime(2025, 7, 1, 2, 3, 4, 567, tzinfo=UTC)


def operator(origin):
    grants = (Grant("operator", f"/{origin}/"),)
    return Viewer(origin=origin, actor=f"{origin}-desk", person=f"{origin}-li", grants=grants)


QINGXI = operator("qingxi")
LINJIANG = operator("linjiang")


def draft(n=0, **more):
    fields = {
        "kind": "ledger.noted@1",
        "stream": "notes/roads",
        "subject": "unit:yunling",
        "data": {"value": f"{n}.5"},
    }
    return Draft(**{**fields, **more})
