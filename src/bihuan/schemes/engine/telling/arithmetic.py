"""The formula of a leaf in numbers: ``40 × min(11.5 ÷ 10, 1.2) = 46.00``."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bihuan.ledger.words import Text
from bihuan.schemes.engine.numbers.digits import about, cut, minus, plain
from bihuan.schemes.engine.telling.arithmetic_normalising import NORMALISING_SUMS
from bihuan.schemes.engine.telling.choices import MISSING_WORDS
from bihuan.schemes.engine.telling.printed import SILENT, Numbers, Told, bracketed, told
from bihuan.schemes.engine.telling.value_words import divided_by, happened, taken_first

Json = dict[str, Any]

NOT_APPLICABLE = Text("does not concern this unit", "本单位不涉及")
_BARE = re.compile(r"−?[0-9.]+")


def in_numbers(parameters: Json, leaf: Json, line: Json, unit: str) -> Text:
    """Return how the points of a line came about, in numbers."""
    if line["missing"] == "not_applicable":
        return NOT_APPLICABLE
    if line["missing"]:
        return _of_missing(parameters, leaf, line)
    shown = parameters["rounding"]["shown"]
    words, sum_ = _SUMS[leaf["method"]](Numbers(parameters, leaf, line))
    said = _before(leaf, line)
    times = dict(leaf["difficulty"]).get(unit)
    if times is not None:
        sum_ = f"{sum_} × {plain(times, 6)}"
    points = _equals(line["points"], shown)
    # A bare number is not worth an equation: "meets the target 8: 4.00".
    ends = points[2:] if _BARE.fullmatch(sum_) else f"{sum_} {points}"
    return Text(en=f"{said.en}{words.en}{ends}", zh=f"{said.zh}{words.zh}{ends}")


def _equals(micro: int, shown: int) -> str:
    """Return the points after ``=``, or after ``≈`` where the shown decimals cut them."""
    return f"{'=' if micro % 10 ** (6 - shown) == 0 else '≈'} {cut(micro, 6, shown)}"


# Why there is nothing to score, the nearest reason first.
_WHY_NONE = {
    "base_not_positive": Text("the base is not positive", "基数为零或负数"),
    "no_target": Text("no target", "缺目标值"),
    "no_reference": Text("nothing to compare the value with", "缺对照值"),
    "no_quotient": Text("what is divided by is zero or negative", "除数为零或负数"),
    "no_denominator": Text("no denominator above zero", "分母缺失或不为正"),
    "no_function": Text("the value has no such logarithm or power", "数值无法取对数或乘方"),
    "late": Text("the value came too late", "数据迟报"),
    "not_imputed": Text("no value, and nothing to fill it in from", "缺数据，且无可据以插补的数值"),
}


def _tells(flag: str, leaf: Json) -> bool:
    """Tell whether a flag is a reason here: a base counts only where growth is taken."""
    return flag != "base_not_positive" or bool(leaf["take"] == "growth")


def _of_missing(parameters: Json, leaf: Json, line: Json) -> Text:
    rule = MISSING_WORDS[line["missing"]]
    told = (flag for flag in _WHY_NONE if flag in line["flags"] and _tells(flag, leaf))
    why = _WHY_NONE.get(next(told, ""), Text("no value", "缺数据"))
    said = Text(f"{why.en}: {rule.en}", f"{why.zh}：{rule.zh}")
    if line["points"] is None:
        return said
    points = cut(line["points"], 6, parameters["rounding"]["shown"])
    return Text(f"{said.en}: {points}", f"{said.zh}，得{points}")


def _before(leaf: Json, line: Json) -> Text:
    """Return what came before the sum: a division, what was taken, filled in, treated."""
    told = (divided_by(leaf, line), _change(leaf, line), happened(leaf, line))
    found = [each for each in told if each is not SILENT]
    if not found:
        return SILENT
    return Text("".join(each.en for each in found), "".join(each.zh for each in found))


def _change(leaf: Json, line: Json) -> Text:
    """Return what was taken of the value, where it is not the value itself."""
    if leaf["take"] == "value" or line["taken"] is None or leaf["method"] in _RATIOS:
        return SILENT
    if line.get("imputed"):
        return SILENT
    value, target, prior = (bracketed(line[key], leaf["decimals"]) for key in _OF_VALUE)
    taken = minus(plain(taken_first(line), leaf["take_decimals"]) or "")
    if leaf["take"] == "completion":
        done = f"{value} ÷ {target} = {taken}%"
        return Text(f"{done}; ", f"{done}；")
    if leaf["take"] == "growth" and (line["prior"] or 0) > 0:
        done = f"({value} − {prior}) ÷ {prior} = {taken}%"
    else:
        done = f"{value} − {prior} = {taken}"
    return Text(f"{done}; ", f"{done}；")


_OF_VALUE = ("value", "target", "prior")
_RATIOS = ("panel_mean", "tally_rate")


def _rate(n: Numbers) -> tuple[str, Decimal]:
    taken, aim = Decimal(n.line["taken"]), Decimal(n.line["aim"])
    if n.params.get("lower") == "target_over_value":
        return f"{n.aim} ÷ {n.taken}", aim / taken if taken > 0 else Decimal(10**9)
    if n.params.get("lower") == "two_minus_rate":
        return f"2 − {n.taken} ÷ {n.aim}", 2 - taken / aim
    return f"{n.taken} ÷ {n.aim}", taken / aim


def _completion(n: Numbers) -> Told:
    inner, rate = _rate(n)
    inside = n.between(inner, "floor", "cap", rate)
    return told(f"{n.full} × {inside if inside != inner else f'({inner})'}")


def _completion_step(n: Numbers) -> Told:
    inner, rate = _rate(n)
    points = Decimal(n.leaf["full"]).scaleb(-6)
    points += Decimal(n.params["per_point"]).scaleb(-6) * (100 * rate - 100)
    sum_ = f"{n.full} + {n.micro('per_point')} × (100 × {inner} − 100)"
    if n.params.get("lower") == "two_minus_rate":
        sum_ = f"{n.full} + {n.micro('per_point')} × (100 × ({inner}) − 100)"
    return told(n.between(sum_, "low", "high", points))


def _target_or_nothing(n: Numbers) -> Told:
    if n.leaf["direction"] == "target_band":
        low, high = (n.kept(end) for end in n.leaf["band"])
        if n.line["standing"] == 0:
            words = Text("{taken} is within {low} to {high}: ", "{taken}在{low}至{high}之内，得")
            return words.fill(taken=n.taken, low=low, high=high), n.full
        words = Text("{taken} is not within {low} to {high}: ", "{taken}不在{low}至{high}之内，得")
        return words.fill(taken=n.taken, low=low, high=high), "0"
    lower = n.leaf["direction"] == "lower"
    if n.line["taken"] <= n.line["aim"] if lower else n.line["taken"] >= n.line["aim"]:
        words = Text("{taken} meets the target {aim}: ", "{taken}达到目标{aim}，得")
        return words.fill(taken=n.taken, aim=n.aim), n.full
    words = Text("{taken} misses the target {aim}: ", "{taken}未达到目标{aim}，得")
    return words.fill(taken=n.taken, aim=n.aim), "0"


def _place(n: Numbers) -> Text:
    return Text("place {rank} of {of}: ", "第{rank}名（共{of}个）：").fill(
        rank=n.line["rank"], of=n.line["of"]
    )


def _rank_step(n: Numbers) -> Told:
    if n.line["rank"] is None:
        return Text("the target is not met, so no place: ", "未达到目标，不参与排名，得"), "0"
    place, steps = _place(n), n.line["rank"] - 1
    if not steps:
        return place, n.full
    inner = f"1 − {n.micro('step')} × {steps}"
    if n.params["step"] * steps > 10**6:
        inner = f"max({inner}, 0)"
    return place, f"{n.full} × ({inner})"


def _rank_linear(n: Numbers) -> Told:
    place, best, worst = _place(n), n.micro("best"), n.micro("worst")
    sum_ = best
    if n.line["rank"] > 1:
        spread = f"({best} − {worst}) ÷ {n.line['of'] - 1}"
        sum_ = f"{best} − {n.line['rank'] - 1} × {spread}"
    return place, sum_


def _minmax_base(n: Numbers) -> Told:
    base = n.params["base"]
    rest = plain(10**6 - base, 6)
    low, high, taken = n.kept(n.line["low"]), n.kept(n.line["high"]), n.taken
    if n.line["low"] == n.line["high"]:
        return Text("all are equal: ", "组内相同，得"), n.full
    if n.leaf["direction"] == "target_band":
        words = Text("by nearness to the band: ", "按接近合理区间的程度：")
        return words, f"{n.full} × ({n.micro('base')} + {rest} × …)"
    above = f"({taken} − {low})"
    if n.leaf["direction"] == "lower":
        above = f"({high} − {taken})"
    return told(f"{n.full} × ({n.micro('base')} + {rest} × {above} ÷ ({high} − {low}))")


def _efficacy_tier(n: Numbers) -> Told:
    standards, coefficients = n.params["standards"], n.params["coefficients"]
    sign = -1 if n.leaf["direction"] == "lower" else 1
    at = next(
        (i for i, standard in enumerate(standards) if sign * n.line["taken"] >= sign * standard),
        None,
    )
    if at is None:
        return Text("below the lowest standard: ", "低于最低档标准值，得"), "0"
    this = plain(coefficients[at], 6)
    if at == 0:
        words = Text("{taken} reaches the excellent standard {standard}: ",
                     "{taken}达到优秀值{standard}：")  # fmt: skip
        standard = n.kept(standards[0])
        return words.fill(taken=n.taken, standard=standard), f"{n.full} × {this}"
    upper, lower = n.kept(standards[at - 1]), n.kept(standards[at])
    efficacy = f"({n.taken} − {lower}) ÷ ({upper} − {lower})"
    step = plain(coefficients[at - 1] - coefficients[at], 6)
    return told(f"{n.full} × ({this} + {efficacy} × {step})")


def _deduct(n: Numbers) -> Told:
    loss = f"{n.taken} × {n.micro('per')}"
    if n.params["most"] is not None:
        loss = f"min({loss}, {n.micro('most')})"
    lost = Decimal(n.line["taken"]).scaleb(-n.leaf["take_decimals"]) * n.params["per"]
    if n.params["most"] is None and lost > n.leaf["full"]:
        return told(f"max({n.full} − {loss}, 0)")
    return told(f"{n.full} − {loss}")


def _per_event(n: Numbers) -> Told:
    counted = Decimal(n.line["taken"]).scaleb(-n.leaf["take_decimals"]) * n.params["per"]
    inner = f"{n.taken} × {n.micro('per')}"
    return told(n.between(inner, "low", "high", counted.scaleb(-6)))


def _growth_vs_ref(n: Numbers) -> Told:
    reference = n.line["aim"] if n.params["reference"] is None else n.params["reference"]
    ref = n.kept(reference)
    above = f"{ref} − {n.taken}" if n.leaf["direction"] == "lower" else f"{n.taken} − {ref}"
    difference = n.line["taken"] - reference
    if n.leaf["direction"] == "lower":
        difference = -difference
    rate = 1 + Decimal(n.params["k"] * difference).scaleb(-6 - n.leaf["take_decimals"])
    inner = f"1 + {n.micro('k')} × ({above})"
    inside = n.between(inner, "floor", "cap", rate)
    return told(f"{n.full} × {inside if inside != inner else f'({inner})'}")


def _panel_mean(n: Numbers) -> Told:
    return told(f"{n.full} × {n.taken} ÷ {n.kept(n.params['out_of'])}")


def _tally_rate(n: Numbers) -> Told:
    share = plain(n.line["taken"], n.leaf["take_decimals"]) or "0"
    return told(f"{n.full} × {about(share, 2)}%")


def _progress(n: Numbers) -> Told:
    num, den = n.parameters["elapsed"]
    pace = Decimal(n.line["taken"]) / Decimal(n.line["aim"]) * den / num
    passed = "1" if num == den else f"({num}/{den})"
    inner = f"{n.taken} ÷ {n.aim} ÷ {passed}"
    inside = n.between(inner, "floor", "cap", pace)
    return told(f"{n.full} × {inside if inside != inner else f'({inner})'}")


def _as_is(n: Numbers) -> Told:
    return told(f"{n.full} × {n.taken} ÷ {n.kept(n.params['out_of'])}")


def _formula(n: Numbers) -> Told:
    return told(n.leaf["formula"])


_SUMS: dict[str, Callable[[Numbers], Told]] = {
    "completion": _completion,
    "completion_step": _completion_step,
    "target_or_nothing": _target_or_nothing,
    "rank_step": _rank_step,
    "rank_linear": _rank_linear,
    "minmax_base": _minmax_base,
    "efficacy_tier": _efficacy_tier,
    "deduct": _deduct,
    "per_event": _per_event,
    "growth_vs_ref": _growth_vs_ref,
    "panel_mean": _panel_mean,
    "tally_rate": _tally_rate,
    "progress": _progress,
    "as_is": _as_is,
    "formula": _formula,
    **NORMALISING_SUMS,
}
