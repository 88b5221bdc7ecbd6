"""What the sender of a file takes away: what was stored, under which number, with which proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bihuan.calendars.queries import CHINA
from bihuan.ledger.words import Text
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.drawing import as_json, where

_ALREADY = Text(
    "This file was imported before, at {recorded}. Nothing was stored again.",
    "该文件已于 {recorded} 导入，未重复保存。",
)
_COUNTS = Text(
    "{read} figures read: {stored} new, {corrected} corrected, {unchanged} unchanged.",
    "共读取 {read} 项数据：新增 {stored} 项，更正 {corrected} 项，未变 {unchanged} 项。",
)
_LEFT_OUT = Text(
    "{left_out} were left out because of {mistakes} mistakes.",
    "另有 {left_out} 项因 {mistakes} 处错误未保存。",
)
_FACT = Text("Fact {fact}, leaf hash {leaf}", "记录编号 {fact}，哈希 {leaf}")
_NOTE = Text("Please look: {place} {says}", "请核对：{place} {says}")
_UNLISTED = Text("{count} more are not listed.", "另有 {count} 项未列出。")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to an import that stored what it could.

    Args:
        document: SHA-256 of the file.
        read: rows of figures found fit; of them `stored` are new, `corrected` replace what
            stood, `unchanged` say what is recorded already.
        left_out: rows with a mistake, where clean ones were kept all the same.
        fact: the bulk fact, empty if nothing was new; `corrections` are facts of their own.
        leaf: leaf hash of the fact (hex), to be checked once the fact is sealed.
        recorded: when the fact was recorded.
        already: the same file was imported before; the receipt is that of then.
        warnings: what a person should look at; nothing was refused for it.
        unlisted: warnings beyond those listed.
        mistakes: what was wrong with the rows left out.
    """

    document: str
    read: int = 0
    stored: int = 0
    corrected: int = 0
    unchanged: int = 0
    left_out: int = 0
    fact: str = ""
    corrections: tuple[str, ...] = ()
    leaf: str = ""
    recorded: datetime | None = None
    already: bool = False
    warnings: tuple[Diagnostic, ...] = ()
    unlisted: int = 0
    mistakes: tuple[Diagnostic, ...] = ()

    @property
    def lines(self) -> tuple[Text, ...]:
        """The receipt in sentences."""
        if self.already:
            said = [_ALREADY.fill(recorded=_moment(self.recorded))]
        else:
            said = [
                _COUNTS.fill(
                    read=self.read,
                    stored=self.stored,
                    corrected=self.corrected,
                    unchanged=self.unchanged,
                )
            ]
        if self.left_out:
            said.append(_LEFT_OUT.fill(left_out=self.left_out, mistakes=len(self.mistakes)))
        if self.fact:
            said.append(_FACT.fill(fact=self.fact, leaf=self.leaf))
        said += [_NOTE.fill(place=where(each.place), says=each.text) for each in self.warnings]
        if self.unlisted:
            said.append(_UNLISTED.fill(count=self.unlisted))
        return tuple(said)

    def as_data(self) -> dict[str, Any]:
        """Return the receipt as plain data for programs."""
        return {
            "document": self.document,
            "already": self.already,
            "read": self.read,
            "stored": self.stored,
            "corrected": self.corrected,
            "unchanged": self.unchanged,
            "left_out": self.left_out,
            "fact": self.fact,
            "corrections": list(self.corrections),
            "leaf": self.leaf,
            "recorded": self.recorded.isoformat() if self.recorded else None,
            "warnings": [as_json(each) for each in self.warnings],
            "warnings_unlisted": self.unlisted,
            "mistakes": [as_json(each) for each in self.mistakes],
        }


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
