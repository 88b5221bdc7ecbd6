"""What is checked: files, log, people, rules, figures, and the whole result computed once more.

Each step refuses with `Wrong`, naming what is not as published. Steps that cannot be
taken here are named in `LEFT_OUT`, so that nobody takes silence for a check.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from bihuan.boards.engine.offline.container import Found, Wrong, check_files, read_json
from bihuan.boards.engine.offline.figures import check_figures, used_fact
from bihuan.boards.engine.offline.limits import check_limits
from bihuan.boards.engine.offline.log import fact_of_kind, read_log
from bihuan.boards.engine.offline.restating import Restating
from bihuan.boards.engine.offline.wording import check_same

Score = Callable[[dict[str, Any], list[dict[str, Any]]], dict[str, Any]]
Conclude = Callable[..., dict[str, Any]]

PUBLISHED = "boards.published@1"
SCORED = "schemes.scored@1"
MOVED = "schemes.moved@1"
ENACTED = "mechanisms.enacted@1"

# What no bundle can show; in English and Chinese.
LEFT_OUT = (
    ("that the parameters follow from the mechanism files and the figures, with what formulas and "
     "weights found from scores come to (bihuan verify resolves them again)",
     "参数是否由机制文件和数据得出，包括公式结果和按得分计算的权重（可用 bihuan verify 重新解析）"),
    ("that no other figure or rule should have counted, and which figures came late",
     "是否另有应计入的数据或应适用的规则，以及哪些数据属迟报"),
    ("ranks, totals and awards of earlier periods: compare them with what was published then",
     "往期名次、得分和奖项：请与当期公布的结果比对"),
    ("what is only words: names of units and of files, sentences, formulas in numbers, why "
     "something remains, warnings; and the page around the result",
     "仅属文字的内容：单位和文件名称、说明、算式、差额原因、提示，以及结果以外的网页内容"),
    ("how firmly ranks stand under other weights: taken as it was published with the result",
     "权重变动下名次是否稳定：采用随结果公布的数字"),
    ("that a figure was true when it was reported: look at its source document",
     "数据填报时是否真实：请查看来源文件"),
    ("that the log was not shown differently to others: compare the checkpoint with another copy",
     "账本是否对他人另示一份：请与他人保存的检查点比对"),
)  # fmt: skip


def check(files: dict[str, bytes], score: Score, conclude: Conclude) -> Found:
    """Check a whole bundle and return what it proves; refuses with `Wrong`."""
    try:
        return _check(files, score, conclude)
    except Wrong:
        raise
    except Exception as error:
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
    check_result(files, log, result, score, conclude)
    return {
        "origin": result["origin"], "scheme": result["scheme"], "period": result["period"],
        "version": data["version"], "digest": data["result"], "files": len(files),
        "facts": len(log["facts"]), "rows": sum(len(rows) for rows in log["rows"].values()),
        "figures": len(result["facts"]), "units": len(result["rows"]), "size": log["size"],
        "root": log["root"].hex(), "key": log["key"],
    }  # fmt: skip


def check_result(
    files: dict[str, bytes], log: Found, result: Found, score: Score, conclude: Conclude
) -> None:
    """Refuse a result that does not follow from the proven facts, rows and rules."""
    published = fact_of_kind(log, PUBLISHED)
    check_board(files, published, result)
    check_limits(result)
    check_people(log, published, result)
    check_rules(files, log, result)
    check_figures(log, result)
    check_ranking(result, score, conclude)


# What the facts say must be what the result says


def check_board(files: dict[str, bytes], published: Found, result: Found) -> None:
    """Refuse a result, board, key or origin other than the published fact names."""
    data, board = published["data"], read_json(files["board.json"], "board.json")
    parameters = result["parameters"]
    said = (published["origin"], data["scheme"], data["period"], data["as_of"],
            data["scheme"], data["period"], published["mechanism"])  # fmt: skip
    held = (result["origin"], result["scheme"], result["period"], result["as_of"],
            parameters["scheme"]["name"], parameters["period"],
            parameters["scheme"]["digest"])  # fmt: skip
    if said != held or type(result["as_of"]) is not int:
        raise Wrong("another-result", what="result.json")
    key = files["log/key"].decode().strip()
    if (board["result"], board["version"], board["key"]) != (data["result"], data["version"], key):
        raise Wrong("another-result", what="board.json")


def check_people(log: Found, published: Found, result: Found) -> None:
    """Refuse a result that was approved or published by whoever prepared it, or out of turn."""
    scored, said = fact_of_kind(log, SCORED), published["data"]
    about = ("result", "scheme", "period", "as_of")
    if (scored["id"], *(scored["data"][name] for name in about), scored["mechanism"]) != (
        said["run"], *(said[name] for name in about), published["mechanism"],
    ):  # fmt: skip
        raise Wrong("another-result", what=SCORED)
    if any(fact["origin"] != result["origin"] for fact in log["facts"].values()):
        raise Wrong("another-result", what="log/facts.jsonl")
    moved = fact_of_kind(log, MOVED)
    if (moved["data"]["run"], moved["data"]["to"]) != (scored["id"], "approved"):
        raise Wrong("not-approved")
    if scored["person"] in ("", moved["person"], published["person"]):
        raise Wrong("one-person")
    turns = [log["places"][fact["id"]] for fact in (scored, moved, published)]
    if not 0 <= result["as_of"] <= turns[0] < turns[1] < turns[2]:
        raise Wrong("after-the-result", fact=published["id"])


def check_rules(files: dict[str, bytes], log: Found, result: Found) -> None:
    """Refuse a mechanism file other than the version that was put in force."""
    enacted = {
        (fact["data"]["kind"], fact["data"]["name"], fact["data"]["digest"]): fact
        for fact in log["facts"].values()
        if fact["kind"] == ENACTED
    }
    check_listed(result)
    held = {name for name in files if name.startswith("mechanisms/")}
    if held != {f"mechanisms/{r['kind']}-{r['name']}.yaml" for r in result["mechanisms"]}:
        raise Wrong("result-differs", what="mechanisms")
    for rule in result["mechanisms"]:
        name = f"mechanisms/{rule['kind']}-{rule['name']}.yaml"
        fact = enacted.get((rule["kind"], rule["name"], rule["digest"]))
        if fact is None:
            raise Wrong("fact-missing", kind=f"{ENACTED} {rule['kind']}/{rule['name']}")
        used_fact(log, fact["id"], result["as_of"])
        if hashlib.sha256(files.get(name, b"")).hexdigest() != fact["data"]["document"]:
            raise Wrong("file-changed", name=name)
        if rule["effective"] != fact["data"]["effective"]:
            raise Wrong("result-differs", what=name)


def check_listed(result: Found) -> None:
    """Refuse a list of rules without the one scheme, or with a rule that it does not use."""
    parameters = result["parameters"]
    scheme = {"kind": "Scheme", **parameters["scheme"]}
    titles = {one["name"]: one["title"] for one in parameters["indicators"]}
    names = ("kind", "name", "title", "digest")
    ruling = [rule for rule in result["mechanisms"] if rule["kind"] == "Scheme"]
    if [{name: rule[name] for name in names} for rule in ruling] != [scheme]:
        raise Wrong("result-differs", what="mechanisms")
    # The scheme comes first, then indicators in the order in which it refers to them.
    listed = [(rule["kind"], rule["name"], rule["title"]) for rule in result["mechanisms"][1:]]
    mine = {name for _, name, _ in listed}
    used = [("Indicator", name, title) for name, title in titles.items() if name in mine]
    if listed != used or any(set(rule) != {*names, "effective"} for rule in result["mechanisms"]):
        raise Wrong("result-differs", what="mechanisms")


# The result, computed once more


def check_ranking(result: Found, score: Score, conclude: Conclude) -> None:
    """Refuse a result other than the figures and parameters give, in any part that is no words."""
    parameters, facts = result["parameters"], result["facts"]
    history = [
        {"unit": unit, **past} for unit, line in sorted(result["history"].items()) for past in line
    ]
    scored = score(parameters, facts)
    concluded = conclude(parameters, facts, scored, history)
    check_same(result, Restating(result, scored, concluded).whole())
