"""The loop files that matters run under: each matter keeps the digest of its version."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import cast

from bihuan.ledger.viewer import Viewer
from bihuan.loops.spec.clocks import Clock
from bihuan.loops.spec.loop import LoopSpec
from bihuan.loops.spec.parts import Stage
from bihuan.mechanisms import queries as mechanisms
from bihuan.mechanisms.kinds import Mechanism

KIND = "Loop"


@lru_cache(maxsize=256)
def of_version(digest: str) -> LoopSpec:
    """Return the loop that a digest names; the digest fixes it, so that it may be remembered."""
    return cast("LoopSpec", mechanisms.version(digest).spec)


def in_force(viewer: Viewer, loop: str, on: date) -> Mechanism:
    """Return the version of a loop that rules on a day; refuses one that does not."""
    return mechanisms.in_force(viewer, KIND, loop, on)


@lru_cache(maxsize=256)
def stages(version: str) -> dict[str, Stage]:
    """Return the stages of a version by name."""
    return {each.name: each for each in of_version(version).stages}


@lru_cache(maxsize=256)
def main_clock(version: str) -> Clock | None:
    """Return the clock by which lists are sorted: the one marked so, else the only one."""
    clocks = of_version(version).clocks
    marked = [each for each in clocks if each.main]
    return marked[0] if marked else (clocks[0] if len(clocks) == 1 else None)
