"""What the notice and the poster say about a result, ready to be set.

The notice is an official Chinese document (GB/T 9704-2012) and is written in Chinese
only; the poster exists in both languages.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bihuan.boards.engine.board import Board, code_of, rows_of
from bihuan.boards.engine.charts import Frame
from bihuan.boards.engine.marks import STAR, STAR_LEGEND, has_marks, is_marked
from bihuan.boards.engine.numbers import shown
from bihuan.boards.engine.pictures import MOST_PERIODS, bump
from bihuan.boards.engine.printing import qr
from bihuan.ledger.words import Language, Text

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import AwardLine, GroupLine, Result, UnitRow

_DIGITS = "零一二三四五六七八九"
_TEN, _HUNDRED = 10, 100
# Lines of a group's table in the body; the whole ranking stands in the annex.
IN_BODY = 5
ON_POSTER = 8
# A heading of the notice breaks where a line would pass this many characters.
HEADING_WIDTH = 20


ADDRESSEES = "各乡镇人民政府（街道办事处），区级各单位："
RANKING = Text("Ranking", "名次")
LAST_RANKS = Text("Ranks of {n} periods", "近 {n} 期名次")
SCAN = Text("Scan to see where every point comes from", "扫码核验每一分怎么来的")
CODE = Text("Code {code}", "核验码 {code}")


def numeral(number: int) -> str:
    """Return a number from 1 to 99 as a Chinese numeral: 一, 十, 二十三."""
    if not 0 < number < _HUNDRED:
        raise ValueError(number)
    tens, ones = divmod(number, _TEN)
    text = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return text + (_DIGITS[ones] if ones else "")


def chinese_date(iso: str) -> str:
    """Return the date of an ISO time as it is printed: 2023年7月20日."""
    day = datetime.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def notice(result: Result, board: Board, *, address: str) -> dict[str, Any]:
    """Return what the notice prints. `address` is where the result can be checked."""
    official = bool(board["office"] and board["number"])
    issuer = (board["office"] or board["district"])["zh"]
    groups = _ranked_groups(result)
    awards = [_award_section(place, award) for place, award in enumerate(_given(result), start=1)]
    return {
        "title": "".join(_heading(result)),
        "head": f"{issuer}文件",
        "issuer": issuer,
        "number": board["number"] if official else "",
        "heading": _heading(result),
        "to": ADDRESSEES if official else "",
        "opening": [_opening(result)],
        "sections": awards,
        # With several groups the annexes say it all, and the body stays on two pages.
        "tables": [_table(result, groups[0], len(awards) + 1)] if len(groups) == 1 else [],
        "closing": [_closing(board)],
        "annexes": [annex for group in groups for annex in _annexes(result, group)],
        "qr": qr(address),
        "proof": _proof(result, board),
        "date": chinese_date(board["published_at"]),
    }


def poster(
    result: Result, board: Board, group: str, *, address: str, language: Language
) -> dict[str, Any]:
    """Return what the poster of a group prints: its first award, or its first places."""
    award = next((a for a in _given(result) if any(g["group"] == group for g in a["groups"])), None)
    rows = _poster_rows(result, group, award)[:ON_POSTER]
    # More lines leave no room for the picture.
    small = len(rows) <= IN_BODY
    picture = bump(result, group, language, Frame(640, 178), focus_only=True) if small else ""
    in_group = next(g for g in result["groups"] if g["name"] == group)["title"][language]
    district, title = board["district"][language], result["title"][language]
    period = result["period_title"][language]
    return {
        "lang": language,
        "title": f"{district} {title} {period}",
        "kicker": f"{district} · {title}",
        "award": award["title"][language] if award else RANKING.said_in(language),
        "period": f"{period} · {in_group}",
        "rows": [_poster_row(row, language) for row in rows],
        "bump": picture,
        "bump_title": LAST_RANKS.fill(n=_periods(result)).said_in(language),
        "qr": qr(address),
        "proof": [
            SCAN.said_in(language),
            CODE.fill(code=code_of(board["result"])).said_in(language),
        ],
    }


def _heading(result: Result) -> list[str]:
    first, second = f"关于{result['period_title']['zh']}", f"{result['title']['zh']}考核结果的通报"
    return [first + second] if len(first + second) <= HEADING_WIDTH else [first, second]


def _given(result: Result) -> list[AwardLine]:
    """Return the awards that somebody won."""
    return [a for a in result["awards"] if any(group["winners"] for group in a["groups"])]


def _ranked_groups(result: Result) -> list[GroupLine]:
    return [group for group in result["groups"]
            if any(row["rank"] for row in rows_of(result, group["name"]))]  # fmt: skip


def _rule_name(title: str) -> str:
    """Return the name of the rules that a scheme is: a race is held by its assessment rules."""
    return title if title.endswith(("办法", "方案", "细则", "规定")) else f"{title}考核办法"


def _opening(result: Result) -> str:
    rules = "、".join(
        f"《{_rule_name(rule['title']['zh'])}》"
        for rule in result["mechanisms"]
        if rule["kind"] == "Scheme"
    )
    counted = len(result["rows"])
    return (
        f"根据{rules or '考核办法'}，现将{result['period_title']['zh']}考核结果通报如下。"
        f"本期共 {counted} 家单位参评，设 {len(result['indicators'])} 项指标，"
        f"依据账本所载 {len(result['facts'])} 条数据计算。"
    )


def _closing(board: Board) -> str:
    corrected = (
        f"公布前共更正数据 {len(board['corrections'])} 处，更正前后的数值均可查询。"
        if board["corrections"]
        else ""
    )
    return f"{corrected}各项得分明细、计算过程和数据来源，可扫描二维码查询并自行核验。"


def _award_section(place: int, award: AwardLine) -> dict[str, Any]:
    groups = [group for group in award["groups"] if group["winners"]]
    several = len(groups) > 1
    return {
        "title": f"{numeral(place)}、“{award['title']['zh']}”获得单位",
        "parts": [
            {"title": f"（{numeral(i)}）{group['title']['zh']}。" if several else "",
             "text": "、".join(winner["title"]["zh"] for winner in group["winners"]) + "。"}
            for i, group in enumerate(groups, start=1)
        ],
    }  # fmt: skip


def _table(result: Result, group: GroupLine, place: int) -> dict[str, Any]:
    rows = [row for row in rows_of(result, group["name"]) if row["rank"]]
    first = [row for row in rows if (row["rank"] or 0) <= IN_BODY]
    which = "" if len(first) == len(rows) else f"（前{numeral(IN_BODY)}名）"
    return {
        "title": f"{numeral(place)}、综合得分{which}",
        "head": ["名次", "单位", "综合得分", "较上期"],
        "widths": [1, 2, 1.4, 1.4],
        "rows": [
            [str(row["rank"]), row["title"]["zh"], row["total"] or "", _moved(row, "zh") or "—"]
            for row in first
        ],
    }


def _annexes(result: Result, group: GroupLine) -> list[dict[str, Any]]:
    several = len(_ranked_groups(result)) > 1
    whose = group["title"]["zh"] if several else "各单位"
    # The first column of a leaf is its title; six fit across the page.
    leaves = [one for one in result["indicators"] if group["name"] in one["groups"]][:6]
    rows = [row for row in rows_of(result, group["name"]) if row["rank"]]
    annexes: list[dict[str, Any]] = [
        {"kind": "table", "title": f"{result['period_title']['zh']}{whose}得分明细",
         "head": ["名次", "单位", *(leaf["title"]["zh"] for leaf in leaves), "综合得分"],
         "widths": [1, 2, *([1.3] * len(leaves)), 1.5],
         "rows": [_detail(row, [leaf["path"] for leaf in leaves]) for row in rows],
         "note": STAR_LEGEND.zh if has_marks(result, group["name"]) else ""}
    ]  # fmt: skip
    if picture := bump(result, group["name"], "zh", Frame(560, 660)):
        title = f"{result['period_title']['zh']}{whose}名次变化图"
        annexes.append({"kind": "chart", "title": title, "svg": picture})
    return annexes


def _detail(row: UnitRow, paths: list[str]) -> list[str]:
    by_path = {
        leaf["path"]: shown(leaf["contribution"]) + (STAR if is_marked(leaf) else "")
        for leaf in row["leaves"]
    }
    return [str(row["rank"]), row["title"]["zh"],
            *(by_path.get(path, shown(None)) for path in paths), row["total"] or ""]  # fmt: skip


def _moved(row: UnitRow, language: Language) -> str:
    if row["previous_rank"] is None or row["rank"] is None:
        return ""
    steps = row["previous_rank"] - row["rank"]
    if language == "zh":
        return f"升 {steps} 位" if steps > 0 else f"降 {-steps} 位" if steps < 0 else "持平"
    return f"up {steps}" if steps > 0 else f"down {-steps}" if steps < 0 else "level"


def _poster_rows(result: Result, group: str, award: AwardLine | None) -> list[UnitRow]:
    rows = rows_of(result, group)
    if award is None:
        return [row for row in rows if (row["rank"] or ON_POSTER + 1) <= IN_BODY]
    return [row for row in rows if award["name"] in row["awards"]]


def _poster_row(row: UnitRow, language: Language) -> dict[str, Any]:
    rose = bool(row["rank"] and row["previous_rank"] and row["previous_rank"] > row["rank"])
    return {"rank": str(row["rank"] or ""), "name": row["title"][language],
            "moved": _moved(row, language), "rose": rose, "total": row["total"] or ""}  # fmt: skip


def _periods(result: Result) -> int:
    earlier = {past["period"] for line in result["history"].values() for past in line}
    return min(MOST_PERIODS, len(earlier) + 1)


def _proof(result: Result, board: Board) -> list[str]:
    return [f"核验码 {code_of(board['result'])}",
            f"第 {board['version']} 版 · 账本第 {result['as_of']} 条为止"]  # fmt: skip
