"""The ways of weighing by the scores themselves, by their word in a scheme."""

from __future__ import annotations

from bihuan.schemes.engine.weighing.components import by_principal
from bihuan.schemes.engine.weighing.matrix import Way
from bihuan.schemes.engine.weighing.spreading import by_critic, by_deviation, by_entropy, by_merec
from bihuan.schemes.engine.weighing.targets import by_targets

# One set of shares for all units of a sheet. Benefit of the doubt (doubt.py) has one for each.
WAYS: dict[str, Way] = {
    "entropy": by_entropy,
    "critic": by_critic,
    "merec": by_merec,
    "deviation": by_deviation,
    "principal": by_principal,
    "targets": by_targets,
}
# Those that no score moves: they are ordinary shares from the start (judging.py).
GIVEN = ("equal", "budget", "ahp")
