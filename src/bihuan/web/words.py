"""Every word of the pages, in English and Chinese, in one place.

Terms are those of the glossary. A page says a word by its name: ``{% say "ranking" %}``.
"""

from __future__ import annotations

from bihuan.ledger.words import Text
from bihuan.web.honour_words import HONOUR_WORDS

WORDS: dict[str, Text] = {
    # Around every page
    "site": Text("Bihuan", "闭环"),
    "skip": Text("Skip to the main content", "跳到主要内容"),
    "main_menu": Text("Main menu", "主导航"),
    "tools": Text("Display", "显示方式"),
    "boards": Text("Boards", "榜单"),
    "verify": Text("Verify", "核验"),
    "open_data": Text("Downloads", "下载"),
    "menu_ranking": Text("Ranks", "名次"),
    "menu_rules": Text("Rules", "依据"),
    "you_are_here": Text("You are here", "位置"),
    "large": Text("Large text", "大字"),
    "normal": Text("Normal text", "标准"),
    "other_language": Text("中文", "EN"),
    "switch_language": Text("切换到中文", "Switch to English"),
    "screen": Text("Big screen", "大屏"),
    "page": Text("Page view", "返回网页"),
    "invented": Text(
        "Example data: Qingxi and its towns are invented.", "示例数据：清溪区及各镇街均为虚构。"
    ),
    # The list of boards
    "front_title": Text("Published results", "已公布的结果"),
    "front_lead": Text(
        "Every score opens to the figures it was computed from, and every result can be verified.",
        "每一分都能点开看来由，每个结果都能自己验一遍。",
    ),
    "nothing_published": Text("No result has been published yet.", "尚未公布任何结果。"),
    "units_take_part": Text("{n} units", "{n} 家参评"),
    "more_names": Text("{names} and {n} more", "{names}等 {n} 家"),
    "code_label": Text("Verification code", "核验码"),
    "code_hint": Text("12 characters, as printed on the notice or poster", "12 位，见通报或海报"),
    "look_up": Text("Look up", "查询"),
    "code_unknown": Text(
        "No published result has the code {code}. Check the characters, or ask who issued it.",
        "没有核验码为 {code} 的已公布结果。请核对各位字符，或向发布单位查询。",
    ),
    # Masthead
    "published_on": Text("Published {date}", "{date}公布"),
    "state_published": Text("In force", "现行结果"),
    "state_superseded": Text("Replaced by version {n}", "已由第 {n} 版取代"),
    "state_withdrawn": Text("Withdrawn", "已撤回"),
    "why_withdrawn": Text("Withdrawn: {reason}", "撤回原因：{reason}"),
    "see_current": Text("See the version in force", "查看现行版本"),
    "counts": Text(
        "{units} units, {indicators} indicators, {facts} figures",
        "{units} 家参评，{indicators} 项指标，{facts} 条数据",
    ),
    "version": Text("Version {n}", "第 {n} 版"),
    "notice": Text("Notice", "通报"),
    "poster": Text("Poster", "海报"),
    "excel": Text("Excel", "Excel"),
    "bundle": Text("Bundle", "核验包"),
    "csv": Text("CSV table", "CSV 表格"),
    "json": Text("JSON data", "JSON 数据"),
    # Steps
    "progress": Text("Progress of this period", "本期进度"),
    "step_reported": Text("Reported", "填报"),
    "step_reported_by": Text("{n} units, {facts} figures", "{n} 家，{facts} 条数据"),
    "step_checked": Text("Checked", "核对"),
    "step_checked_by": Text("corrections: {n}", "{n} 处更正"),
    "step_scored": Text("Scored", "计算"),
    "step_scored_by": Text("log up to no. {n}", "账本第 {n} 条为止"),
    "step_published": Text("Published", "公布"),
    "step_objections": Text("Objections", "公示"),
    "step_objections_until": Text("until {date}", "至{date}"),
    "step_objections_estimate": Text("until {date}, an estimate", "预计至{date}"),
    "state_open": Text("Open to objections until {date}", "公示中，至{date}"),
    "verifiable": Text("Verifiable", "可核验"),
    "verify_yourself": Text("Verify it yourself", "自己验一遍"),
    # Honours
    "honours": Text("Awards", "荣誉"),
    "places": Text("{k} places", "{k} 个名额"),
    "moved_up": Text("up {n}", "升 {n}"),
    "moved_down": Text("down {n}", "降 {n}"),
    "moved_none": Text("level", "持平"),
    "rose_to": Text("up {n}, now no. {rank}", "升 {n} 位，第 {rank} 名"),
    "streak": Text("{n} in a row", "连续 {n} 期"),
    "unresolved": Text(
        "Tied at the line, left to the committee: {names}", "末位并列，待审定：{names}"
    ),
    "no_winner": Text("No winner in this period.", "本期无获奖单位。"),
    # Ranking
    "ranking": Text("Ranks and scores", "名次与得分"),
    "band_meaning": Text(
        "The band under a rank shows how firm it is: in 9 of 10 of {n} trials with other weights "
        "(each up to {within} % more or less) the unit stays within it.",
        "名次下的短带表示名次稳不稳：各项权重在上下 {within}% 以内随机变动，试算 {n} 次，"
        "十次有九次名次落在带内。",
    ),
    "band_held": Text(
        "The score of {names} stays as it is in these trials.", "试算中“{names}”的得分保持不变。"
    ),
    "band_none": Text(
        "How firm the ranks are was not tried: totals do not follow from weights alone here.",
        "总分并非由权重直接合成，因此未作名次稳健性试算。",
    ),
    "band_one": Text("With other weights it stays at {n}.", "权重变动，名次仍为第 {n}。"),
    "band_between": Text(
        "With other weights it comes out between {low} and {high}.",
        "权重变动，名次在第 {low} 至第 {high} 之间。",
    ),
    "swap": Text(
        "{name} would draw level if {title} weighed {new} % instead of {old} %.",
        "若“{title}”的权重由 {old}% 变为 {new}%，{name}即与其持平。",
    ),
    "swap_none": Text(
        "No other weight of a single indicator would bring {name} level.",
        "仅变动一项权重，{name}不会与其持平。",
    ),
    "open_a_row": Text("open a row to see how it was computed", "点开一行看怎么算出来的"),
    "groups": Text("Groups", "分组"),
    "legend": Text("Indicators and weights", "指标与权重"),
    "rank": Text("Rank", "名次"),
    "moved": Text("Change", "较上期"),
    "unit": Text("Unit", "单位"),
    "make_up": Text("Make-up of the score", "得分构成"),
    "total": Text("Score", "综合得分"),
    "gap": Text("To first", "差第一"),
    "detail": Text("Detail", "明细"),
    "tied": Text("tied", "并列"),
    "open_row": Text("{name}: how the score was computed", "{name}：得分说明"),
    "bar_says": Text("{name}: {parts}", "{name}：{parts}"),
    "deducted": Text("less {n}", "扣 {n}"),
    "added": Text("plus {n}", "加 {n}"),
    "no_total": Text("no total", "缺数据"),
    "indicator": Text("Indicator", "指标"),
    "value": Text("Value", "实绩"),
    "place_in_group": Text("Place among {n}", "在 {n} 家中的位置"),
    "leaf_rank": Text("no. {rank}", "第 {rank} 名"),
    "range": Text("{low} to {high}", "{low} 至 {high}"),
    "range_says": Text("between {low} and {high}", "位于 {low} 与 {high} 之间"),
    "points": Text("Points", "得分"),
    "of_most": Text("of {n}", "满分 {n}"),
    "source": Text("Source", "数据来源"),
    "target_is": Text("target {n}", "目标 {n}"),
    "prior_is": Text("before {n}", "上年同期 {n}"),
    "cell_is": Text("{name}, {sheet} {cell}", "{name}，{sheet} {cell}"),
    "entered": Text("entered on a form", "表单录入"),
    "missing": Text("no value: {rule}", "缺数据：{rule}"),
    "raw_counted": Text("entered {raw}, counted {counted}", "申报 {raw}，计入 {counted}"),
    "remainder": Text("Remainder", "差额"),
    "veto": Text("Veto", "一票否决"),
    "sum": Text("Total", "合计"),
    "other": Text("Other", "其他"),
    "download_all": Text("Download all details as a table", "以表格下载全部明细"),
    # Charts
    "history": Text("Ranks over time", "名次走势"),
    "last_periods": Text("last {n} periods", "近 {n} 期"),
    "history_says": Text(
        "Ranks of {n} units over {m} periods; the figures are in the table below.",
        "{n} 家单位近 {m} 期的名次走势，数据见下表。",
    ),
    "history_table": Text("Ranks as a table", "名次表"),
    "map": Text("The district at a glance", "全区一图"),
    "map_says": Text(
        "Tile map: the darker the square, the higher the score; the figures are in the ranking.",
        "方格地图：颜色越深得分越高，数据见名次表。",
    ),
    "low": Text("low", "低"),
    "high": Text("high", "高"),
    # What-if
    "what_if": Text("What if the weights were different", "试算：如果权重变了"),
    "only_here": Text(
        "Only on this page; the published result stays as it is.", "只在本页生效，不改动公布结果"
    ),
    "what_if_how": Text(
        "Each indicator's points are taken in proportion to its new weight; bonuses, deductions"
        " and vetoes stay.",
        "各项得分按新权重同比例折算；加分、扣分和一票否决不变。",
    ),
    "suppose_more": Text("Try targets, methods and figures too", "连同目标、方法、数据一起试算"),
    "suppose": Text("Try other choices", "假设测算"),
    "suppose_lead": Text(
        "Change a weight, a target, a method or a figure, and see who would move. Nothing is "
        "stored, and what was published stays as it is.",
        "改动权重、目标、方法或数据，看名次怎样变化。测算不保存，已公布的结果不受影响。",
    ),
    "suppose_change": Text("Change", "较公布结果"),
    "suppose_unwritten": Text("(not written)", "（未写）"),
    "suppose_half": Text(
        "A figure needs a unit, an indicator and a value.", "请选定单位和指标，并填写数值。"
    ),
    "suppose_twice": Text(
        "One figure is typed twice; leave one of the two.", "同一数据填了两次，请只留一处。"
    ),
    "suppose_replaced": Text(
        "Version {n} was replaced by a later one.", "第 {n} 版已由新版本取代。"
    ),
    "suppose_refused": Text("This cannot be tried", "无法测算"),
    "suppose_outcome": Text("What would come of it", "测算结果"),
    "suppose_not_kept": Text("a trial, not a result", "仅为测算，不是公布结果"),
    "suppose_moved": Text("{n} would change place", "{n} 家名次有变"),
    "suppose_published": Text("Published", "公布得分"),
    "suppose_now": Text("Tried", "测算得分"),
    "suppose_awards": Text("Awards won or lost", "奖项变化"),
    "suppose_draft": Text("Download the draft of the scheme", "下载考核办法草案"),
    "suppose_rules": Text("Rules", "规则"),
    "suppose_blank": Text("what is left empty stays as it is", "留空的不变"),
    "suppose_weight": Text("Weight", "权重"),
    "suppose_target": Text("Target for all", "统一目标"),
    "suppose_method": Text("Method", "计分方法"),
    "suppose_weight_of": Text("Weight of {name}", "{name}的权重"),
    "suppose_target_of": Text("Target of {name}", "{name}的目标"),
    "suppose_method_of": Text("Method of {name}", "{name}的计分方法"),
    "suppose_as_is": Text("as it is", "不变"),
    "suppose_figures": Text("Figures", "数据"),
    "suppose_try": Text("Try it", "测算"),
    "suppose_clear": Text("Clear", "清空"),
    "what_if_script": Text(
        "Trying other weights needs JavaScript; everything else on this page does not.",
        "试算需要启用 JavaScript，本页其他内容不需要。",
    ),
    "reset": Text("Restore the scheme's weights", "恢复原定权重"),
    "weight_of": Text("Weight of {name}", "{name}权重"),
    "scheme_weight": Text("scheme {n}%", "原定 {n}%"),
    "js_changed": Text("{n} units change rank", "{n} 家名次变化"),
    "js_same": Text("Ranks stay the same", "名次不变"),
    "js_award_same": Text("{award} stays the same", "{award}不变"),
    "js_award_new": Text("{award}: {n} replaced", "{award} {n} 家更替"),
    "js_in_out": Text("{ins} in, {outs} out", "{ins} 进，{outs} 出"),
    "js_rank": Text("no. {a} → no. {b}", "第 {a} 名 → 第 {b} 名"),
    "js_comma": Text(", ", "，"),
    "js_and": Text(", ", "、"),
    # Corrections, versions
    "corrections": Text("Corrections", "更正"),
    "all_kept": Text(
        "every change is kept; before and after can be looked up",
        "每一处改动都留痕，改前改后都能查",
    ),
    "corrected": Text("corrected {indicator} from", "更正“{indicator}”："),
    "to": Text("to", "改为"),
    "no_value": Text("no value", "空"),
    "no_corrections": Text("Nothing was corrected before publication.", "公布前没有更正。"),
    "versions": Text("Versions", "版本"),
    "changed_since": Text(
        "Against version {n}: {changes} units have another score or rank.",
        "与第 {n} 版相比，{changes} 家得分或名次有变化。",
    ),
    "from_to": Text("no. {a}, {x} → no. {b}, {y}", "第 {a} 名，{x} → 第 {b} 名，{y}"),
    # Rules
    "rules": Text("Rules behind this result", "依据与口径"),
    "rules_hint": Text("versions of the files that made it", "产生本结果的机制文件版本"),
    "in_force_since": Text("in force since {date}", "{date}起施行"),
    "choices": Text("Choices", "规则选择"),
    "stated": Text("stated", "办法载明"),
    "by_default": Text("by default", "按默认"),
    "warnings": Text("Notes", "说明"),
    "weighing": Text("Where weights come from", "权重的确定"),
    "outliers": Text("Outliers", "离群值"),
    # Links to other pages
    "awards_outside": Text("Awards", "荣誉"),
    "districts": Text("Districts", "区县"),
    # Verify
    "verify_title": Text("Verify this result", "核验这个结果"),
    "verify_lead": Text(
        "The bundle holds the figures, the rules, the result and the proof that they stand in the"
        " signed log. It checks itself, offline, with nothing but Python.",
        "核验包内有数据、规则、结果，以及它们已载入签名账本的证明。只需 Python，离线即可自行核验。",
    ),
    "verify_step_1": Text("Download the bundle.", "下载核验包。"),
    "verify_step_2": Text("Run it with Python 3.10 or later:", "用 Python 3.10 或更高版本运行："),
    "verify_step_3": Text(
        "Compare the code it prints with {code}, and the key with {key}.",
        "把它显示的核验码与 {code} 比对，密钥与 {key} 比对。",
    ),
    "verify_checked": Text("What is checked", "会核验什么"),
    "verify_checked_1": Text(
        "every file of the bundle against the digests recorded in the log",
        "核验包内每个文件与账本所载摘要是否一致",
    ),
    "verify_checked_2": Text(
        "every recorded figure: its place in the log, up to the signed checkpoint",
        "每条数据在账本中的位置，直至签名的检查点",
    ),
    "verify_checked_3": Text(
        "every score, rank and award, computed again from the figures",
        "由数据重新计算每个得分、名次和奖项",
    ),
    "verify_not": Text("What is not checked", "不核验什么"),
    "digest": Text("SHA-256 of the result", "结果的 SHA-256"),
    "log_then": Text("Log when computed", "计算时的账本"),
    "facts_in_log": Text("{n} facts", "共 {n} 条"),
    "signing_key": Text("Signing key", "签名密钥"),
    "open_board": Text("Open the board", "打开榜单"),
    "download_bundle": Text("Download the bundle", "下载核验包"),
    # Not found
    "not_found": Text("Nothing is published here", "此处没有已公布的内容"),
    "not_found_help": Text(
        "The address may be wrong, or the result is not published yet.",
        "地址可能有误，或结果尚未公布。",
    ),
    "to_boards": Text("See all published results", "查看全部已公布的结果"),
    **HONOUR_WORDS,
}
