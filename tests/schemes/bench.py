"""A bench for schemes without files: written as Python dicts, scored from plain tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.mechanisms.diagnostics import Place
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.spec import Metadata
from bihuan.schemes.engine.definition.awards import conclude
from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.numbers.integers import scaled
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.resolving.settling import settle
from bihuan.schemes.spec.scheme import SchemeSpec

PERIOD = "2025Q2"


def title(name: str) -> dict[str, str]:
    return {"zh": name, "en": name}


def indicator(name: str, decimals: int = 2, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "title": title(name),
        "every": "quarter",
        "unit_of_measure": "万元",
        "decimals": decimals,
        **more,
    }


def scheme(indicators: list[dict[str, Any]], parts: list[dict[str, Any]], **more: Any) -> Mechanism:
    """Return a scheme; `combine` and other keys of the root may be given as `root`."""
    root = {"parts": parts, **more.pop("root", {})}
    spec = SchemeSpec.model_validate(
        {"every": "quarter", "indicators": indicators, "score": root, **more}
    )
    metadata = Metadata.model_validate({"name": "race", "title": title("赛马")})
    return Mechanism("Scheme", metadata, spec, b"", "0" * 64, "race.yaml", lambda _: Place("race"))


def observation(
    unit: str,
    of: dict[str, Any],
    value: str | None,
    target: str | None = None,
    prior: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    def number(text: str | None) -> int | None:
        return None if text is None else scaled(Decimal(text), of["decimals"])

    return {
        "row": "observation",
        "unit": unit,
        "indicator": of["name"],
        "value": number(value),
        "target": number(target),
        "prior": number(prior),
        "late": False,
        "source": None,
        **more,
    }


def entry(row: str, unit: str, rule: str, points: str = "0", fact: str = "") -> dict[str, Any]:
    micro = scaled(Decimal(points), 6)
    return {"row": row, "unit": unit, "rule": rule, "points": micro, "fact": fact, "reason": ""}


def past(unit: str, period: str, rank: int | None, awards: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"unit": unit, "period": period, "rank": rank, "total": None, "awards": list(awards)}


def resolved(
    written: Mechanism, facts: list[dict[str, Any]], groups: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return settled parameters; without `groups`, every unit with a row stands in one group."""
    contestants = groups or dict.fromkeys((row["unit"] for row in facts), "all")
    return settle(resolve(written, {}, contestants, Period.parse(PERIOD)), facts)


def concluded(
    written: Mechanism,
    facts: list[dict[str, Any]],
    groups: dict[str, str] | None = None,
    history: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return parameters, scores and conclusions of a scheme on a table."""
    parameters = resolved(written, facts, groups)
    scored = score(parameters, facts)
    outcome = conclude(parameters, facts, scored, history or [])
    return {"parameters": parameters, "scored": scored["units"], **outcome}


def points(outcome: dict[str, Any], unit: str, path: str) -> str:
    return shown(outcome["scored"][unit]["leaves"][path]["points"])


def totals(outcome: dict[str, Any]) -> dict[str, str]:
    return {unit: shown(its["total"]) for unit, its in outcome["units"].items()}


def ranks(outcome: dict[str, Any]) -> dict[str, int | None]:
    return {unit: its["rank"] for unit, its in outcome["units"].items()}


def winners(outcome: dict[str, Any], award: str) -> list[str]:
    return [
        winner["unit"]
        for line in outcome["awards"]
        if line["name"] == award
        for group in line["groups"]
        for winner in group["winners"]
    ]


def shown(micro: int | None) -> str | None:
    if micro is None:
        return None
    text = format(Decimal(micro).scaleb(-6), "f").rstrip("0").rstrip(".")
    return text or "0"
