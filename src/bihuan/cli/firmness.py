"""The command `robustness`: would another reasonable choice have given another ranking?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

import typer

from bihuan.cli.door import DOOR, say
from bihuan.cli.options import AsJson, PeriodName, SchemeName
from bihuan.cli.printing import as_data, line, table
from bihuan.cli.showing import words
from bihuan.schemes.queries import Result, latest, result
from bihuan.schemes.robustness import robustness as tried
from bihuan.schemes.robustness import sensitivity

FACTORS = {
    "weights": say("weights", "权重"),
    "normalisation": say("normalisation", "无量纲化方法"),
    "imputation": say("imputation", "缺值插补"),
    "treatment": say("treatment of outliers", "离群值处理"),
    "aggregation": say("aggregation", "合成方法"),
}
OPTIONS = {
    "own": say("the scheme’s own", "本办法的方法"),
    "minmax": say("min-max", "极差法"),
    "zscore": say("z-score", "标准分"),
    "percentile": say("percentile", "百分位"),
    "group_mean": say("mean of the group", "同组均值"),
    "group_median": say("median of the group", "同组中位数"),
    "worst_of_group": say("worst of the group", "同组最差值"),
    "winsorise": say("winsorised", "缩尾处理"),
    "arithmetic": say("arithmetic", "算术平均"),
    "geometric": say("geometric", "几何平均"),
    "harmonic": say("harmonic", "调和平均"),
}


def robustness(  # noqa: PLR0913, PLR0917 - a command has its options
    scheme: SchemeName,
    period: PeriodName,
    replicates: Annotated[
        int | None,
        typer.Option(min=1, max=100_000, help=say("Draws of the weights.", "权重随机试算次数。")),
    ] = None,
    sobol: Annotated[
        bool,
        typer.Option("--sobol", help=say("Which choices matter most.", "另算各项选择的影响。")),
    ] = False,
    evaluations: Annotated[
        int,
        typer.Option(
            min=100, max=1_000_000, help=say("Rankings made for --sobol.", "--sobol 的试算次数。")
        ),
    ] = 5000,
    json: AsJson = False,
) -> None:
    """Print how firmly the ranks of the newest run stand."""
    DOOR.json = json
    found = result(latest(DOOR.viewer(), scheme, period))
    firm = tried(found, replicates=replicates)
    matter = sensitivity(found, evaluations=evaluations) if sobol else None
    if json:
        as_data({"robustness": firm, **({} if matter is None else {"sensitivity": matter})})
        return
    line(f"{words(found['title'])}  {words(found['period_title'])}")
    if firm is None:
        line(_why_not(found, replicates))
    else:
        _held(found, firm)
        if firm["bands"]:
            _bands(found, firm)
            _swaps(found, firm)
            _left_out(found, firm)
    for sheet in matter or ():
        _sensitivity(found, sheet)


def _why_not(found: Result, replicates: int | None) -> str:
    asked = replicates or found["parameters"].get("robustness", {}).get("replicates", 1)
    if not asked:
        return say("The scheme wants nothing tried.", "考核办法未要求作稳健性检验。")
    return say("Its points are too large for trials.", "得分数值过大，无法作稳健性检验。")


def _held(found: Result, firm: Any) -> None:
    """Say which scores no weights move: a total among them has no bands."""
    titles = _titles(found)
    held = [titles[path] for path in firm["held"] if path]
    if "" in firm["held"]:
        line(
            say(
                "Totals that do not follow from weights alone have no bands.",
                "总分并非由权重直接合成的，不作权重变动试算。",
            )
        )
    if held:
        names = say(", ", "、").join(held)
        line(say(f"Scores kept as they are: {names}", f"试算中得分保持不变：{names}"))


def _bands(found: Result, firm: Any) -> None:
    titles = {row["unit"]: words(row["title"]) for row in found["rows"]}
    ranks = {row["unit"]: row["rank"] for row in found["rows"]}
    within = _percent(firm)
    line()
    line(
        say(
            f"{firm['replicates']:,} draws of all weights, each up to {within} % more or less; "
            f"seed {firm['seed']}",
            f"各项权重在上下{within}%以内随机变动，试算{firm['replicates']}次"
            f"（种子 {firm['seed']}）",
        )
    )
    order = {row["unit"]: at for at, row in enumerate(found["rows"])}
    bands = sorted(firm["bands"], key=lambda band: order[band["unit"]])
    heads = (
        say("unit", "单位"), say("rank", "名次"), say("5 %", "第5百分位"),
        say("median", "中位数"), say("95 %", "第95百分位"),
    )  # fmt: skip
    for units in _by_group(found):
        rows = (
            (titles[band["unit"]], str(ranks[band["unit"]]),
             *(str(band[name]) for name in ("low", "median", "high")))
            for band in bands
            if band["unit"] in units
        )  # fmt: skip
        table(heads, rows, right=(1, 2, 3, 4))


def _percent(firm: Any) -> str:
    return f"{(Decimal(firm['within']) * 100).normalize():f}"


def _by_group(found: Result) -> Iterator[frozenset[str]]:
    """Yield the units of each group, under its title where there are several."""
    for group in found["groups"]:
        line()
        line(words(group["title"]))
        yield frozenset(row["unit"] for row in found["rows"] if row["group"] == group["name"])


def _titles(found: Result) -> dict[str, str]:
    titles = {line["path"]: words(line["title"]) for line in found["indicators"]}
    for row in found["rows"]:
        titles.update((node["path"], words(node["title"])) for node in row["nodes"])
    return titles


def _swaps(found: Result, firm: Any) -> None:
    named = {row["unit"]: words(row["title"]) for row in found["rows"]}
    titles = _titles(found)
    line()
    line(say("What would bring two neighbours level", "使相邻两家持平的最小权重变动"))
    heads = (
        say("above", "居前"), say("below", "居后"), say("weight of", "变动的权重"),
        say("now (%)", "现权重（%）"), say("level at (%)", "持平时（%）"),
    )  # fmt: skip
    for units in _by_group(found):
        rows = (
            (named[swap["above"]], named[swap["below"]],
             titles.get(swap["path"], say("no single weight", "单项权重变动均不能持平")),
             swap["from"] or "", swap["to"] or "")
            for swap in firm["swaps"]
            if swap["above"] in units
        )  # fmt: skip
        table(heads, rows, right=(3, 4))


def _left_out(found: Result, firm: Any) -> None:
    ranks = {row["unit"]: row["rank"] for row in found["rows"]}
    titles, units = _titles(found), {row["unit"]: words(row["title"]) for row in found["rows"]}
    line()
    line(say("Ranks without an indicator", "去掉一项指标后的名次变化"))
    rows = []
    for left in firm["left_out"]:
        moved = {unit: abs(rank - ranks[unit]) for unit, rank in left["ranks"].items()}
        most = max(moved, key=lambda unit: moved[unit])
        mean = sum(moved.values()) / len(moved)
        said = f"{units[most]} {ranks[most]} → {left['ranks'][most]}" if moved[most] else "–"
        rows.append((titles.get(left["path"], left["path"]), f"{mean:.2f}", said))
    table(
        (say("without", "去掉"), say("mean shift", "平均变动"), say("most", "变动最大")),
        rows,
        right=(1,),
    )


def _sensitivity(found: Result, sheet: Any) -> None:
    groups = {group["name"]: words(group["title"]) for group in found["groups"]}
    between = say(", ", "、")
    line()
    line(
        say("What the ranks depend on: ", "名次取决于哪些选择：")
        + between.join(groups[name] for name in sheet["groups"])
    )
    table(
        (
            say("choice", "选择"), say("tried", "试算的方法"), say("alone", "单独影响"),
            say("95 %", "95%区间"), say("with others", "总影响"), say("95 %", "95%区间"),
        ),
        (
            (
                FACTORS[factor["name"]],
                between.join(OPTIONS.get(each, each) for each in factor["options"]) or "±",
                _said(factor["shift"]["first"]),
                _said(*factor["shift"]["first_between"]),
                _said(factor["shift"]["total"]),
                _said(*factor["shift"]["total_between"]),
            )
            for factor in sheet["factors"]
        ),
        right=(2, 4),
    )  # fmt: skip
    line(
        say(
            f"Share of the variance of the mean shift of ranks; {sheet['evaluations']:,} rankings.",
            f"数字为各项选择对名次平均变动的方差贡献，共试算{sheet['evaluations']}次。",
        )
    )
    if sheet["held"]:
        titles = {**_titles(found), "": say("the total", "总分")}
        names = between.join(titles[path] for path in sheet["held"])
        line(say(f"Weights do not move: {names}", f"权重变动不影响：{names}"))


def _said(*numbers: str) -> str:
    """Return a number, or two as the ends of a range."""
    return say(" to ", " 至 ").join(numbers).replace("-", "−")


def add_to(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command(help=say("How firmly ranks stand.", "检验名次是否稳健。"))(robustness)
