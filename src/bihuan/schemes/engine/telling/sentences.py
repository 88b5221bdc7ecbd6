"""Why a unit stands where it does, in one sentence; and what a reader should be warned of.

The sentence names what a unit did best and where it lost most, and never judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from bihuan.ledger.words import Text
from bihuan.schemes.engine.numbers.digits import about
from bihuan.schemes.engine.result import GroupLine, LeafLine, UnitRow

SMALL_GROUP = 3
# Of those who share a rank, so many are named; in a group of thousands nobody reads them all.
NAMED_AT_MOST = 10
# Flags that scoring sets itself; all others come from the plausibility of the value.
_OWN_FLAGS = {
    "late", "no_target", "base_not_positive", "alone", "constant", "no_past", "no_reference",
    "no_quotient", "imputed", "not_imputed", "treated", "no_denominator", "no_function",
}  # fmt: skip


def sentence(
    row: UnitRow, group: GroupLine, with_whom: list[Text], others: int, shown: int
) -> Text:
    """Return why the unit is at its place.

    It shares the rank with so many `others`, of whom `with_whom` are named.
    """
    if row["total"] is None:
        return _blocked(row)
    pieces = [_place(row, group, _whom(with_whom, others), shown)]
    struck = [veto for veto in row["vetoes"] if veto["effect"] == "zero"]
    if struck:
        title = Text(en=struck[0]["title"]["en"], zh=struck[0]["title"]["zh"])
        pieces.append(Text("the veto “{veto}” sets the total to zero",
                           "因“{veto}”一票否决，总分为零").fill(veto=title))  # fmt: skip
    else:
        pieces.extend(_reasons(row, shown))
    return Text(
        en="; ".join(piece.en for piece in pieces) + ".",
        zh="；".join(piece.zh for piece in pieces) + "。",
    )


def _blocked(row: UnitRow) -> Text:
    missing = [leaf for leaf in row["leaves"] if leaf["points"] == "" and leaf["missing"]]
    names = _named([_title(leaf) for leaf in missing if leaf["missing"] != "not_applicable"])
    if not names.en:
        return Text(
            "No total yet: the formula has no answer.", "暂无总分：公式缺少数据，无法计算。"
        )
    return Text("No total yet: no value for {names}.", "暂无总分：缺少{names}的数据。").fill(
        names=names
    )


def _whom(with_whom: list[Text], others: int) -> Text:
    named, more = _named(with_whom), others - len(with_whom)
    if more <= 0:
        return named
    return Text("{named} and {more} more", "{named}等{others}个单位").fill(
        named=named, more=more, others=others
    )


def _place(row: UnitRow, group: GroupLine, with_whom: Text, shown: int) -> Text:
    total = about(row["total"] or "0", shown)
    said = Text(
        "Rank {rank} of {size} with {total} points", "位列第{rank}名（共{size}个），{total}分"
    )
    if with_whom.en:
        said = Text(
            "Rank {rank} of {size}, shared with {others}, with {total} points",
            "与{others}并列第{rank}名（共{size}个），{total}分",
        )
    return said.fill(rank=row["rank"], size=group["size"], total=total, others=with_whom)


def _reasons(row: UnitRow, shown: int) -> Iterator[Text]:
    # Raw numbers are no points: they only count beside those of the others.
    earning = [leaf for leaf in row["leaves"] if leaf["method"] != "raw"]
    scored = [leaf for leaf in earning if leaf["points"] and Decimal(leaf["most"]) > 0]
    best = _best_of([leaf for leaf in scored if not leaf["missing"]])
    worst = max(scored, key=_lost, default=None)
    if best is not None and best is not worst and Decimal(best["contribution"]) > 0:
        yield _best(best, shown)
    if worst is not None and about(_lost(worst), shown) != about("0", shown):
        yield Text("lost most on {title}: {lost} below the full {full}",
                   "失分最多的是{title}，比满分{full}少{lost}分").fill(
            title=_title(worst), lost=about(_lost(worst), shown), full=about(_full(worst), shown)
        )  # fmt: skip
    moved = sum((Decimal(line["counted"]) for line in row["adjustments"]), Decimal(0))
    if moved:
        more = Text("bonuses and deductions add {moved}", "加减分合计加{moved}分")
        less = Text("bonuses and deductions take {moved}", "加减分合计减{moved}分")
        yield (more if moved > 0 else less).fill(moved=about(abs(moved), shown))


def _best(leaf: LeafLine, shown: int) -> Text:
    points = about(leaf["contribution"], shown)
    if leaf["rank"] is None or leaf["of"] < SMALL_GROUP:
        said = Text("best on {title} ({points})", "得分较好的是{title}（{points}分）")
    else:
        said = Text("best on {title} (rank {rank}, {points})",
                    "位次最好的是{title}（第{rank}名，{points}分）")  # fmt: skip
    return said.fill(title=_title(leaf), rank=leaf["rank"], points=points)


def _best_of(leaves: list[LeafLine]) -> LeafLine | None:
    """Return the leaf of the best rank in the group; of several, that of the largest share."""
    first = min(map(_rank, leaves), default=0)
    return min((leaf for leaf in leaves if _rank(leaf) == first), key=_share_first, default=None)


def _rank(leaf: LeafLine) -> int:
    """Return the rank in the group; without one, a place after the last."""
    return leaf["rank"] or leaf["of"] + 1


def _share_first(leaf: LeafLine) -> tuple[Decimal, str]:
    """Order by the share of the full points earned."""
    full = _full(leaf)
    share = Decimal(leaf["contribution"]) / full if full else Decimal(0)
    return (-share, leaf["path"])


def _full(leaf: LeafLine) -> Decimal:
    """Return what the leaf is out of, in points of the total."""
    points, full = Decimal(leaf["points"]), Decimal(leaf["full"])
    added = Decimal(leaf["contribution"])
    if points and added:
        return added / points * full
    return min(Decimal(leaf["most"]), full)


def _lost(leaf: LeafLine) -> Decimal:
    return max(_full(leaf) - Decimal(leaf["contribution"]), Decimal(0))


def _title(leaf: LeafLine) -> Text:
    return Text(en=leaf["title"]["en"], zh=f"“{leaf['title']['zh']}”")


def _named(titles: list[Text]) -> Text:
    return Text(", ".join(title.en for title in titles), "、".join(title.zh for title in titles))


def warnings(
    rows: list[UnitRow], groups: list[GroupLine], name: Callable[[str], Text]
) -> Iterator[Text]:
    """Yield what a reader should know before trusting the ranking."""
    for group in groups:
        its = [row for row in rows if row["group"] == group["name"]]
        title = Text(en=group["title"]["en"], zh=group["title"]["zh"])
        if 0 < group["size"] < SMALL_GROUP:
            yield Text("{group}: only {size} units, so a rank says little",
                       "{group}：仅{size}个单位，名次参考意义有限").fill(
                group=title, size=group["size"]
            )  # fmt: skip
        for rank in sorted({row["rank"] for row in its if row["tied"] and row["rank"]}):
            tied = _named([name(row["unit"]) for row in its if row["rank"] == rank])
            yield Text("{group}: {names} stay tied at rank {rank}",
                       "{group}：{names}并列第{rank}名，按规则未能区分").fill(
                group=title, names=tied, rank=rank
            )  # fmt: skip
    yield from _without_total([row for row in rows if row["total"] is None], name)
    yield from _of_values(rows)


def _without_total(rows: list[UnitRow], name: Callable[[str], Text]) -> Iterator[Text]:
    """Say who has no total, and for want of which values."""
    if not rows:
        return
    lacking = {
        leaf["path"]: Text(en=leaf["title"]["en"], zh=leaf["title"]["zh"])
        for row in rows
        for leaf in row["leaves"]
        if leaf["missing"] == "block_publication"
    }
    said = Text("no total for {names}: values are missing", "{names}缺少数据，暂无总分")
    if lacking:
        said = Text(
            "no total for {names}: values are missing ({titles})",
            "{names}缺少数据（{titles}），暂无总分",
        )
    names = _named([name(row["unit"]) for row in rows])
    yield said.fill(names=names, titles=_named(list(lacking.values())))


def _of_values(rows: list[UnitRow]) -> Iterator[Text]:
    """Count each value once, though several leaves may score it."""
    late: set[tuple[str, str]] = set()
    doubtful: set[tuple[str, str]] = set()
    for row in rows:
        for leaf in row["leaves"]:
            value = (row["unit"], leaf["indicator"])
            if "late" in leaf["flags"]:
                late.add(value)
            if set(leaf["flags"]) - _OWN_FLAGS:
                doubtful.add(value)
    if late:
        said = Text("values that came after the cut-off: {count}", "迟报数据{count}项")
        yield said.fill(count=len(late))
    if doubtful:
        said = Text("values flagged for a second look: {count}", "存疑数据{count}项，请核对")
        yield said.fill(count=len(doubtful))
