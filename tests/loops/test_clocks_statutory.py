"""The limits that laws and rules set, each as a clock with its article.

The last days were counted on a wall calendar from 2 March 2026, a Monday. Natural days end on the
day itself: none of these rules moves it, except where the Civil Code's article 203 is named.
"""

from datetime import date

import pytest

from bihuan.loops.engine.clock_words import explain
from bihuan.loops.engine.clocks import Grant, extend
from tests.loops.clock_cast import CALENDAR, at, begun, clock_of

MONDAY = "2026-03-02T09:00"

# what, unit, count, extension, where it stands, its end, its end when extended
SERVICE_LEVELS = [  # hotline, 15.2
    ("mailbox", "hour", 24, 0, "GB/T 33358-2016", "2026-03-03T09:00", ""),
    ("emergency", "hour", 2, 0, "北京12345服务规范（2021征求意见稿）", "2026-03-02T11:00", ""),
    ("water, power, gas, heat", "hour", 24, 0, "北京12345服务规范（2021征求意见稿）",
     "2026-03-03T09:00", ""),
    ("general, Beijing", "day", 7, 0, "北京12345服务规范（2021征求意见稿）", "2026-03-09", ""),
    ("complex, Beijing", "day", 15, 0, "北京12345服务规范（2021征求意见稿）", "2026-03-17", ""),
    ("general, Weifang", "working_day", 5, 0, "潍坊市12345条例 第二十条", "2026-03-09", ""),
    ("general, Jinan", "working_day", 5, 0, "济南市12345条例 第二十四条", "2026-03-09", ""),
    ("accepted online", "hour", 2, 0, "北京12345服务规范（2021征求意见稿）",
     "2026-03-02T11:00", ""),
    ("market complaint accepted", "working_day", 7, 0, "市场监督管理投诉举报处理暂行办法",
     "2026-03-11", ""),
    ("market mediation", "working_day", 45, 0, "市场监督管理投诉举报处理暂行办法",
     "2026-05-08", ""),
    ("market report checked", "working_day", 15, 15, "市场监督管理投诉举报处理暂行办法",
     "2026-03-23", "2026-04-14"),
    ("bad rating rectified", "working_day", 15, 0, "政务服务“好差评”办法", "2026-03-23", ""),
]  # fmt: skip
DEFAULT_PROFILE = [  # an assumption of the product, 15.2
    ("signed for", "business_hour", 4, 0, "默认时限", "2026-03-02T15:00", ""),
    ("returned", "working_day", 1, 0, "默认时限", "2026-03-03", ""),
    ("question", "working_day", 3, 3, "默认时限", "2026-03-05", "2026-03-10"),
    ("complaint", "working_day", 5, 5, "默认时限", "2026-03-09", "2026-03-16"),
    ("complex", "working_day", 15, 15, "默认时限", "2026-03-23", "2026-04-14"),
]  # fmt: skip
PETITIONS = [  # 16
    ("registered and forwarded", "day", 15, 0, "信访工作条例 第二十二条", "2026-03-17", ""),
    ("told whether accepted", "day", 15, 0, "信访工作条例 第二十三条", "2026-03-17", ""),
    ("objection to a transfer", "working_day", 5, 0, "信访工作条例 第二十三条", "2026-03-09", ""),
    ("decided", "day", 60, 30, "信访工作条例 第三十四条", "2026-05-01", "2026-05-31"),
    ("review asked for", "day", 30, 0, "信访工作条例 第三十五条", "2026-04-01", ""),
    ("review", "day", 30, 0, "信访工作条例 第三十五条", "2026-04-01", ""),
    ("re-examination asked for", "day", 30, 0, "信访工作条例 第三十六条", "2026-04-01", ""),
    ("re-examination", "day", 30, 0, "信访工作条例 第三十六条", "2026-04-01", ""),
    ("first steps, Zhejiang 2016", "working_day", 5, 0, "浙江省信访条例", "2026-03-09", ""),
    ("decided, Zhejiang 2016", "day", 30, 60, "浙江省信访条例", "2026-04-01", "2026-05-31"),
]  # fmt: skip
AUDIT = [  # 19.1
    ("rectified and reported", "day", 60, 0, "浙江省审计条例 第三十九条", "2026-05-01", ""),
    ("objection", "day", 30, 0, "浙江省审计条例 第三十六条", "2026-04-01", ""),
    ("review", "day", 30, 0, "浙江省审计条例 第三十六条", "2026-04-01", ""),
    ("further review asked for", "day", 30, 0, "浙江省审计条例 第三十六条", "2026-04-01", ""),
    ("further review", "day", 60, 0, "浙江省审计条例 第三十六条", "2026-05-01", ""),
    ("opinion on the draft", "day", 10, 0, "审计法实施条例 第三十九条", "2026-03-12", ""),
    ("heard by the committee", "month", 6, 0, "监督法 第二十七条", "2026-09-02", ""),
    ("new report, not satisfied", "month", 3, 0, "地方人大规定", "2026-06-02", ""),
]  # fmt: skip
HAZARDS = [  # 20
    ("notice of a stop of power", "hour", 24, 0, "安全生产法 第七十条", "2026-03-03T09:00", ""),
    ("checked on site", "day", 10, 0, "湖北省重大隐患挂牌督办办法", "2026-03-12", ""),
    ("general", "day", 7, 0, "默认时限", "2026-03-09", ""),
    ("major, first grade", "day", 30, 0, "默认时限", "2026-04-01", ""),
    ("major, second grade", "day", 60, 0, "默认时限", "2026-05-01", ""),
    ("major, third grade", "day", 90, 0, "默认时限", "2026-05-31", ""),
]  # fmt: skip
EXPROPRIATION = [  # 21.1
    ("first notice", "working_day", 10, 0, "土地管理法实施条例 第二十六条", "2026-03-16", ""),
    ("plan announced", "day", 30, 0, "土地管理法实施条例 第二十八条", "2026-04-01", ""),
    ("notice after approval", "working_day", 15, 0, "土地管理法实施条例 第三十一条",
     "2026-03-23", ""),
    ("notice stays up", "working_day", 10, 0, "浙江省土地管理条例 第四十五条", "2026-03-16", ""),
    ("paid in full", "day", 60, 0, "浙江省土地管理条例 第四十六条", "2026-05-01", ""),
]  # fmt: skip
OBJECTIONS = [  # 28.1
    ("Hangzhou, object", "working_day", 3, 0, "杭州市绩效管理条例 第二十五条", "2026-03-05", ""),
    ("Hangzhou, decide", "working_day", 10, 0, "杭州市绩效管理条例 第二十五条", "2026-03-16", ""),
    ("Jinan, object", "working_day", 15, 0, "济南市绩效管理条例 第二十六条", "2026-03-23", ""),
    ("Jinan, decide", "working_day", 10, 5, "济南市绩效管理条例 第二十六条",
     "2026-03-16", "2026-03-23"),
    ("supervision, object", "day", 30, 0, "政府督查工作条例 第十七条", "2026-04-01", ""),
    ("supervision, decide", "day", 30, 0, "政府督查工作条例 第十七条", "2026-04-01", ""),
    ("civil servant, ask for review", "day", 30, 0, "公务员法 第九十五条", "2026-04-01", ""),
    ("civil servant, review", "day", 30, 0, "公务员法 第九十六条", "2026-04-01", ""),
    ("civil servant, appeal", "day", 15, 0, "公务员法 第九十五条", "2026-03-17", ""),
    ("civil servant, decide", "day", 60, 30, "公务员法 第九十六条", "2026-05-01", "2026-05-31"),
]  # fmt: skip
ALL = [
    *SERVICE_LEVELS, *DEFAULT_PROFILE, *PETITIONS, *AUDIT, *HAZARDS, *EXPROPRIATION, *OBJECTIONS,
]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "unit", "more", "basis", "end", "extended"),
    [(count, unit, more, basis, end, extended)
     for _, unit, count, more, basis, end, extended in ALL],
    ids=[what for what, *_ in ALL],
)  # fmt: skip
def test_a_limit_of_the_law_ends_when_the_law_says(count, unit, more, basis, end, extended):  # noqa: PLR0913, PLR0917  # a row of the table
    extension = {"max_times": 1, "max_count": more, "approver_role": "unit_head"} if more else None
    clock = clock_of(count, unit, extension=extension, basis=basis)
    running = begun(clock, MONDAY)
    if "T" in end:
        assert running.due == at(end)
    else:
        assert running.day == date.fromisoformat(end)
    assert explain(running, clock, CALENDAR).zh.endswith(f"依据：{basis}。")
    if more:
        granted = extend(running, clock, Grant(more, at(MONDAY), 2, {"unit_head"}), CALENDAR)
        assert granted.day == date.fromisoformat(extended)


# domain rules 2.2
@pytest.mark.parametrize(
    ("start", "count", "unit", "roll", "last"),
    [
        ("2023-09-27", 5, "working_day", "none", "2023-10-10"),
        ("2023-09-28", 7, "working_day", "none", "2023-10-13"),
        ("2025-09-26", 5, "working_day", "none", "2025-10-10"),
        ("2026-02-11", 3, "working_day", "none", "2026-02-14"),
        ("2026-02-13", 5, "working_day", "none", "2026-02-27"),
        ("2026-09-30", 5, "working_day", "none", "2026-10-13"),
        ("2023-08-03", 60, "day", "none", "2023-10-02"),
        ("2023-08-03", 60, "day", "next_after_holiday", "2023-10-07"),
        ("2026-09-17", 15, "day", "next_after_holiday", "2026-10-08"),
        ("2026-08-04", 60, "day", "next_after_holiday", "2026-10-08"),
    ],
)
def test_the_published_vectors_hold_for_clocks(start, count, unit, roll, last):
    running = begun(clock_of(count, unit, roll), f"{start}T16:00")
    assert running.day == date.fromisoformat(last)


def test_the_lists_are_whole():
    assert len(ALL) == 56
    assert all(basis for *_, basis, _, _ in ALL)
