"""Units of measure in words, as they are shown beside a number.

Files, facts and results keep the unit as it is written in Chinese; only what a reader of English
is shown is translated.
"""

from __future__ import annotations

from bihuan.ledger.words import Text

# A plain count needs no word in English.
_ENGLISH = {
    "元": "yuan", "个百分点": "percentage points", "百分点": "percentage points",
    "平方米": "m²", "亩": "mu", "公顷": "ha", "平方公里": "km²", "平方千米": "km²", "立方米": "m³",
    "米": "m", "公里": "km", "千米": "km", "克": "g", "公斤": "kg", "千克": "kg", "吨": "t",
    "千瓦": "kW", "兆瓦": "MW", "千瓦时": "kWh", "度": "kWh", "吨标煤": "t of coal equivalent",
    "个": "", "家": "", "比值": "", "项": "items", "件": "items", "次": "times", "倍": "times",
    "户": "households", "人": "people", "人次": "visits", "票": "votes", "分": "points",
    "点": "points", "个月": "months", "天": "days", "日": "days", "小时": "hours", "年": "years",
}  # fmt: skip
_TIMES = {
    "十": "ten", "百": "hundred", "千": "thousand", "万": "ten thousand", "百万": "million",
    "十万": "hundred thousand", "千万": "ten million", "亿": "hundred million",
}  # fmt: skip


def named(unit_of_measure: str) -> Text:
    """Return a unit of measure in both languages; what is not known here is shown as written."""
    parts = [_english(part) for part in unit_of_measure.split("/")]
    return Text(en="/".join(parts), zh=unit_of_measure)


def _english(unit: str) -> str:
    if unit in _ENGLISH:
        return _ENGLISH[unit]
    for prefix in sorted(_TIMES, key=len, reverse=True):
        base = unit.removeprefix(prefix)
        if base != unit and base in _ENGLISH:
            return f"{_TIMES[prefix]} {_ENGLISH[base]}".strip()
    return unit
