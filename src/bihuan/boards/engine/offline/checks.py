"""What is checked: files, log, figures, and the whole result computed once more.

Each step refuses with `Wrong`, naming what is not as published. Steps that cannot be
taken here are named in `LEFT_OUT`, so that nobody takes silence for a check.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bihuan.boards.engine.offline.container import Found, Wrong, check_files, read_json
from bihuan.boards.engine.offline.log import ROWS, fact_of_kind, read_log

Score = Callable[[dict[str, Any], list[dict[str, Any]]], dict[str, Any]]
Conclude = Callable[..., dict[str, Any]]

PUBLISHED = "boards.published@1"
SCORED = "schemes.scored@1"
ENACTED = "mechanisms.enacted@1"
REVOKED = "schemes.award_revoked@1"
POINT_DECIMALS = 6
EXACT_DECIMALS = 15

# What no bundle can show; in English and Chinese.
LEFT_OUT = (
    ("that the parameters follow from the mechanism files (bihuan verify resolves them again)",
     "参数是否由机制文件得出（可用 bihuan verify 重新解析）"),
    ("that no other figure should have counted, and which figures came late",
     "是否另有应计入的数据，以及哪些数据属迟报"),
    ("the words of the result: titles, sentences, formulas in numbers",
     "结果中的文字：名称、说明、算式"),
    ("that a figure was true when it was reported: look at its source document",
     "数据填报时是否真实：请查看来源文件"),
    ("that the log was not shown differently to others: compare the checkpoint with another copy",
     "账本是否对他人另示一份：请与他人保存的检查点比对"),
)  # fmt: skip


def check(files: dict[str, bytes], score: Score, conclude: Conclude) -> Found:
    """Check a whole bundle and return what it proves; refuses with `Wrong`."""
    try:
        return _check(files, score, conclude)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError,
            StopIteration) as error:  # fmt: skip
        # Whoever makes a bundle with a key of their own may write anything into it.
        raise Wrong("malformed", reason=f"{type(error).__name__}: {error}") from error


def _check(files: dict[str, bytes], score: Score, conclude: Conclude) -> Found:
    log = read_log(files)
    published = fact_of_kind(log, PUBLISHED)
    data = published["data"]
    check_files(files, data["manifest"])
    result = read_json(files["result.json"], "result.json")
    for name in ("result", "board"):
        if hashlib.sha256(files[f"{name}.json"]).hexdigest() != data[name]:
            raise Wrong("file-changed", name=f"{name}.json")
    check_board(files, published, result)
    check_people(log, published)
    check_rules(files, log, result)
    check_figures(log, result)
    check_ranking(result, score, conclude)
    return {
        "origin": result["origin"], "scheme": result["scheme"], "period": result["period"],
        "version": data["version"], "digest": data["result"], "files": len(files),
        "facts": len(log["facts"]), "rows": sum(len(rows) for rows in log["rows"].values()),
        "figures": len(result["facts"]), "units": len(result["rows"]), "size": log["size"],
        "root": log["root"].hex(), "key": log["key"],
    }  # fmt: skip


# What the facts say must be what the result says


def check_board(files: dict[str, bytes], published: Found, result: Found) -> None:
    """Refuse a result, board, key or origin other than the published fact names."""
    data, board = published["data"], read_json(files["board.json"], "board.json")
    said = (published["origin"], data["scheme"], data["period"], data["as_of"])
    if said != (result["origin"], result["scheme"], result["period"], result["as_of"]):
        raise Wrong("another-result", what="result.json")
    key = files["log/key"].decode().strip()
    if (board["result"], board["version"], board["key"]) != (data["result"], data["version"], key):
        raise Wrong("another-result", what="board.json")


def check_people(log: Found, published: Found) -> None:
    """Refuse a result that was published by whoever prepared it."""
    scored = fact_of_kind(log, SCORED)
    if scored["data"]["result"] != published["data"]["result"]:
        raise Wrong("another-result", what=SCORED)
    if scored["person"] == published["person"]:
        raise Wrong("one-person")


def check_rules(files: dict[str, bytes], log: Found, result: Found) -> None:
    """Refuse a mechanism file other than the version that was put in force."""
    enacted = {
        (fact["data"]["kind"], fact["data"]["name"], fact["data"]["digest"]): fact["data"]
        for fact in log["facts"].values()
        if fact["kind"] == ENACTED
    }
    for rule in result["mechanisms"]:
        name = f"mechanisms/{rule['kind']}-{rule['name']}.yaml"
        data = enacted.get((rule["kind"], rule["name"], rule["digest"]))
        if data is None:
            raise Wrong("fact-missing", kind=f"{ENACTED} {rule['kind']}/{rule['name']}")
        if hashlib.sha256(files.get(name, b"")).hexdigest() != data["document"]:
            raise Wrong("file-changed", name=name)


def scaled(text: str | None, decimals: int) -> int | None:
    """Return a decimal as an integer at its scale; a finer one is no figure of this scale."""
    if text is None:
        return None
    number = Decimal(text).scaleb(decimals)
    if number != number.to_integral_value():
        raise Wrong("figure-differs", unit="", indicator=text)
    return int(number)


def check_figures(log: Found, result: Found) -> None:
    """Refuse a figure of the result that is not the one recorded in the log."""
    decimals = {line["name"]: line["decimals"] for line in result["parameters"]["indicators"]}
    for row in result["facts"]:
        if row["row"] == "revoked":
            _check_revoked(log, row, result)
            continue
        place = row["source"]
        fact = log["facts"].get(place["fact"])
        if fact is None:
            raise Wrong("fact-missing", kind=place["fact"])
        held = fact["data"] if place["row"] is None else _row(log, place)
        about = row.get("indicator") or row.get("rule")
        wrong = Wrong("figure-differs", unit=row["unit"], indicator=about)
        if held["unit"] != row["unit"] or held["period"] != result["period"]:
            raise wrong
        if not _same(row, held, decimals):
            raise wrong


def _check_revoked(log: Found, row: Found, result: Found) -> None:
    """Refuse an award taken back without the recorded decision."""
    said = {"scheme": result["scheme"], "period": result["period"], "award": row["award"],
            "unit": row["unit"]}  # fmt: skip
    for fact in log["facts"].values():
        if fact["kind"] == REVOKED and said.items() <= fact["data"].items():
            return
    raise Wrong("fact-missing", kind=REVOKED)


def _row(log: Found, place: Found) -> Found:
    row = log["rows"].get(place["fact"], {}).get(place["row"])
    if row is None:
        raise Wrong("row-not-in-fact", fact=place["fact"], row=place["row"])
    found: Found = read_json(row, ROWS)
    return found


def _same(row: Found, held: Found, decimals: dict[str, int]) -> bool:
    if row["row"] in {"bonus", "deduction", "veto"}:
        said = (held["effect"], held["rule"], scaled(held["points"], POINT_DECIMALS))
        return said == (row["row"], row["rule"], row["points"])
    at = decimals[row["indicator"]]
    if held["indicator"] != row["indicator"]:
        return False
    if row["row"] == "rating":
        return row["value"] in [scaled(rating, at) for rating in held["ratings"]]
    return all(scaled(held.get(name), at) == row[name] for name in ("value", "target", "prior"))


# The result, computed once more


def check_ranking(result: Found, score: Score, conclude: Conclude) -> None:
    """Refuse a score, rank, tier or award other than the figures and parameters give."""
    parameters, facts = result["parameters"], result["facts"]
    history = [
        {"unit": unit, **past} for unit, line in sorted(result["history"].items()) for past in line
    ]
    scored = score(parameters, facts)
    concluded = conclude(parameters, facts, scored, history)
    units = concluded["units"]
    if {row["unit"] for row in result["rows"]} != set(units):
        raise Wrong("result-differs", what="units")
    for row in result["rows"]:
        _check_row(row, units[row["unit"]], scored["units"][row["unit"]])
        check_sum(row)
    check_awards(result, concluded["awards"])


def decimal_of(text: str | None, decimals: int) -> int | None:
    """Return an exact decimal of the result as an integer; None where there is none."""
    if not text:
        return None
    sign, digits, exponent = Decimal(text).as_tuple()
    shift = int(exponent) + decimals
    if shift < 0:
        raise Wrong("result-differs", what=text)
    # Integers, because a context of decimals would round what has more digits than it.
    return (-1 if sign else 1) * int("".join(map(str, digits))) * int(10**shift)


def _check_row(row: Found, its: Found, earned: Found) -> None:
    said = {
        "group": row["group"], "rank": row["rank"], "tied": row["tied"], "tier": row["tier"],
        "previous_rank": row["previous_rank"], "total": decimal_of(row["total"], POINT_DECIMALS),
        "exact": decimal_of(row["exact"], EXACT_DECIMALS),
    }  # fmt: skip
    for name, value in said.items():
        if its[name] != value:
            raise Wrong("result-differs", what=f"{row['unit']}: {name}")
    counted = sorted(line["counted"] for line in its["adjustments"])
    if counted != sorted(decimal_of(a["counted"], POINT_DECIMALS) or 0 for a in row["adjustments"]):
        raise Wrong("result-differs", what=f"{row['unit']}: adjustments")
    for leaf in row["leaves"]:
        got = earned["leaves"].get(leaf["path"])
        points = decimal_of(leaf["points"], POINT_DECIMALS)
        if got is None or (got["points"], got["rank"]) != (points, leaf["rank"]):
            raise Wrong("result-differs", what=f"{row['unit']}: {leaf['path']}")


def check_sum(row: Found) -> None:
    """Refuse a row whose parts do not add up to its total, exactly."""
    if row["total"] is None:
        return
    parts = [leaf["contribution"] for leaf in row["leaves"]]
    parts += [line["counted"] for line in row["adjustments"]]
    parts += [line["amount"] for line in row["remainders"]]
    if sum(decimal_of(part, EXACT_DECIMALS) or 0 for part in parts) != decimal_of(
        row["total"], EXACT_DECIMALS
    ):
        raise Wrong("result-differs", what=f"{row['unit']}: sum")


def check_awards(result: Found, awards: list[Found]) -> None:
    """Refuse an award that went to others than the rule gives it to, or with another streak."""
    for line, again in zip(result["awards"], awards):  # noqa: B905  # lengths compared below
        for group, other in zip(line["groups"], again["groups"]):  # noqa: B905
            said = [(w["unit"], w["streak"], w["since"]) for w in group["winners"]]
            found = [(w["unit"], w["streak"], w["since"]) for w in other["winners"]]
            same = (group["group"], group["k"], group["unresolved"], group["left"], said)
            if same != (other["group"], other["k"], other["unresolved"], other["left"], found):
                raise Wrong("result-differs", what=f"{line['name']} {group['group']}")
    if [line["name"] for line in result["awards"]] != [line["name"] for line in awards]:
        raise Wrong("result-differs", what="awards")
