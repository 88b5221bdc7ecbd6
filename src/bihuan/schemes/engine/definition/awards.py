"""From scores to totals, ranks, tiers and awards: plain, slow and exact.

Standard library only: a published bundle carries this text in its verifier. `exact` numbers are
in 1e-15 points, others in micro-points (1e-6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

MICRO_IN_EXACT = 10**9

Json = dict[str, Any]
Key = tuple[int, ...]
# What each unit is ranked by: without and with the tie chain. Larger is better.
Keys = dict[str, tuple[Key, Key]]


def conclude(
    parameters: Json, facts: list[Json], scored: Json, history: Iterable[Json] = ()
) -> Json:
    """Return what follows from the scores: `units` (total, rank, tier ...) and `awards`.

    A unit has `adjustments` (as counted), `vetoes`, `exact` and `total` after both, `rank`,
    `tied`, `tier`, `previous_rank`. An award has groups with `k`, `winners` (unit, streak, since),
    `unresolved` (tied at the line, left to a committee) and `left` (held it last time, not now).
    """
    case = _Rows(parameters, facts, history)
    units = {unit: _unit(case, unit, got) for unit, got in scored["units"].items()}
    keys: Keys = {}
    for group in parameters["groups"]:
        members = {u: its for u, its in units.items() if its["group"] == group["name"]}
        keys.update(_rank(case, scored, members))
        _grade(parameters, members, group["size"])
    return {"units": units, "awards": _awards(case, units, keys)}


class _Rows:
    """The rows by unit, and what earlier periods left."""

    def __init__(self, parameters: Json, facts: list[Json], history: Iterable[Json]) -> None:
        self.parameters = parameters
        self.entries: dict[str, list[tuple[int, Json]]] = {}
        self.vetoes: dict[str, list[str]] = {}
        self.revoked: set[tuple[str, str]] = set()
        self.values: dict[tuple[str, str], int | None] = {}
        for at, row in enumerate(facts):
            self._take(at, row)
        self.last = parameters["earlier"][0]
        self.last_place: dict[str, Json] = {}
        self.held: dict[tuple[str, str], set[str]] = {}
        for row in history:
            if row["period"] == self.last:
                self.last_place[row["unit"]] = row
            for award in row["awards"]:
                self.held.setdefault((award, row["unit"]), set()).add(row["period"])

    def last_rank(self, unit: str, group: str) -> int | None:
        """Return the last period's rank; one in another group is no rank to compare with."""
        place = self.last_place.get(unit, {"rank": None})
        # Results of earlier releases do not say the group.
        same = place.get("group") in (None, group)
        rank: int | None = place["rank"] if same else None
        return rank

    def _take(self, at: int, row: Json) -> None:
        if row["row"] in ("bonus", "deduction"):
            self.entries.setdefault(row["unit"], []).append((at, row))
        elif row["row"] == "veto":
            self.vetoes.setdefault(row["unit"], []).append(row["rule"])
        elif row["row"] == "revoked":
            self.revoked.add((row["award"], row["unit"]))
        elif row["row"] == "observation":
            ignored = row.get("late") and self.parameters["late"] == "treat_as_missing"
            self.values[row["unit"], row["indicator"]] = None if ignored else row["value"]


def _unit(case: _Rows, unit: str, got: Json) -> Json:
    parameters = case.parameters
    its: Json = {
        "group": got["group"],
        "adjustments": adjusted(parameters, case.entries.get(unit, [])),
        "vetoes": sorted(set(case.vetoes.get(unit, []))),
        "previous_rank": case.last_rank(unit, got["group"]),
        "exact": None,
        "total": None,
        "rank": None,
        "tied": False,
        "tier": "",
    }
    if got["exact"] is not None:
        counted = sum(line["counted"] for line in its["adjustments"])
        struck = _struck(parameters, its, "zero")
        its["exact"] = 0 if struck else got["exact"] + MICRO_IN_EXACT * counted
        its["total"] = _rounded(its["exact"], parameters["rounding"]["total"])
    return its


def _rounded(exact: int, decimals: int) -> int:
    """Return a total in micro-points, rounded half up to its decimals."""
    step = int(10 ** (15 - decimals))
    size = (2 * abs(exact) + step) // (2 * step) * int(10 ** (6 - decimals))
    return size if exact >= 0 else -size


def _struck(parameters: Json, its: Json, effect: str) -> list[Json]:
    """Return the vetoes of an effect that struck a unit."""
    return [
        veto
        for veto in parameters["vetoes"]
        if veto["effect"] == effect and veto["name"] in its["vetoes"]
    ]


# Bonuses and deductions


