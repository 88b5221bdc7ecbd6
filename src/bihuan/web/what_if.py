"""What the page's sliders start from: integers, so that the browser computes exactly.

Points are in parts of 10^15, written as text because a browser's plain numbers end at 2^53.
A new total is the sum over the parts of ``points * new weight / weight``, brought back to the
scheme's sum of weights, plus what does not depend on weights.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bihuan.web.board_page import BoardPage

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import UnitRow

FEMTO = 10**15
MILLI = 1000


def what_if(page: BoardPage) -> dict[str, Any] | None:
    """Return the data of the sliders; None where they could not tell what would come of them.

    So it is where a weight or a total is missing, and where the total is no weighted sum of the
    parts at the top.
    """
    if not _is_a_sum(page):
        return None
    rows = [row for row in page.unit_rows if row["exact"] is not None and row["rank"] is not None]
    weights = [int(Decimal(part.weight) * MILLI) for part in page.parts]
    if len(rows) < 2 or len(weights) < 2 or not all(weight > 0 for weight in weights):  # noqa: PLR2004
        return None
    rounding = page.result["parameters"].get("rounding", {})
    ranking = page.result["parameters"].get("ranking", {})
    return {
        "decimals": rounding.get("total", 2),
        "exactly": ranking.get("order") == "rank_then_round",
        "parts": [
            {"path": part.path, "title": part.title, "weight": weight}
            for part, weight in zip(page.parts, weights, strict=True)
        ],
        "units": [_unit(page, row) for row in rows],
        "awards": _awards(page),
    }


def _is_a_sum(page: BoardPage) -> bool:
    """Return whether the total is a sum or mean of the parts at the top, and no more."""
    groups = page.result["parameters"].get("groups", ())
    number = next((group["sheet"] for group in groups if group["name"] == page.group), None)
    if number is None:
        return True  # results of earlier releases, which were sums
    root = page.result["parameters"]["sheets"][number]["nodes"][-1]
    weighed = any(key in root for key in ("penalties", "difficulty", "weigh"))
    return root["combine"] in ("sum", "mean") and root["rescale_best"] is None and not weighed


def slider(page: BoardPage) -> dict[str, str]:
    """Return the reach and the step of every slider: all weights must lie on a step."""
    weights = [Decimal(part.weight) for part in page.parts]
    fine = min((int(weight.as_tuple().exponent) for weight in weights), default=0)
    return {"most": str(max(60, int(max(weights, default=Decimal(0)) * 3 / 2))),
            "step": str(Decimal(1).scaleb(min(0, fine)))}  # fmt: skip


def _unit(page: BoardPage, row: UnitRow) -> dict[str, Any]:
    by_part = {
        line["path"]: Decimal(line["contribution"]) for line in (*row["leaves"], *row["nodes"])
    }
    points = [by_part.get(part.path, Decimal(0)) for part in page.parts]
    fixed = any(veto["effect"] == "zero" for veto in row["vetoes"])
    return {
        "title": row["title"][page.language], "rank": row["rank"], "before": row["previous_rank"],
        "points": [str(int(number * FEMTO)) for number in points],
        "rest": str(int((Decimal(row["exact"] or 0) - sum(points, Decimal(0))) * FEMTO)),
        "fixed": fixed, "barred": any(veto["effect"] == "bar_award" for veto in row["vetoes"]),
        "held": row["awards"],
    }  # fmt: skip


def _awards(page: BoardPage) -> list[dict[str, Any]]:
    """Return the awards of the group that are given by place or by rise."""
    rules = {
        (award["name"], line["group"]): {**line, "at_line": award["at_line"]}
        for award in page.result["parameters"].get("awards", ())
        for line in award["groups"]
    }
    awards = []
    for award in page.result["awards"]:
        for line in award["groups"]:
            if line["group"] != page.group:
                continue
            rule = rules.get((award["name"], line["group"]))
            if rule and rule["threshold"] is None and rule["k"] is not None:
                awards.append({"name": award["name"], "title": award["title"][page.language],
                               "look": award["look"], "k": rule["k"], "rise": rule["rise"],
                               "all_in": rule["at_line"] == "all_in"})  # fmt: skip
    return awards
