"""The worker beside the server, in its process: seals, signs checkpoints and reacts.

A published result opens the matters that its scheme calls for, and their outcome comes back.

Sealing beside the appends keeps writers free; a fact is sealed within a second
and covered by a signed checkpoint within ten (evidence: trust, section 1.3).
"""

from __future__ import annotations

import logging
import os
import threading
from datetime import UTC, datetime, timedelta

import django
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.settings")
django.setup()

# The ledger's tables need the settings above before they can be imported.
from bihuan.ledger.queries import origins, sealed_size  # noqa: E402
from bihuan.ledger.sealing import checkpoint, seal  # noqa: E402
from bihuan.schemes.reacting import Reacting  # noqa: E402

SEAL_EVERY = 1.0
CHECKPOINT_EVERY = timedelta(seconds=10)

log = logging.getLogger(__name__)


class Worker:
    """Reacts and seals for every origin in turn until it is told to stop."""

    def __init__(self, *, every: float = SEAL_EVERY) -> None:
        self._every = every
        self._stop = threading.Event()
        self._reacting = Reacting()
        self._signed: dict[str, tuple[datetime, int]] = {}

    def stop(self) -> None:
        self._stop.set()

    def turn(self, now: datetime) -> None:
        """Seal what is pending, sign a checkpoint where one is due, and react to what is new.

        A checkpoint is due where the log grew and the last one is old enough.
        """
        for origin in origins():
            seal(origin)
            size = sealed_size(origin)
            when, signed = self._signed.get(origin, (now - CHECKPOINT_EVERY, -1))
            if size > signed and now - when >= CHECKPOINT_EVERY:
                checkpoint(origin, at=now)
                self._signed[origin] = (now, size)
            self._reacting.turn(origin, now)

    def run(self) -> None:
        """Take turns until stopped; whatever goes wrong in one, the next is taken.

        A database may be away for a while, and a fault in a reaction must not end the sealing.
        """
        while not self._stop.wait(self._every):
            try:
                self.turn(datetime.now(UTC))
            except Exception:
                log.exception("The worker could not finish its turn; it tries again.")
            finally:
                close_old_connections()


def served() -> WSGIHandler:
    """Return the application of the pages, with a worker at work beside it."""
    threading.Thread(target=Worker().run, daemon=True, name="worker").start()
    return get_wsgi_application()