def adjusted(parameters: Json, entries: list[tuple[int, Json]]) -> list[Json]:
    """Return each bonus and deduction of a unit as entered (`raw`) and as it counts (`counted`).

    `at` is the row's place among the facts; `why` says what reduced it: the same fact counted
    under another entry, the rule's ceiling, or the ceiling on all.
    """
    lines = [
        _entered(order, rule, at, row)
        for order, rule in enumerate(parameters["adjustments"])
        for at, row in entries
        if row["rule"] == rule["name"]
    ]
    lines.sort(key=lambda line: (line["order"], -line["left"], line["fact"], line["at"]))
    _count_once(lines)
    for kind in ("bonus", "deduction"):
        room = parameters["caps"][kind]
        by_rule: dict[str, int] = {}
        for line in lines:
            if line["kind"] == kind:
                room = _count(line, by_rule, room)
    return [
        {
            "rule": line["rule"],
            "kind": line["kind"],
            "at": line["at"],
            "raw": line["sign"] * line["raw"],
            "counted": line["sign"] * line["counted"],
            "why": line["why"],
        }
        for line in lines
    ]


def _entered(order: int, rule: Json, at: int, row: Json) -> Json:
    return {
        "rule": rule["name"],
        "kind": rule["kind"],
        "sign": 1 if rule["kind"] == "bonus" else -1,
        "at": at,
        "fact": row.get("fact") or "",
        "raw": row["points"],
        "counted": 0,
        "why": "",
        "order": order,
        "left": row["points"],
        "most": rule["most"],
        "once": rule["once"],
    }


def _count_once(lines: list[Json]) -> None:
    """Let one fact count once, under the entry that moves the unit most (the first of equals)."""
    best: dict[tuple[str, str], Json] = {}
    for line in lines:
        if line["once"] and line["fact"]:
            held = best.setdefault((line["kind"], line["fact"]), line)
            if line["left"] > held["left"]:
                best[line["kind"], line["fact"]] = line
    for line in lines:
        if line["once"] and line["fact"] and best[line["kind"], line["fact"]] is not line:
            line["left"], line["why"] = 0, "same_fact"


def _count(line: Json, by_rule: dict[str, int], room: int) -> int:
    """Count a line within the ceilings and return the room that is left under the one on all."""
    counted: int = line["left"]
    if line["most"] is not None:
        under_rule = line["most"] - by_rule.get(line["rule"], 0)
        if counted > under_rule:
            counted, line["why"] = under_rule, "rule_cap"
    if counted > room:
        counted, line["why"] = room, "total_cap"
    line["counted"] = counted
    by_rule[line["rule"]] = by_rule.get(line["rule"], 0) + counted
    return room - counted


# Ranks


def _rank(case: _Rows, scored: Json, members: dict[str, Json]) -> Keys:
    """Give each unit with a total its rank; return what it was ranked by, and with the ties.

    A larger key is a better one. A tie that the chain leaves is a shared rank.
    """
    ranking = case.parameters["ranking"]
    by = "total" if ranking["order"] == "round_then_rank" else "exact"
    steps = [_step(case, scored, members, tie) for tie in case.parameters["ties"]]
    keys: Keys = {}
    for unit, its in members.items():
        if its["total"] is not None:
            key: Key = (its[by],)
            keys[unit] = (key, key + tuple(step[unit] for step in steps))
    in_order = sorted((key for _, key in keys.values()), reverse=True)
    shared = Counter(in_order)
    distinct = sorted(shared, reverse=True)
    ranked = in_order if ranking["style"] == "competition" else distinct
    place: dict[Key, int] = {}
    for number, key in enumerate(ranked, start=1):
        place.setdefault(key, number)
    for unit, (_, key) in keys.items():
        members[unit]["rank"], members[unit]["tied"] = place[key], shared[key] > 1
    return keys


def _step(case: _Rows, scored: Json, members: dict[str, Json], tie: Json) -> dict[str, int]:
    """Return what one step of the tie chain compares; who has nothing to compare comes last."""
    found: dict[str, int | None] = {}
    for unit, its in members.items():
        if tie["by"] == "score":
            found[unit] = _score_of(scored["units"][unit], tie["path"])
        elif tie["by"] == "value":
            value = case.values.get((unit, tie["indicator"]))
            lower = value is not None and tie["direction"] == "lower"
            found[unit] = -(value or 0) if lower else value
        else:
            last = its["previous_rank"]
            found[unit] = None if last is None else -last
    least = min((value for value in found.values() if value is not None), default=0) - 1
    return {unit: least if value is None else value for unit, value in found.items()}


def _score_of(earned: Json, path: str) -> int | None:
    leaf: Json | None = earned["leaves"].get(path)
    if leaf is not None:
        points: int | None = leaf["points"]
        return points
    score: int | None = earned["nodes"].get(path, {}).get("score")
    return score


# Tiers


