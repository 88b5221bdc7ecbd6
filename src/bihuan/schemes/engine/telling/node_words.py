"""How a node comes to its score, in words: for remainders, explanations, choices and warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bihuan.ledger.words import Text
from bihuan.schemes.engine.definition.exact import MICRO
from bihuan.schemes.engine.numbers.digits import about, plain
from bihuan.schemes.engine.result import Choice, NodeLine, Words
from bihuan.schemes.spec.nodes import Node, Root
from bihuan.schemes.spec.scheme import SchemeSpec

Json = dict[str, Any]
LINEAR = ("sum", "mean")

WAYS = {
    "geometric": Text("geometric mean", "几何平均"),
    "harmonic": Text("harmonic mean", "调和平均"),
    "median": Text("median", "中位数"),
    "min": Text("lowest part counts", "取最低"),
    "max": Text("highest part counts", "取最高"),
    "formula": Text("formula", "公式"),
    "doubt": Text("own weights", "本单位权重"),
    "generalised": Text("generalised mean", "广义平均"),
    "product": Text("product of the parts", "各项连乘"),
    "owa": Text("ordered weighted average", "有序加权平均"),
    "mazziotta_pareto": Text("mean less imbalance (Mazziotta-Pareto)", "均值扣减不均衡"),
    "topsis": Text("closeness to the ideal (TOPSIS)", "与理想解的贴近度（TOPSIS）"),
    "vikor": Text("compromise ranking (VIKOR)", "折衷排序（VIKOR）"),
    "promethee": Text("net flow (PROMETHEE II)", "净流量（PROMETHEE II）"),
    "moora": Text("ratio system (MOORA)", "比率分析（MOORA）"),
    "spotis": Text(
        "closeness to the best of the bounds (SPOTIS)", "与区间最优值的接近度（SPOTIS）"
    ),
    "electre": Text("units outranked, net (ELECTRE I)", "净优于单位数（ELECTRE I）"),
    "copeland": Text("units beaten, net (Copeland)", "净胜单位数（Copeland）"),
    "kemeny": Text(
        "place in the best order (Condorcet-Kemeny)", "最优排序中的位置（Condorcet-Kemeny）"
    ),
}
_SCALES = {
    "vector": Text("each part divided by the root of its sum of squares", "各项按向量长度归一"),
    "minmax": Text("each part between its least and its most", "各项按最小最大值归一"),
    "sum": Text("each part divided by its sum", "各项按合计归一"),
    "max": Text("each part divided by its largest", "各项按最大值归一"),
    "none": Text("parts as they are", "各项不作归一"),
}
_COEFFICIENT = Text("coefficient of the unit", "难度系数")
_MEAN_OF_PAIRS = Text("mean of all pairs", "各对均值")


def causes_of(node: Json, line: Json) -> Iterator[Text]:
    """Yield what a node does to its parts, and what lessens its score, beside adding them up."""
    if node["combine"] not in LINEAR:
        yield WAYS[node["combine"]]
    if line.get("times", MICRO) != MICRO:
        yield _COEFFICIENT
    for penalty in node.get("penalties", ()):
        if penalty["name"] in line["penalties"]:
            title = penalty["title"]
            yield Text("penalty “{title}”", "扣减“{title}”").fill(
                title=Text(title["en"], title["zh"])
            )


def said_of(node: Json, line: NodeLine, shown: int) -> Iterator[Text]:
    """Yield what an explanation says of a node that is not a plain sum, from its printed line."""
    if node["combine"] not in LINEAR:
        said = Text("{way}: {score}", "{way}：{score}分")
        yield said.fill(way=WAYS[node["combine"]], score=about(line["score"], shown))
    for penalty in node.get("penalties", ()):
        if penalty["name"] in line.get("penalties", ()):
            title = Text(penalty["title"]["en"], penalty["title"]["zh"])
            if "factor" in penalty:
                said = Text("{title}: × {number}", "{title}：乘以{number}")
                number = plain(penalty["factor"], 6)
            else:
                said = Text("{title}: − {number}", "{title}：减{number}分")
                number = plain(penalty["less"], 6)
            yield said.fill(title=title, number=number)


def combining_choices(spec: SchemeSpec, sheets: list[Json]) -> list[Choice]:
    """Return what each node with numbers of its own holds to, and whether the scheme states it."""
    written = dict(_nodes_written(spec.score, ""))
    found: dict[str, Choice] = {}
    for sheet in sheets:
        for node in sheet["nodes"]:
            details = list(_details(node.get("using", {})))
            if details:
                title, way = Text(node["title"]["en"], node["title"]["zh"]), WAYS[node["combine"]]
                said = Text("{title}: {way}; {details}", "{title}：{way}，{details}").fill(
                    title=title, way=way, details=_listed(details)
                )
                stated = bool(written[node["path"]].using.model_fields_set)
                value = f"{node['path']}:{node['combine']}" if node["path"] else node["combine"]
                words = Words(zh=said.zh, en=said.en)
                found[node["path"]] = Choice(
                    choice="combine", value=value, stated=stated, words=words
                )
    return list(found.values())


def _nodes_written(node: Node | Root, path: str) -> Iterator[tuple[str, Node | Root]]:
    yield path, node
    for part in node.parts:
        if isinstance(part, Node):
            yield from _nodes_written(part, f"{path}/{part.name}" if path else part.name)


def _details(using: Json) -> Iterator[Text]:
    """Yield the numbers of a way in words; powers of a product are its weights, told elsewhere."""
    yield from (say(using) for key, say in _TELLS.items() if key in using)


def _order(using: Json) -> Text:
    shares = ", ".join(str(plain(share, 9)) for share in using["by_place"])
    return Text("best part first: {shares}", "自高到低依次为{shares}").fill(shares=shares)


def _preferences(using: Json) -> Text:
    shapes = ", ".join(dict.fromkeys(row[1] for row in using["preferences"]))
    return Text("preference: {shapes}", "偏好函数：{shapes}").fill(shapes=shapes)


def _bounds(using: Json) -> Text:
    ends = ", ".join(f"{plain(low, 6)}–{plain(high, 6)}" for _, low, high in using["bounds"])
    return Text("bounds {ends}", "区间{ends}").fill(ends=ends)


def _thresholds(using: Json) -> Text:
    least, most = (
        _MEAN_OF_PAIRS if using[key] is None else plain(using[key], 6)
        for key in ("concordance", "discordance")
    )
    said = Text(
        "concordance from {least}, discordance up to {most}",
        "一致性不低于{least}，不一致性不高于{most}",
    )
    return said.fill(least=least, most=most)


_SIGNS = {
    "minus": Text("imbalance lowers the score", "不均衡的减分"),
    "plus": Text("imbalance raises the score", "不均衡的加分"),
}
_TELLS: dict[str, Callable[[Json], Text]] = {
    "exponent": lambda using: Text("exponent {exponent}", "指数为{exponent}").fill(
        exponent=plain(using["exponent"], 6)
    ),
    "by_place": _order,
    "penalty": lambda using: _SIGNS[using["penalty"]],
    "scale": lambda using: _SCALES[using["scale"]],
    "strategy": lambda using: Text("group utility counts {share}", "群体效用占{share}").fill(
        share=plain(using["strategy"], 6)
    ),
    "preferences": _preferences,
    "bounds": _bounds,
    "concordance": _thresholds,
    "all_orders": lambda using: Text(
        "all orders are searched up to {size} units", "{size}个单位以内穷举全部排序"
    ).fill(size=using["all_orders"]),
}


def _listed(texts: list[Text]) -> Text:
    return Text(", ".join(text.en for text in texts), "，".join(text.zh for text in texts))


def searched_in_part(parameters: Json) -> Iterator[Text]:
    """Yield a warning for each group whose best order was looked for, not searched through."""
    for group in parameters["groups"]:
        for node in parameters["sheets"][group["sheet"]]["nodes"]:
            most = node.get("using", {}).get("all_orders")
            if most is not None and group["size"] > most:
                yield Text(
                    "{group}: with more than {most} units the best order of “{title}” is not "
                    "searched through: Borda's order is improved by single moves",
                    "{group}：超过{most}个单位，“{title}”的最优排序未作穷举，"
                    "以Borda排序为起点逐个调整得出",
                ).fill(
                    group=Text(group["title"]["en"], group["title"]["zh"]),
                    most=most,
                    title=Text(node["title"]["en"], node["title"]["zh"]),
                )
