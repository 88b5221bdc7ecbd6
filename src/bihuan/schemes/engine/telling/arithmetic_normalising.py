"""The formulas in numbers of the methods that compare with posts, with peers or with the past."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from bihuan.ledger.words import Text
from bihuan.schemes.engine.definition.exact import MICRO
from bihuan.schemes.engine.definition.normalising import own_periods
from bihuan.schemes.engine.numbers.digits import plain
from bihuan.schemes.engine.telling.printed import Numbers, Told, near, told

Json = dict[str, Any]
# Decimals at which z and the like are printed.
SCORE = 4


def _lower(n: Numbers) -> bool:
    return bool(n.leaf["direction"] == "lower")


def _value(n: Numbers, standing: Fraction | int) -> Fraction:
    """Return the value that a standing is of, where no band is best."""
    return Fraction(-standing if _lower(n) else standing)


def _goalposts(n: Numbers) -> Told:
    low, high, taken = n.params["low"], n.params["high"], n.line["taken"]
    best, worst = (low, high) if _lower(n) else (high, low)
    base = n.params["base"]
    if n.params["capped"] and not low < taken < high:
        words = Text("{taken} does not pass the worse post {post}: ",
                     "{taken}未优于起分值{post}：")  # fmt: skip
        if (taken <= low) == _lower(n):
            words = Text("{taken} reaches the better post {post}: ", "{taken}达到满分值{post}：")
            return words.fill(taken=n.taken, post=n.kept(best)), n.full
        sum_ = f"{n.full} × {n.share(base)}" if base else "0"
        return words.fill(taken=n.taken, post=n.kept(worst)), sum_
    way = f"({n.taken} − {n.kept(low)})"
    if _lower(n):
        way = f"({n.kept(high)} − {n.taken})"
    way = f"{way} ÷ ({n.kept(high)} − {n.kept(low)})"
    if base:
        way = f"({n.share(base)} + {n.share(MICRO - base)} × {way})"
    return told(f"{n.full} × {way}")


def _moved(n: Numbers, symbol: str) -> str:
    """Return full points times the middle and so much of the symbol."""
    middle, spread = n.params["middle"], n.params["spread"]
    inner = symbol if spread == MICRO else f"{n.share(spread)} × {symbol}"
    return f"{n.full} × ({n.share(middle)} + {inner})" if middle else f"{n.full} × {inner}"


def _approximately(number: Fraction) -> str:
    """Return a number after ``=``, or after ``≈`` where it was cut off."""
    sign = "=" if (number * 10**SCORE).denominator == 1 else "≈"
    return f"{sign} {near(number, SCORE)}"


def _zscore(n: Numbers) -> Told:
    field = n.line["field"]
    count = len(field["standings"])
    if not field["root"]:
        return Text("all are equal, so z = 0: ", "数值均相同，z = 0："), _moved(n, "z")
    above = count * n.line["standing"] - field["sum"]
    z = _approximately(Fraction(Decimal(above) / field["root"]))
    deviation = n.finer(Fraction(field["root"]) / count)
    if n.leaf["direction"] == "target_band":
        words = Text("by nearness to the band, z {z}: ", "按接近合理区间的程度，z {z}：").fill(z=z)
        return words, _moved(n, "z")
    words = Text("mean {mean}, deviation {deviation}, z {z}: ",
                 "均值{mean}，标准差{deviation}，z {z}：").fill(
        mean=n.finer(_value(n, Fraction(field["sum"], count))), deviation=deviation, z=z
    )  # fmt: skip
    return words, _moved(n, "z")


def _counts(n: Numbers) -> tuple[int, int, int]:
    """Return how many peers stand below a line, how many equal to it, and how many there are."""
    standings = n.line["field"]["standings"]
    below = bisect_left(standings, n.line["standing"])
    return below, bisect_right(standings, n.line["standing"]) - below, len(standings)


def _percentile(n: Numbers) -> Told:
    below, equal, count = _counts(n)
    words = Text("{below} of {count} stand below, {equal} equal with itself: ",
                 "共{count}个，低于本单位的{below}个，相同的（含自身）{equal}个：")  # fmt: skip
    counted = {
        "below": f"{below}",
        "below_or_equal": f"({below} + {equal})",
        "middle": f"({below} + {equal} ÷ 2)",
    }[n.params["count"]]
    words = words.fill(below=below, equal=equal, count=count)
    return words, f"{n.full} × {counted} ÷ {count}"


def _borda(n: Numbers) -> Told:
    below, equal, count = _counts(n)
    if count == 1:
        return Text("nobody else has a value: ", "没有可比单位，得"), n.full
    words = Text("beats {below} of the {others} others and equals {equal}: ",
                 "在其余{others}个中胜{below}个、平{equal}个：")  # fmt: skip
    words = words.fill(below=below, others=count - 1, equal=equal - 1)
    beaten = f"({below} + {equal - 1} ÷ 2)" if equal > 1 else f"{below}"
    return words, f"{n.full} × {beaten} ÷ {count - 1}"


def _distance(n: Numbers) -> Told:
    to, field = n.params["to"], n.line["field"]
    standing = {"leader": field["best"], "mean": field["mean"], "unit": field["named"]}[to]
    reference = _value(n, standing)
    text = n.kept(int(reference)) if reference.denominator == 1 else n.finer(reference)
    words = {
        "leader": Text("the best has {reference}: ", "最优值{reference}："),
        "mean": Text("the mean is {reference}: ", "均值{reference}："),
        "unit": Text("{unit} has {reference}: ", "{unit}为{reference}："),
    }[to].fill(reference=text.strip("()"), unit=n.params["unit"])
    first, second = (text, n.taken) if _lower(n) else (n.taken, text)
    if n.params["form"] == "difference":
        size = text.strip("()").removeprefix("−")
        sum_ = f"{n.full} × ({first} − {second}) ÷ {size}"
    else:
        sum_ = f"{n.full} × {first} ÷ {second}"
    if n.line["standing"] == standing and to != "mean":
        return words, n.full if n.params["form"] == "ratio" else "0"
    return words, sum_


def _categorical(n: Numbers) -> Told:
    sign = -1 if _lower(n) else 1
    at, shown, decimals = n.line["taken"], n.taken, n.leaf["take_decimals"]
    by_percentile = n.params["of"] == "percentile"
    if by_percentile:
        below, equal, count = _counts(n)
        exact = 100 * (Fraction(below) + Fraction(equal, 2)) / count
        at, sign, shown, decimals = exact * MICRO, 1, near(exact, 2), 6
    reached = [step for step in n.params["steps"] if sign * at >= sign * step[0]]
    what = Text("{at}", "{at}")
    if by_percentile:
        what = Text("the percentile {at}", "百分位{at}")
    what = what.fill(at=shown)
    if not reached:
        return Text(f"{what.en} reaches no step: ", f"{what.zh}未达到任何一档，得"), "0"
    least, share = reached[-1]
    words = Text("{what} reaches the step {least}: ", "{what}达到{least}一档：")
    limit = n.kept(least) if not by_percentile else plain(least, decimals)
    return words.fill(what=what, least=limit), f"{n.full} × {n.share(share)}"


def _above_mean(n: Numbers) -> Told:
    mean, standing = n.line["field"]["mean"], n.line["standing"]
    around = Fraction(n.params["within"], MICRO) * abs(mean)
    side = "around"
    if abs(standing - mean) > around:
        side = "above" if standing > mean else "below"
    words = {
        "above": Text("{taken} is better than the mean {mean}: ", "{taken}优于均值{mean}："),
        "around": Text("{taken} is around the mean {mean}: ", "{taken}与均值{mean}相当："),
        "below": Text("{taken} is worse than the mean {mean}: ", "{taken}差于均值{mean}："),
    }[side]
    if n.leaf["direction"] == "target_band":
        words = {
            "above": Text("nearer to the band than the mean: ", "比平均水平更接近合理区间："),
            "around": Text("as near to the band as the mean: ", "接近合理区间的程度与平均相当："),
            "below": Text("further from the band than the mean: ", "比平均水平更偏离合理区间："),
        }[side]
    words = words.fill(taken=n.taken, mean=n.finer(_value(n, mean)))
    return words, f"{n.full} × {n.share(n.params[side])}"


def _cyclical(n: Numbers) -> Told:
    standings = own_periods(n.line)
    count, total = len(standings), sum(standings)
    if count == 1:
        return Text("no earlier value, so c = 0: ", "没有往期数据，c = 0："), _moved(n, "c")
    apart = sum(abs(count * standing - total) for standing in standings)
    if not apart:
        return Text("never changed, so c = 0: ", "各期数值相同，c = 0："), _moved(n, "c")
    c = _approximately(Fraction(count * (count * n.line["standing"] - total), apart))
    if n.leaf["direction"] == "target_band":
        words = Text("by nearness to the band over {count} periods, c {c}: ",
                     "按{count}期接近合理区间的程度，c {c}：").fill(count=count, c=c)  # fmt: skip
        return words, _moved(n, "c")
    words = Text("own mean of {count} periods {mean}, mean distance {apart}, c {c}: ",
                 "本单位{count}期均值{mean}，平均偏离{apart}，c {c}：").fill(
        count=count, mean=n.finer(_value(n, Fraction(total, count))),
        apart=n.finer(Fraction(apart, count * count)), c=c,
    )  # fmt: skip
    return words, _moved(n, "c")


def _banded(n: Numbers) -> Told:
    taken, table = n.line["taken"], n.params["table"]
    first, last = table[0], table[-1]
    if not first[0] <= taken <= last[0]:
        share = (first if taken < first[0] else last)[1] if n.params["ends"] else 0
        words = Text("{taken} lies outside the table: ", "{taken}超出分段表：").fill(taken=n.taken)
        return words, f"{n.full} × {n.share(share)}"
    exact = next((share for at, share in table if at == taken), None)
    if exact is not None:
        return told(f"{n.full} × {n.share(exact)}")
    (lower, from_share), (upper, to_share) = next(
        stretch for stretch in pairwise(table) if taken < stretch[1][0]
    )
    way = f"({n.taken} − {n.kept(lower)}) ÷ ({n.kept(upper)} − {n.kept(lower)})"
    rise = n.share(to_share - from_share)
    return told(f"{n.full} × ({n.share(from_share)} + {way} × {rise})")


def _target_range(n: Numbers) -> Told:
    names = ("zero_below", "low", "high", "zero_above")
    taken, (nothing, low, high, over) = n.line["taken"], (n.params[name] for name in names)
    words = Text("{taken} is within {low} to {high}: ", "{taken}在{low}至{high}之内，得")
    within = {"taken": n.taken, "low": n.kept(low), "high": n.kept(high)}
    if low <= taken <= high:
        return words.fill(**within), n.full
    if nothing < taken < low:
        way = f"({n.taken} − {n.kept(nothing)}) ÷ ({n.kept(low)} − {n.kept(nothing)})"
        return told(f"{n.full} × {way}")
    if high < taken < over:
        way = f"({n.kept(over)} − {n.taken}) ÷ ({n.kept(over)} − {n.kept(high)})"
        return told(f"{n.full} × {way}")
    words = Text("{taken} lies too far from {low} to {high}: ", "{taken}偏离{low}至{high}过远，得")
    return words.fill(**within), "0"


def _fixed_base(n: Numbers) -> Told:
    base = n.line["base"]
    text = n.kept(int(base)) if base.denominator == 1 else n.finer(base)
    return told(f"{n.full} × {text} ÷ {n.taken}" if _lower(n) else f"{n.full} × {n.taken} ÷ {text}")


def _raw(n: Numbers) -> Told:
    times = n.params["per"]
    return told(n.taken if times == MICRO else f"{n.taken} × {n.share(times)}")


NORMALISING_SUMS: dict[str, Callable[[Numbers], Told]] = {
    "goalposts": _goalposts,
    "zscore": _zscore,
    "percentile": _percentile,
    "borda": _borda,
    "distance": _distance,
    "categorical": _categorical,
    "above_mean": _above_mean,
    "cyclical": _cyclical,
    "banded": _banded,
    "target_range": _target_range,
    "fixed_base": _fixed_base,
    "raw": _raw,
}