def _grade(parameters: Json, members: dict[str, Json], size: int) -> None:
    """Give each ranked unit the best tier whose least total and share of the group allow it.

    Units that share a rank get a tier together or not at all.
    """
    waiting = sorted((its for its in members.values() if its["rank"]), key=lambda its: its["rank"])
    for place, tier in enumerate(parameters["tiers"]):
        allowed = [
            its
            for its in waiting
            if its["total"] >= tier["least"] and not _capped_below(parameters, its, place)
        ]
        if tier["share"] is not None:
            places = tier["share"] * size // 10**6
            # How many have this rank or a better one: `waiting` stands in order of rank.
            up_to = {its["rank"]: number for number, its in enumerate(allowed, start=1)}
            allowed = [its for its in allowed if up_to[its["rank"]] <= places]
        for its in allowed:
            its["tier"] = tier["name"]
        waiting = [its for its in waiting if not its["tier"]]


def _capped_below(parameters: Json, its: Json, place: int) -> bool:
    names = [tier["name"] for tier in parameters["tiers"]]
    return any(
        veto["tier"] in names and names.index(veto["tier"]) > place
        for veto in _struck(parameters, its, "cap_tier")
    )


# Awards


def _awards(case: _Rows, units: dict[str, Json], keys: Keys) -> list[Json]:
    """Return the awards in the order declared; one that excludes another yields to the earlier."""
    won: dict[str, set[str]] = {}
    lines = []
    for award in case.parameters["awards"]:
        excluded = {
            unit for name in _not_with(case.parameters, award) for unit in won.get(name, ())
        }
        eligible = {
            unit: key
            for unit, key in keys.items()
            if unit not in excluded
            and (award["name"], unit) not in case.revoked
            and not _barred(case.parameters, units[unit])
        }
        groups = [_award_group(case, award, group, units, eligible) for group in award["groups"]]
        won[award["name"]] = {w["unit"] for group in groups for w in group["winners"]}
        lines.append({"name": award["name"], "groups": groups})
    return lines


def _not_with(parameters: Json, award: Json) -> set[str]:
    names = set(award["not_with"])
    names.update(
        other["name"] for other in parameters["awards"] if award["name"] in other["not_with"]
    )
    return names


def _barred(parameters: Json, its: Json) -> bool:
    """Return whether a veto keeps the unit from every award; a total set to zero does, too."""
    return bool(_struck(parameters, its, "bar_award") or _struck(parameters, its, "zero"))


def _award_group(
    case: _Rows, award: Json, group: Json, units: dict[str, Json], eligible: Keys
) -> Json:
    """Return the winners of one group, best first."""
    members = {
        unit: key for unit, key in eligible.items() if units[unit]["group"] == group["group"]
    }
    if group["rise"]:
        members = _risen(units, members)
    if group["threshold"] is not None:
        least = group["threshold"]
        members = {unit: key for unit, key in members.items() if units[unit]["total"] >= least}
    winners, unresolved = _above_line(members, group["k"], award["at_line"])
    holders = {
        unit
        for (name, unit), periods in case.held.items()
        if name == award["name"] and case.last in periods
    }
    mine = {unit for unit in holders if units.get(unit, {}).get("group") == group["group"]}
    return {
        "group": group["group"],
        "k": len(winners) if group["k"] is None else group["k"],
        "winners": [_winner(case, award["name"], unit) for unit in winners],
        "unresolved": unresolved,
        "left": sorted(mine - set(winners)),
    }


def _risen(units: dict[str, Json], members: Keys) -> Keys:
    """Return those that rose since the last period, keyed by how many ranks."""
    risen: Keys = {}
    for unit, (_, key) in members.items():
        rise = (units[unit]["previous_rank"] or 0) - units[unit]["rank"]
        if rise > 0:
            risen[unit] = ((rise,), (rise, *key))
    return risen


def _above_line(members: Keys, places: int | None, at_line: str) -> tuple[list[str], list[str]]:
    """Return who is above the line, best first, and who is tied across it without a rule."""
    best_first = sorted(members, key=lambda unit: (_negative(members[unit][1]), unit))
    if places is None or len(best_first) <= places:
        return best_first, []
    if places == 0:
        return [], []
    # Only the tie chain parts equals at the line; the other two rules look at totals alone.
    which = 1 if at_line == "tie_break" else 0
    line = members[best_first[places - 1]][which]
    if at_line == "committee" and members[best_first[places]][which] == line:
        above = [unit for unit in best_first if members[unit][which] > line]
        return above, [unit for unit in best_first if members[unit][which] == line]
    return [unit for unit in best_first if members[unit][which] >= line], []


def _negative(key: Key) -> Key:
    return tuple(-part for part in key)


def _winner(case: _Rows, award: str, unit: str) -> Json:
    """Return a winner with its streak: the consecutive periods in which it held the award."""
    held = case.held.get((award, unit), set())
    streak, since = 1, case.parameters["period"]
    for period in case.parameters["earlier"]:
        if period not in held:
            break
        streak, since = streak + 1, period
    return {"unit": unit, "streak": streak, "since": since}
