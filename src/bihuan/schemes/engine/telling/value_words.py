"""What happened to a value before it was scored, in words: for formulas, choices and warnings."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from bihuan.ledger.words import Text
from bihuan.schemes.engine.definition.values import enough, per_unit_of
from bihuan.schemes.engine.numbers.digits import about, minus, plain
from bihuan.schemes.engine.numbers.integers import micro
from bihuan.schemes.engine.resolving.branches import leaves_written
from bihuan.schemes.engine.resolving.leaves_values import OF_MANY, treat_of
from bihuan.schemes.engine.result import Choice, OutlierLine, Words
from bihuan.schemes.engine.telling.printed import SILENT, bracketed
from bihuan.schemes.spec.nodes import Node, Root
from bihuan.schemes.spec.scheme import SchemeSpec
from bihuan.schemes.spec.values import Treat

Json = dict[str, Any]

FILLED = {
    "zero": Text("zero", "零"),
    "mean": Text("mean of all units", "全部单位均值"),
    "median": Text("median of all units", "全部单位中位数"),
    "group_mean": Text("mean of the group", "同组均值"),
    "group_median": Text("median of the group", "同组中位数"),
    "previous": Text("value of the last period that has one", "最近一期数值"),
    "linear": Text("straight on from the last two values", "按前两期数值线性推算"),
    "worst_of_group": Text("worst of the group", "同组最差值"),
}
_TREATED = {
    "winsorised": Text(
        "outlier brought in from {before} to {after}; ", "离群值由{before}调至{after}；"
    ),
    "log": Text(
        "outliers: logarithm of {before} gives {after}; ", "离群处理：{before}取对数得{after}；"
    ),
    "box_cox": Text(
        "outliers: Box-Cox power {e} of {before} gives {after}; ",
        "离群处理：{before}经 Box-Cox 变换（λ={e}）得{after}；",
    ),
}
_WAY = {
    "winsorised": Text("{moved} of {count} values brought in", "{count}个数值中调整{moved}个"),
    "log": Text("logarithms of all {count} values", "{count}个数值取对数"),
    "box_cox": Text(
        "Box-Cox power {e} of all {count} values", "{count}个数值作 Box-Cox 变换（λ={e}）"
    ),
    "": Text("{count} values as they are", "{count}个数值未作处理"),
}
_OUTCOME = {
    "few": Text(
        "fewer than four values, so outliers cannot be told", "不足四个数值，无法判断离群值"
    ),
    "constant": Text("all values are equal", "数值均相同"),
    "outlying": Text("still skewed and peaked", "处理后仍偏斜且尖峰"),
    "impossible": Text(
        "a value is not positive, so no power was taken", "有数值不为正，未作幂变换"
    ),
}
_SHAPE = Text("skewness {skewness}, kurtosis {kurtosis}", "偏度{skewness}，峰度{kurtosis}")
_CHANGED = Text(
    "skewness {skewness} to {skewness_after}, kurtosis {kurtosis} to {kurtosis_after}",
    "偏度由{skewness}变为{skewness_after}，峰度由{kurtosis}变为{kurtosis_after}",
)
SHOWN = 2


# In the formula of a line


def happened(leaf: Json, line: Json) -> Text:
    """Return what was filled in, brought in and transformed, before the sum in numbers."""
    found = [*_filled(leaf, line), *_treated(leaf, line), *_transformed(leaf, line)]
    if not found:
        return SILENT
    return Text("".join(each.en for each in found), "".join(each.zh for each in found))


def divided_by(leaf: Json, line: Json) -> Text:
    """Return the division by a denominator, where there was one."""
    if "denominator" not in leaf or line["value"] is None or not line["by"]["value"]:
        return SILENT
    rule, kept, decimals = leaf["denominator"], leaf["take_decimals"], leaf["decimals"]
    value = bracketed(line["value"], leaf["decimals"])
    sum_ = f"{value} ÷ {bracketed(line['by']['value'], rule['decimals'])}"
    times, per = rule["times"]
    if (times, per) != (1, 1):
        sum_ += f" × {times}" if per == 1 else f" × {times} ÷ {per}"
    if leaf["take"] == "value":
        taken = taken_first(line)
        exact = per_unit_of(leaf, line, "value") == Fraction(taken or 0, 10**kept) * 10**decimals
        sum_ += f" {'=' if exact else '≈'} {_number(leaf, taken)}"
    return Text(f"{sum_}; ", f"{sum_}；")


def taken_first(line: Json) -> int | None:
    """Return the number as it was taken, before outliers were treated and it was transformed."""
    found: int | None = line.get("before", line["taken"])
    return found


def _number(leaf: Json, number: int | None) -> str:
    return bracketed(number, leaf["take_decimals"])


def _filled(leaf: Json, line: Json) -> Iterator[Text]:
    if line.get("imputed"):
        said = Text("imputed: {rule} {number}; ", "缺值插补：{rule}{number}；")
        if line["imputed"] == "zero":
            said = Text("imputed: zero; ", "缺值插补：按零计；")
        number = _number(leaf, taken_first(line))
        yield said.fill(rule=FILLED[line["imputed"]], number=number)


def _treated(leaf: Json, line: Json) -> Iterator[Text]:
    if line.get("treated"):
        after = line["inner"] if "transform" in leaf else line["taken"]
        exponent = minus(plain(line["treatment"]["exponent"], 6) or "")
        yield _TREATED[line["treated"]].fill(
            before=_number(leaf, line["before"]), after=_number(leaf, after), e=exponent
        )


def _transformed(leaf: Json, line: Json) -> Iterator[Text]:
    if "transform" not in leaf or line["taken"] is None:
        return
    rule, inner = leaf["transform"], _number(leaf, line["inner"])
    plus, per = rule["plus"]
    if plus:
        inner = f"{inner} + {plus if per == 1 else f'{plus} ÷ {per}'}"
    sum_ = {"log": f"ln({inner})", "log10": f"lg({inner})"}.get(rule["by"])
    power = plain(rule["exponent"], 6)
    sum_ = f"{sum_ or f'({inner}) ^ {power}'} ≈ {_number(leaf, line['taken'])}"
    yield Text(f"{sum_}; ", f"{sum_}；")


# Where there are too few values


def too_few_words(node: Json, line: Json) -> Text:
    """Return why a unit has no total, where too few indicators have a value."""
    if "available" not in node or enough(node, *line["available"]):
        return SILENT
    seen, concerned = line["available"]
    share = f"{plain(node['available'], 4)}%"
    return Text(
        "No total: {seen} of {concerned} indicators have a value, and at least {share} must.",
        "不出总分：{concerned}项指标中有数据的仅{seen}项，不足{share}。",
    ).fill(seen=seen, concerned=concerned, share=share)


# Of a whole field


def outlier_words(line: OutlierLine) -> Text:
    """Return what was done about outliers among some values, in one line."""
    numbers = {
        name: about(line[name] or "0", SHOWN)
        for name in ("skewness", "kurtosis", "skewness_after", "kurtosis_after")
    }
    way = _WAY[line["kind"]].fill(
        moved=line["moved"], count=line["count"], e=minus(line["exponent"] or "")
    )
    pieces = [Text(line["title"]["en"], line["title"]["zh"]), way]
    if line["skewness"] is not None:
        changed = line["kind"] and line["skewness_after"] is not None
        pieces.append((_CHANGED if changed else _SHAPE).fill(**numbers))
    if line["outcome"] in _OUTCOME:
        pieces.append(_OUTCOME[line["outcome"]])
    title, *others = pieces
    return Text(
        f"{title.en}: {'; '.join(each.en for each in others)}",
        f"{title.zh}：{'；'.join(each.zh for each in others)}",
    )


# Choices


def value_choices(spec: SchemeSpec) -> list[Choice]:
    """Return what the scheme holds to about values, where it says anything of them."""
    return [*_impute_choices(spec), *_treat_choices(spec), *_available(spec.score)]


def _choice(name: str, value: str, words: Text) -> Choice:
    return Choice(choice=name, value=value, stated=True, words=Words(zh=words.zh, en=words.en))


def _impute_choices(spec: SchemeSpec) -> Iterator[Choice]:
    leaves = [leaf for leaf in leaves_written(spec.score) if not isinstance(leaf, OF_MANY)]
    rules = dict.fromkeys(leaf.impute or spec.impute for leaf in leaves)
    for rule in rules:
        if rule == "none":
            continue
        words = Text("a missing value is filled in with: {rule}", "缺值插补：{rule}")
        if len(rules) > 1:
            words = Text(
                "missing values of some indicators are filled in with: {rule}",
                "部分指标缺值插补：{rule}",
            )
        yield _choice("impute", rule, words.fill(rule=FILLED[rule]))


def _treat_choices(spec: SchemeSpec) -> Iterator[Choice]:
    ways = [treat_of(leaf, spec) for leaf in leaves_written(spec.score)]
    for way in dict.fromkeys(ways):
        if way is not None:
            value = (
                way.by if way.then == "none" or way.by != "winsorise" else f"{way.by}, {way.then}"
            )
            yield _choice("treat", value, _of_treat(way, all_leaves=set(ways) == {way}))


_WAY_CHOSEN = {
    "winsorise": Text(
        "the farthest values, at most {most}, are set to the next",
        "将最远的数值（至多{most}个）调至次远值",
    ),
    "log": Text("logarithms of all values count", "全部数值取对数"),
    "box_cox": Text("Box-Cox powers of all values count", "全部数值作 Box-Cox 变换"),
}
_THEN = {
    "none": SILENT,
    "log": Text(", and if that is not enough, logarithms of all", "，仍不满足的取对数"),
    "box_cox": Text(
        ", and if that is not enough, Box-Cox powers of all", "，仍不满足的作 Box-Cox 变换"
    ),
}


def _of_treat(treat: Treat, *, all_leaves: bool) -> Text:
    words = Text(
        "where values{of} have a skewness beyond ±{skewness} and a kurtosis above {kurtosis}, "
        "{way}{then}",
        "{of}偏度绝对值大于{skewness}且峰度大于{kurtosis}的，{way}{then}",
    )
    of = SILENT if all_leaves else Text(" of some indicators", "部分指标")
    then = _THEN[treat.then] if treat.by == "winsorise" else SILENT
    return words.fill(
        of=of, way=_WAY_CHOSEN[treat.by].fill(most=treat.most), then=then,
        skewness=format(treat.skewness, "f"), kurtosis=format(treat.kurtosis, "f"),
    )  # fmt: skip


def _available(node: Node | Root) -> Iterator[Choice]:
    if node.available is not None:
        share = f"{plain(micro(node.available), 4)}%"
        words = Text(
            "a unit with values for less than {share} of the indicators has no total",
            "有数据的指标不足{share}的单位不出总分",
        ).fill(share=share)
        if isinstance(node, Node):
            words = Text(
                "{node} is left out for a unit with values for less than {share} of its indicators",
                "“{node}”有数据的指标不足{share}的，该项不计并按比例折算",
            ).fill(node=node.title.text, share=share)
        yield _choice("available", format(node.available, "f"), words)
    for part in node.parts:
        if isinstance(part, Node):
            yield from _available(part)
