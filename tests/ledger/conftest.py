"""Kinds of fact that are known in these tests only; applying one notes it."""

from contextlib import contextmanager

import pytest
from django.db import transaction

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


@pytest.fixture
def transactional_rollback():
    """A block whose changes are taken back, for laws that are tried many times in one test."""

    @contextmanager
    def block():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return block
