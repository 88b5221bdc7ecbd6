"""Kinds of fact that are known in these tests only; applying one notes it."""

import pytest

from bihuan.ledger import applying


@pytest.fixture(autouse=True)
def applied(monkeypatch):
    """Facts of these kinds are known here; what was applied stands in this list."""
    seen = []

    def note(fact):
        seen.append(fact)

    note.__module__ = "bihuan.ledger.apply"
    monkeypatch.setattr(applying, "_APPLIERS", dict(applying._APPLIERS))  # noqa: SLF001
    for kind in ("ledger.noted@1", "ledger.imported@1"):
        applying.applies(kind)(note)
    return seen
