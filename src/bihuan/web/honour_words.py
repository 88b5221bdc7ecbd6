"""The words of the page of awards and published figures, and of the links to it."""

from __future__ import annotations

from bihuan.ledger.words import Text

HONOUR_WORDS: dict[str, Text] = {
    "honours_title": Text("Awards and published figures", "荣誉与公开数据"),
    "honours_lead": Text(
        "What others awarded and what the press printed, each with its source. Nothing here was"
        " scored or ranked by this site.",
        "各级公布的荣誉和报刊登载的数据，逐项注明出处。本页没有本系统计算的得分或名次。",
    ),
    "honours_figures": Text("Published figures", "公开数据"),
    "printed_hint": Text("as printed; what is derived says so", "照录原文数字，推算的数字均已注明"),
    "level_province": Text("Province", "省级"),
    "level_city": Text("City", "市级"),
    "level_district": Text("District", "区级"),
    "level_counts": Text(
        "{period}: {places} places, {units} units", "{period}：共 {places} 项次，{units} 家单位"
    ),
    "given_by": Text("given by {name}", "{name}授予"),
    "latest_list": Text("Latest published list: {period}", "最近公布：{period}"),
    "also_holds": Text("Also in the list of {award}: {names}", "同时列入{award}名单：{names}"),
    "period_before": Text("Period before ({period}): {names}", "上一期（{period}）：{names}"),
    "not_published": Text("no list published", "未公布"),
    "all_lists": Text("All published lists", "历次名单"),
    "list_period": Text("Period", "期次"),
    "list_holders": Text("Units", "获得单位"),
    "list_source": Text("Printed in", "出处"),
    "quoted": Text("Original: {quote}", "原文：{quote}"),
    "streak_month": Text("{n} months running", "连续 {n} 个月"),
    "streak_quarter": Text("{n} quarters running", "连续 {n} 个季度"),
    "streak_half_year": Text("{n} half-years running", "连续 {n} 个半年"),
    "streak_year": Text("{n} years running", "连续 {n} 年"),
    "streak_cumulative": Text("{n} years running", "连续 {n} 年"),
    "from_to_period": Text("{first} to {last}", "{first}至{last}"),
    "figure_target": Text("target {n}", "目标 {n}"),
    "figure_prior": Text("year before {n}", "上年同期 {n}"),
    "figure_completion": Text("completed {n}%", "完成率 {n}%"),
    "figure_progress": Text(
        "progress index {n} (completion over {elapsed}% of the year)",
        "进度指数 {n}（完成率÷时间进度 {elapsed}%）",
    ),
    "derived": Text("derived", "推算"),
    "derived_value": Text("value derived", "数值为推算"),
    "derived_period": Text("period derived", "年度为推算"),
    "to_check": Text("to be checked", "待核对"),
    "contradiction": Text(
        "Printed as {value}; {beside}, printed beside it, give {expected}.",
        "公布 {value}，按同时公布的{beside}计算为 {expected}。",
    ),
    "doubtful": Text(
        "Printed as {value}, with {beside} beside it: {because}.",
        "公布 {value}，同时公布{beside}：{because}。",
    ),
    "doubtful_alone": Text("Printed as {value}: {because}.", "公布 {value}：{because}。"),
    "rank_number": Text("no. {n}", "第 {n} 位"),
    "named_number": Text("{title} {number}", "{title} {number}"),
    "no_awards": Text("No award has been recorded yet.", "尚未登记荣誉。"),
}
