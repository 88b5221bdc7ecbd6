"""Dates as they are printed: 2023年7月20日, 20 July 2023; shown in the district's time."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime

from bihuan.ledger.words import Language


def day(moment: datetime, language: Language) -> str:
    """Return the date of a moment."""
    local = localtime(moment)
    if language == "zh":
        return f"{local.year}年{local.month}月{local.day}日"
    return f"{local.day} {local:%B} {local.year}"


def minute(moment: datetime, language: Language) -> str:
    """Return a moment of this year's log, to the minute."""
    local = localtime(moment)
    if language == "zh":
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {local:%b} {local:%H:%M}"
