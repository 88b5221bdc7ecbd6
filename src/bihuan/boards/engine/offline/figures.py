"""The figures of a result: each is the recorded one, of the right kind, and counted once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bihuan.boards.engine.offline.container import Found, Wrong, read_json
from bihuan.boards.engine.offline.counting import DERIVED, check_counted
from bihuan.boards.engine.offline.limits import read_number
from bihuan.boards.engine.offline.log import ROWS

OBSERVED = "measures.observed@1"
IMPORTED = "measures.imported@1"
ADJUSTED = "measures.adjusted@1"
REVOKED = "schemes.award_revoked@1"
POINT_DECIMALS = 6
EFFECTS = ("bonus", "deduction", "veto")
# What stands in each row of the figures, and nothing else.
EVENT_NAMES = frozenset({"row", "unit", "rule", "points", "fact", "reason", "source"})
NAMES_OF_ROW = {
    "observation": frozenset({
        "row", "unit", "indicator", "value", "target", "prior", "late", "flags", "source",
    }),
    "rating": frozenset({"row", "unit", "indicator", "value", "source"}),
    "earlier": frozenset({
        "row", "period", "unit", "indicator", "value", "target", "prior", "source",
    }),
    "revoked": frozenset({"row", "award", "unit"}),
    **dict.fromkeys(EFFECTS, EVENT_NAMES),
}  # fmt: skip
NAMES_OF_SOURCE = frozenset({"fact", "row", "document", "name", "sheet", "cell"})

# A fact, and the row of it where it is a bulk fact.
FigurePlace = tuple[str, int | None]


def check_figures(log: Found, result: Found) -> None:
    """Refuse a figure of the result that is not the one recorded, or that counts twice."""
    by_place: dict[FigurePlace, list[Found]] = {}
    revoked = []
    for row in result["facts"]:
        if set(row) != NAMES_OF_ROW[row["row"]]:
            raise ValueError("a row of no known form")
        if row["row"] == "revoked":
            revoked.append((row["award"], row["unit"]))
        else:
            source = row["source"]
            by_place.setdefault((source["fact"], source["row"]), []).append(row)
    replaced = _replaced(log, result["as_of"])
    whose: set[tuple[str, str, str]] = set()
    decimals = {line["name"]: line["decimals"] for line in result["parameters"]["indicators"]}
    for place, rows in by_place.items():
        fact = used_fact(log, place[0], result["as_of"])
        if place in replaced or (place[0], None) in replaced or fact["retracts"]:
            raise Wrong("figure-replaced", fact=place[0])
        if rows[0]["row"] in EFFECTS:
            _check_adjustment(fact, place, rows, result)
            continue
        held = _held(log, fact, place)
        _check_observed(rows, held, _period_of(rows[0], result), decimals)
        _check_source(rows, fact, held)
        which = (held["unit"], held["indicator"], held["period"])
        if which in whose:
            raise _differs(rows[0])
        whose.add(which)
    _check_counts(log, {place[0] for place in by_place})
    _check_revoked(log, revoked, result)


def _check_counts(log: Found, used: set[str]) -> None:
    for fact_id in sorted(used):
        if log["facts"][fact_id]["kind"] == DERIVED:
            check_counted(log, log["facts"][fact_id])


def _period_of(row: Found, result: Found) -> str:
    """Return the period that a figure is of; an earlier one is not that of the result."""
    if row["row"] != "earlier":
        return str(result["period"])
    if row["period"] == result["period"]:
        raise _differs(row)
    return str(row["period"])


def used_fact(log: Found, fact_id: str, as_of: int) -> Found:
    """Return a fact that the result was computed from; it stood in the log by then."""
    fact: Found | None = log["facts"].get(fact_id)
    if fact is None:
        raise Wrong("fact-missing", kind=fact_id)
    if log["places"][fact_id] >= as_of:
        raise Wrong("after-the-result", fact=fact_id)
    return fact


def _differs(row: Found) -> Wrong:
    about = row.get("indicator") or row.get("rule")
    return Wrong("figure-differs", unit=row.get("unit"), indicator=about)


def _replaced(log: Found, as_of: int) -> set[FigurePlace]:
    """Return what other facts in the bundle put an end to before the result was computed."""
    return {
        (fact["supersedes"], fact["supersedes_row"])
        for fact_id, fact in log["facts"].items()
        if fact["supersedes"] and log["places"][fact_id] < as_of
    }


# Observations and ratings


def _held(log: Found, fact: Found, place: FigurePlace) -> Found:
    """Return what the fact, or the row of a bulk fact, says."""
    fact_id, number = place
    if fact["kind"] not in ((OBSERVED,) if number is None else (IMPORTED, DERIVED)):
        raise Wrong("fact-missing", kind=OBSERVED if number is None else IMPORTED)
    if number is None:
        data: Found = fact["data"]
        return data
    row = log["rows"].get(fact_id, {}).get(number)
    if row is None:
        raise Wrong("row-not-in-fact", fact=fact_id, row=number)
    found: Found = read_json(row, ROWS)
    return found


def _check_observed(rows: list[Found], held: Found, period: str, decimals: dict[str, int]) -> None:
    """Refuse other values, targets or ratings than those held, or fewer or more of them."""
    wrong = _differs(rows[0])
    if held["period"] != period:
        raise wrong
    kept = decimals[held["indicator"]]
    numbers = {
        name: _scaled_as(held.get(name), kept, wrong) for name in ("value", "target", "prior")
    }
    ratings = [_scaled_as(rating, kept, wrong) for rating in held.get("ratings", ())]
    again: list[tuple[Any, ...]] = [("rating", rating) for rating in ratings]
    if rows[0]["row"] == "earlier":
        again = [("earlier", *numbers.values())]
    elif numbers["value"] is not None or not ratings:
        again.append(("observation", *numbers.values()))
    said: list[tuple[Any, ...]] = []
    for row in rows:
        if (row["unit"], row["indicator"]) != (held["unit"], held["indicator"]):
            raise wrong
        names = ("row", "value") if row["row"] == "rating" else ("row", *numbers)
        said.append(tuple(row[name] for name in names))
    if Counter(map(repr, said)) != Counter(map(repr, again)):
        raise wrong


def _scaled_as(text: Any, decimals: int, wrong: Wrong) -> int | None:
    try:
        return read_number(text, decimals)
    except ValueError as error:
        raise wrong from error


def _check_source(rows: list[Found], fact: Found, held: Found) -> None:
    """Refuse another document or cell than the one that the figure was read from."""
    read = fact["source"] or {"document": "", "sheet": "", "cell": ""}
    at = held if fact["kind"] in (IMPORTED, DERIVED) else read
    said = (read["document"], at.get("sheet", ""), at.get("cell", ""))
    for row in rows:
        source = row["source"]
        told = (source["document"], source["sheet"], source["cell"])
        if told != said or set(source) != NAMES_OF_SOURCE:
            raise _differs(row)


# Bonuses, deductions, vetoes; awards taken back


def _check_adjustment(fact: Found, place: FigurePlace, rows: list[Found], result: Found) -> None:
    row, data = rows[0], fact["data"]
    if fact["kind"] != ADJUSTED:
        raise Wrong("fact-missing", kind=ADJUSTED)
    points = _scaled_as(data["points"], POINT_DECIMALS, _differs(row))
    recorded = (data["scheme"], data["period"], data["unit"], data["rule"], data["effect"],
                points, fact["reason"], fact["id"], None)  # fmt: skip
    said = (result["scheme"], result["period"], row["unit"], row["rule"], row["row"],
            row["points"], row["reason"], row["fact"], place[1])  # fmt: skip
    if recorded != said or len(rows) != 1:
        raise _differs(row)
    _check_source(rows, fact, {})


def _check_revoked(log: Found, said: list[tuple[str, str]], result: Found) -> None:
    """Refuse an award taken back without the recorded decision, or kept in spite of it."""
    about = (result["scheme"], result["period"])
    decided = [
        (fact["data"]["award"], fact["data"]["unit"])
        for fact_id, fact in log["facts"].items()
        if fact["kind"] == REVOKED
        and (fact["data"]["scheme"], fact["data"]["period"]) == about
        and log["places"][fact_id] < result["as_of"]
    ]
    if Counter(said) != Counter(decided):
        raise Wrong("fact-missing", kind=REVOKED)
