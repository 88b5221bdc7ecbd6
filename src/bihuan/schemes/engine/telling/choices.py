"""The choices that every scheme makes, stated or left to the named default (domain rules 4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.ledger.words import Text
from bihuan.schemes.engine.resolving.branches import leaves_written
from bihuan.schemes.engine.resolving.leaves_normalising import among_peers, over_of, panel_of
from bihuan.schemes.engine.result import Choice, Words
from bihuan.schemes.engine.telling.weighing_lines import WAY_WORDS
from bihuan.schemes.spec.leaves import Leaf, LevelGrowthMix
from bihuan.schemes.spec.nodes import Node, Root
from bihuan.schemes.spec.normalising import Cyclical
from bihuan.schemes.spec.scheme import SchemeSpec

MISSING_WORDS = {
    "zero": Text("a missing value earns no points", "缺数据的按零分计"),
    "min_of_group": Text(
        "a missing value earns the lowest points of the group", "缺数据的按组内最低分计"
    ),
    "mean_of_group": Text(
        "a missing value earns the average points of the group", "缺数据的按组内平均分计"
    ),
    "exclude_and_prorate": Text(
        "a missing value is left out and the rest is scaled up", "缺数据的剔除后按比例折算"
    ),
    "block_publication": Text(
        "a missing value blocks the unit's total", "缺数据的单位不出总分，补齐后再公布"
    ),
}
_GROWTH_BASE = {
    "undefined": Text(
        "growth on a zero or negative base counts as missing until somebody rules on it",
        "基数为零或负数时增速无意义，按缺数据处理，由人工裁定",
    ),
    "absolute_change": Text(
        "on a zero or negative base the change itself is scored",
        "基数为零或负数时以增减额计",
    ),
}
_OVER = {
    "all": Text("units are compared with all that take part", "与全部参评单位比较"),
    "mixed": Text(
        "some indicators compare a unit with its group, others with all that take part",
        "部分指标在本组内比较，部分指标与全部参评单位比较",
    ),
}
_PANEL = Text(
    "up to {periods} earlier periods are compared together with this one",
    "与之前至多{periods}期的数据合并比较",
)
_STYLE = {
    "competition": Text(
        "equal totals share a rank and the next ranks are skipped (1, 2, 2, 4)",
        "并列的，后续名次顺延（1、2、2、4）",
    ),
    "dense": Text(
        "equal totals share a rank and no rank is skipped (1, 2, 2, 3)",
        "并列的，后续名次不空（1、2、2、3）",
    ),
}
_ORDER = {
    "round_then_rank": Text("totals are rounded, then ranked", "先修约，后排名"),
    "rank_then_round": Text("totals are ranked exactly, then rounded", "先按精确值排名，后修约"),
}
_TOTAL = Text("the total", "总分")
_LINE = {
    "all_in": Text("a tie across the award line lets all in", "获奖线上同分的，一并获奖"),
    "tie_break": Text(
        "a tie across the award line goes to the tie chain; who stays equal is let in",
        "获奖线上同分的，按同分排序规则区分；仍不能区分的，一并获奖",
    ),
    "committee": Text(
        "a tie across the award line is left to the committee", "获奖线上同分的，提交考核委员会议定"
    ),
}


def choices(spec: SchemeSpec) -> list[Choice]:
    """Return every choice with what holds and whether the scheme states it."""
    return list(_choices(spec))


def _choice(name: str, value: str, words: Text, *, stated: bool) -> Choice:
    said = Words(zh=words.zh, en=words.en)
    return Choice(choice=name, value=value, stated=stated, words=said)


def _choices(spec: SchemeSpec) -> Iterator[Choice]:
    leaves = tuple(leaves_written(spec.score))
    yield from _of_leaves(leaves)
    stated = spec.model_fields_set
    yield from _whom(spec, leaves)
    yield _choice("missing", spec.missing, MISSING_WORDS[spec.missing], stated="missing" in stated)
    yield from _weights(spec)
    yield _late(spec)
    yield _rounding(spec)
    rank = spec.rank.model_fields_set
    yield _choice("rank_style", spec.rank.style, _STYLE[spec.rank.style], stated="style" in rank)
    yield _choice("rank_order", spec.rank.order, _ORDER[spec.rank.order], stated="order" in rank)
    yield _chain(spec)
    yield from _lines(spec)
    yield _groups(spec)
    yield _ceilings(spec)
    once = all(rule.once for rule in spec.adjustments)
    words = (
        Text(
            "the same fact counts once, under the rule that moves most",
            "同一事项只计一次，就高不就低",
        )
        if once
        else Text("under some rules the same fact may count again", "部分规则允许同一事项重复计分")
    )
    said = any("once" in rule.model_fields_set for rule in spec.adjustments)
    yield _choice("once_per_fact", "on" if once else "off", words, stated=said)


def _of_leaves(leaves: tuple[Leaf, ...]) -> Iterator[Choice]:
    capped = [leaf for leaf in leaves if hasattr(leaf, "uncapped")]
    by_default = [
        leaf
        for leaf in capped
        if not getattr(leaf, "uncapped", False)
        and getattr(leaf, "cap", None) is None
        and getattr(leaf, "high", None) is None
    ]
    if capped:
        words = Text(
            "completion counts up to 120 % where a rule names no other cap",
            "完成率未另定封顶的按120%封顶",
        )
        if not by_default:
            words = Text("each indicator states its own cap", "是否封顶，由各指标分别规定")
        yield _choice("cap", "1.2" if by_default else "stated", words, stated=not by_default)
    growing = [leaf for leaf in leaves if leaf.take == "growth"]
    for base in dict.fromkeys(leaf.growth_base for leaf in growing):
        said = any("growth_base" in leaf.model_fields_set for leaf in growing)
        yield _choice("growth_base", base, _GROWTH_BASE[base], stated=said)


def _weights(spec: SchemeSpec) -> Iterator[Choice]:
    """Yield where weights come from that stand under no part; nothing where all are written."""
    nodes: list[Node | Root] = [spec.score, *_nodes(spec.score)]
    for node in nodes:
        if node.weigh is not None:
            title = node.title.text if isinstance(node, Node) else _TOTAL
            words = Text(
                "the parts of {node} are weighed by {way}", "{node}的下级权重按{way}确定"
            ).fill(node=title, way=WAY_WORDS[node.weigh.by])
            yield _choice("weigh", node.weigh.by, words, stated=True)
    parts = [part for node in nodes for part in node.parts]
    days = sorted({change.since for part in parts for change in part.weight_since})
    if days:
        listed = ", ".join(day.isoformat() for day in days)
        words = Text(
            "some weights change for periods that begin on {days} or later",
            "自{days}起开始的考核期，部分权重有调整",
        ).fill(days=listed)
        yield _choice("weight_since", listed, words, stated=True)


def _nodes(parent: Node | Root) -> Iterator[Node]:
    for part in parent.parts:
        if isinstance(part, Node):
            yield part
            yield from _nodes(part)


def _whom(spec: SchemeSpec, leaves: tuple[Leaf, ...]) -> Iterator[Choice]:
    """Yield whom units are compared with, where the scheme compares them otherwise than by group.

    A scheme that compares within its groups and this period alone says nothing more of it.
    """
    compared = [leaf for leaf in leaves if among_peers(leaf) or isinstance(leaf, LevelGrowthMix)]
    overs = dict.fromkeys(over_of(leaf, spec) for leaf in compared)
    if "all" in overs:
        words = _OVER["mixed" if len(overs) > 1 else "all"]
        yield _choice("over", "stated" if len(overs) > 1 else "all", words, stated=True)
    looking = [leaf for leaf in leaves if leaf in compared or isinstance(leaf, Cyclical)]
    panels = dict.fromkeys(panel_of(leaf, spec) for leaf in looking)
    if any(panels):
        most = max(panels)
        words = _PANEL.fill(periods=most)
        yield _choice("panel", str(most) if len(panels) == 1 else "stated", words, stated=True)


def _late(spec: SchemeSpec) -> Choice:
    if spec.late is None:
        words = Text("no cut-off is set, so no value is late", "未规定报送截止时间，不作迟报处理")
        return _choice("late", "no_cutoff", words, stated=False)
    if spec.late.rule == "accept":
        words = Text("late values count and are marked", "迟报数据照常计分并注明")
    else:
        words = Text(
            "a value first recorded more than {days} days after the period counts as missing",
            "考核期结束{days}日后首次报送的按缺数据处理",
        ).fill(days=spec.late.days)
    return _choice("late", spec.late.rule, words, stated=True)


def _rounding(spec: SchemeSpec) -> Choice:
    words = Text(
        "exact until the total, which is rounded half up to {total} decimals",
        "中间不取舍，最后四舍五入到{total}位小数",
    ).fill(total=spec.round.total)
    stated = "round" in spec.model_fields_set
    return _choice("rounding", f"half_up:{spec.round.total}", words, stated=stated)


def _chain(spec: SchemeSpec) -> Choice:
    steps = []
    for step in spec.rank.chain:
        if step.score is not None:
            steps.append(f"score:{step.score}")
        elif step.value is not None:
            steps.append(f"value:{step.value}")
        else:
            steps.append("last_rank")
    words = (
        Text(
            "equal totals are parted by the tie chain, in its order",
            "同分的，先按同分排序规则依次区分",
        )
        if steps
        else Text("equal totals stay tied and are shown so", "同分的一律并列，不再区分")
    )
    return _choice("tie_chain", ", ".join(steps) or "none", words, stated=bool(steps))


def _lines(spec: SchemeSpec) -> Iterator[Choice]:
    """Yield what a tie at the award line means, by award where they differ."""
    rules = dict.fromkeys(award.at_line for award in spec.awards)
    for line in rules:
        awards = [award for award in spec.awards if award.at_line == line]
        words, titles = _LINE[line], [award.title for award in awards]
        if len(rules) > 1:
            en, zh = ", ".join(t.en for t in titles), "、".join(t.zh for t in titles)
            words = Text(f"{en}: {words.en}", f"{zh}：{words.zh}")
        stated = any("at_line" in award.model_fields_set for award in awards)
        yield _choice("award_line", line, words, stated=stated)


def _groups(spec: SchemeSpec) -> Choice:
    names = ", ".join(group.name for group in spec.contestants)
    words = (
        Text("each group is ranked on its own", "分组排名，组间不作比较")
        if names
        else Text("all units are ranked together", "全部单位一并排名")
    )
    return _choice("groups", names or "all", words, stated=bool(names))


def _ceilings(spec: SchemeSpec) -> Choice:
    bonus, deduction = format(spec.bonus_most, "f"), format(spec.deduction_most, "f")
    words = Text(
        "all bonuses together add at most {bonus}, all deductions take at most {deduction}",
        "加分合计不超过{bonus}分，减分合计不超过{deduction}分",
    ).fill(bonus=bonus, deduction=deduction)
    stated = {"bonus_most", "deduction_most"} <= spec.model_fields_set
    return _choice("ceilings", f"+{bonus}/-{deduction}", words, stated=stated)
