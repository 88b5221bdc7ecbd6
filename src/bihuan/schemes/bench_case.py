"""An invented case for the bench: five method families, a tree of three levels, facts at random."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from bihuan.calendars.engine.periods import Period
from bihuan.mechanisms.diagnostics import Place
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.spec import Metadata
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.running.facts import FactTable, from_table
from bihuan.schemes.engine.running.scores import Prepared, prepare
from bihuan.schemes.spec.scheme import SchemeSpec

PEERS = 400
FAMILIES: tuple[dict[str, Any], ...] = (
    {"method": "completion", "cap": "1.2"},
    {"method": "minmax_base", "base": "0.6"},
    {"method": "rank_step", "step": "0.002"},
    {"method": "growth_vs_ref", "k": "0.02", "reference": "8", "take": "growth"},
    {
        "method": "efficacy_tier",
        "standards": {"excellent": 1600, "good": 1200, "average": 800, "low": 400, "poor": 100},
    },
)


def scheme(indicators: int) -> Mechanism:
    """Return a scheme of so many indicators in a tree of three levels, five families in turn."""
    own = [
        {"name": f"i{n:02}", "title": _title(f"i{n:02}"), "every": "quarter",
         "unit_of_measure": "万元", "decimals": 2, "asks": ["target", "prior"]}
        for n in range(indicators)
    ]  # fmt: skip
    leaves = iter(
        {"indicator": one["name"], "weight": "1", "missing": "zero", **FAMILIES[n % len(FAMILIES)]}
        for n, one in enumerate(own)
    )
    blocks = [
        {
            "name": f"block{b}", "title": _title(f"block{b}"), "combine": "mean", "weight": weight,
            "parts": [
                {
                    "name": f"topic{b}{t}", "title": _title(f"topic{b}{t}"), "combine": "mean",
                    "weight": "1", "parts": [next(leaves) for _ in range(indicators // 6)],
                }
                for t in range(2)
            ],
        }
        for b, weight in enumerate(("50", "30", "20"))
    ]  # fmt: skip
    spec = SchemeSpec.model_validate(
        {"every": "quarter", "indicators": own, "score": {"combine": "mean", "parts": blocks}}
    )
    metadata = Metadata.model_validate({"name": "bench", "title": _title("bench")})
    return Mechanism("Scheme", metadata, spec, b"", "0" * 64, "bench.yaml", _nowhere)


def _nowhere(_path: tuple[str | int, ...]) -> Place:
    return Place("bench.yaml")


def _title(name: str) -> dict[str, str]:
    return {"zh": name, "en": name}


def ready(units: int, indicators: int) -> Prepared:
    """Return the scheme made ready on invented facts: units in groups of at most 400 peers."""
    names = [f"u{n:06}" for n in range(units)]
    groups = -(-units // PEERS)
    contestants = {name: f"g{n % groups:04}" for n, name in enumerate(names)}
    parameters = resolve(scheme(indicators), {}, contestants, Period.parse("2025Q2"))
    return prepare(parameters, facts(parameters, names, indicators), [])


def facts(parameters: dict[str, Any], units: list[str], indicators: int) -> FactTable:
    """Return invented facts: every unit and indicator, in random but repeatable order."""
    random, size = np.random.default_rng(2025), len(units) * indicators
    order = random.permutation(size)
    names = pa.array([f"i{n:02}" for n in range(indicators)])
    long = pa.table(
        {
            "unit": pa.DictionaryArray.from_arrays(
                pa.array((order // indicators).astype(np.int32)), pa.array(units)
            ),
            "indicator": pa.DictionaryArray.from_arrays(
                pa.array((order % indicators).astype(np.int32)), names
            ),
            "value": random.integers(100, 200_000, size),
            "target": random.integers(50_000, 150_000, size),
            "prior": random.integers(50_000, 150_000, size),
        }
    )
    return from_table(parameters, long)
