"""Random ways of weighing, for schemes whose parts' shares are not written."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Refused
from bihuan.mechanisms.kinds import Mechanism
from bihuan.schemes.checks.weights import UNWEIGHED
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.resolving.settling import settle
from tests.schemes.bench import PERIOD

WAYS = ("equal", "entropy", "critic", "merec", "deviation", "principal", "budget", "ahp")


def weighing(draw: st.DrawFn, combine: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a node says of weighing: nothing, or one of the ways that it may use."""
    if combine in UNWEIGHED or len(parts) == 1 or draw(st.integers(0, 2)):
        return {}
    ways = (*WAYS, "targets", "doubt") if combine == "mean" else WAYS
    by = draw(st.sampled_from(ways))
    names = [part["name"] for part in parts]
    return {"weigh": {"by": by, "decimals": draw(st.integers(2, 9)), **_told(draw, by, names)}}


def _told(draw: st.DrawFn, by: str, names: list[str]) -> dict[str, Any]:
    shares = [draw(st.integers(1, 9)) for _ in names]
    return {
        "principal": {"form": draw(st.sampled_from(("first", "rotated")))},
        "targets": {
            "importance": [
                {"part": name, "share": f"0.{share}"}
                for name, share in zip(names, shares, strict=True)
            ]
        },
        "budget": {
            "experts": [
                {
                    "name": f"expert-{n}",
                    "points": [
                        {"part": name, "points": str(points)}
                        for name, points in zip(names, order, strict=True)
                    ],
                }
                for n, order in enumerate((shares, shares[::-1]))
            ]
        },
        "ahp": {
            "form": draw(st.sampled_from(("eigenvector", "geometric"))),
            "judgements": [
                {"part": one, "over": other, "times": str(draw(st.integers(1, 9)))}
                for one, other in combinations(names, 2)
            ],
        },
        "doubt": {"least": draw(st.sampled_from(("0", "0.1"))), "most": "0.9"},
    }.get(by, {})


def settles(written: Mechanism, facts: list[dict[str, Any]], groups: dict[str, str]) -> bool:
    """Tell whether the ways of weighing can take these scores."""
    try:
        settle(resolve(written, {}, groups, Period.parse(PERIOD)), facts)
    except Refused:
        return False
    return True


def unweighed(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node as it is written without a word of weighing, here and further down."""
    kept = {key: value for key, value in node.items() if key != "weigh"}
    return (
        {**kept, "parts": [unweighed(part) for part in node["parts"]]} if "parts" in node else kept
    )
