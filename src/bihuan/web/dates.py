"""Dates as they are printed: 2023年7月20日, 20 July 2023; shown in the district's time."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localtime

from bihuan.ledger.words import Language


def day(moment: datetime, language: Language) -> str:
    """Return the date of a moment."""
    local = localtime(moment)
    if language == "zh":
        return f"{local.year}年{local.month}月{local.day}日"
    return f"{local.day} {local:%B} {local.year}"


def short_day(when: date, language: Language) -> str:
    """Return a day near to another one that is named in full."""
    return f"{when.month}月{when.day}日" if language == "zh" else f"{when.day} {when:%B}"


def minute(moment: datetime, language: Language) -> str:
    """Return a moment of this year's log, to the minute."""
    local = localtime(moment)
    if language == "zh":
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {local:%b} {local:%H:%M}"
