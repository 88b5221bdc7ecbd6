"""A result in a terminal: ranking, awards, contributions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from bihuan.boards.engine.marks import STAR, STAR_LEGEND, has_marks, is_marked
from bihuan.cli.door import LANGUAGE, say
from bihuan.cli.printing import folded, line, table
from bihuan.schemes.queries import GroupLine, LeafLine, Result, UnitRow, Words

_BETWEEN = say(", ", "、")
_FINER = 4  # decimals more than points are shown with, at most, where contributions stand


def words(of: Words) -> str:
    """Return the words in the reader's language."""
    return of["zh" if LANGUAGE == "zh" else "en"]


def _moved(row: UnitRow) -> str:
    if row["previous_rank"] is None or row["rank"] is None:
        return "·"
    by = row["previous_rank"] - row["rank"]
    return f"▲ {by}" if by > 0 else f"▼ {-by}" if by < 0 else "–"


def _bands(result: Result) -> dict[str, str]:
    """Return the places of each unit under other weights, such as ``2–4``; none were tried: {}."""
    found = result.get("robustness")
    return {
        band["unit"]: f"{band['low']}" + (f"–{band['high']}" if band["high"] > band["low"] else "")
        for band in (found["bands"] if found else [])
    }


def _meaning(result: Result) -> None:
    found = result.get("robustness")
    if found and found["bands"]:
        percent = f"{(Decimal(found['within']) * 100).normalize():f}"
        line(
            say(
                f"firm: in 9 of 10 of {found['replicates']:,} trials with other weights "
                f"(each up to {percent} % more or less) the rank lies there",
                f"名次带：各项权重在上下{percent}%以内随机变动，"
                f"试算{found['replicates']}次，十次有九次名次落在其中",
            )
        )


def _group(result: Result, group: GroupLine) -> None:
    bands = _bands(result)
    titles = {award["name"]: words(award["title"]) for award in result["awards"]}
    line()
    line(f"{words(group['title'])}  {group['size']}")
    ranked = sorted(
        (row for row in result["rows"] if row["group"] == group["name"]),
        key=lambda row: (row["rank"] is None, row["rank"] or 0, row["unit"]),
    )
    table(
        (
            say("rank", "名次"),
            "",
            say("unit", "单位"),
            say("total", "综合得分"),
            say("moved", "较上期"),
            *([say("firm", "名次带")] if bands else []),
            say("awards", "奖项"),
        ),
        (
            (
                str(row["rank"] or "–"),
                "=" if row["tied"] else "",
                words(row["title"]),
                row["total"] or say("missing", "缺数据"),
                _moved(row),
                *([bands.get(row["unit"], "·")] if bands else []),
                _BETWEEN.join(titles.get(name, name) for name in row["awards"]),
            )
            for row in ranked
        ),
        right=(0, 3),
    )


def _won(title: Words, streak: int) -> str:
    running = say(f" ({streak} in a row)", f"（连续{streak}期）") if streak > 1 else ""
    return words(title) + running


def _awards(result: Result) -> None:
    titles = {row["unit"]: words(row["title"]) for row in result["rows"]}
    for award in result["awards"]:
        for group in award["groups"]:
            head = f"{words(award['title'])} · {words(group['title'])}"
            names = _BETWEEN.join(_won(won["title"], won["streak"]) for won in group["winners"])
            line(head + say(": ", "：") + (names or "–"))
            if group["unresolved"]:
                tied = _BETWEEN.join(titles.get(unit, unit) for unit in group["unresolved"])
                line(
                    say(
                        f"  tied at the line, left to the committee: {tied}",
                        f"  获奖线上并列，提交考核委员会议定：{tied}",
                    )
                )


def _contributions(result: Result) -> None:
    """Print what each leaf adds to each total: a dash where nothing could be scored."""
    rows = result["rows"]
    cells = [_added(result, column["path"]) for column in result["indicators"]]
    cells.append(_digits(result, [_rest(row) for row in rows]))
    cells.append([row["total"] or "–" for row in rows])
    heads = (
        say("unit", "单位"),
        *(folded(words(column["title"])) for column in result["indicators"]),
        say("other lines", "其他项"),
        say("total", "综合得分"),
    )
    named = (words(row["title"]) for row in rows)
    line()
    table(heads, zip(named, *cells, strict=True), right=range(1, len(heads)))
    if any(has_marks(result, group["name"]) for group in result["groups"]):
        line(STAR_LEGEND.said_in(LANGUAGE))


def _added(result: Result, path: str) -> list[str]:
    """Return the column of a leaf; empty for a unit whose group has no such leaf."""
    found = [_leaf(row, path) for row in result["rows"]]
    points = [Decimal(leaf["contribution"]) if leaf and leaf["points"] else None for leaf in found]
    return [
        (STAR if leaf and is_marked(leaf) else "") + (said or ("–" if leaf else ""))
        for leaf, said in zip(found, _digits(result, points), strict=True)
    ]


def _leaf(row: UnitRow, path: str) -> LeafLine | None:
    return next((leaf for leaf in row["leaves"] if leaf["path"] == path), None)


def _rest(row: UnitRow) -> Decimal | None:
    """Return what is no leaf's: bonuses and deductions, rounding, what nodes add; None for none."""
    amounts = [adjustment["counted"] for adjustment in row["adjustments"]]
    amounts += [remainder["amount"] for remainder in row["remainders"]]
    return sum(map(Decimal, amounts), Decimal(0)) if amounts else None


def _digits(result: Result, column: Sequence[Decimal | None]) -> list[str]:
    """Return points with as many decimals for the whole column as it needs, up to a most."""
    shown = int(result["parameters"]["rounding"]["shown"])
    needed = max((_decimals(points) for points in column if points is not None), default=0)
    step = Decimal(1).scaleb(-min(max(needed, shown), shown + _FINER))
    return [
        "" if points is None else f"{points.quantize(step, ROUND_HALF_UP):f}".replace("-", "−")
        for points in column
    ]


def _decimals(points: Decimal) -> int:
    return max(0, -int(points.normalize().as_tuple().exponent))


def _outliers(result: Result) -> None:
    """Print what was done about outliers; what remains to be looked at is among the warnings."""
    found = result.get("outliers", ())
    for each in found:
        if each["kind"] and each["words"] not in result["warnings"]:
            line(words(each["words"]))
    left = [words(each["title"]) for each in found if each["outcome"] == "kept"]
    if left:
        head = say("no outliers found: ", "未见离群值：")
        line(head + _BETWEEN.join(dict.fromkeys(left)))


def show_result(result: Result, *, contributions: bool = False) -> None:
    """Print a result: heading, each group's ranking, awards, weights, warnings."""
    line(f"{words(result['title'])}  {words(result['period_title'])}")
    for group in result["groups"]:
        _group(result, group)
    _meaning(result)
    if result["awards"]:
        line()
        _awards(result)
    if contributions:
        _contributions(result)
    for weighed in result.get("weighing", ()):
        line(words(weighed["words"]))
    _outliers(result)
    for warning in result["warnings"]:
        line(f"! {words(warning)}")
