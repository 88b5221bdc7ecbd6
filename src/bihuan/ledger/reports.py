"""What verification and rebuilding report: whether all is well, and each thing that is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.ledger.words import Said, Text


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check.

    Args:
        summary: one sentence on what was looked at.
        figures: how many of what were looked at, and the root they lead to.
        problems: each thing that is wrong; empty if all is well.
    """

    summary: Text
    figures: Mapping[str, int | str]
    problems: tuple[Said, ...]

    @property
    def good(self) -> bool:
        return not self.problems

    @property
    def lines(self) -> tuple[Text, ...]:
        """What a person reads, line by line: the problems first, the summary last."""
        return (*(_line(problem) for problem in self.problems), self.summary)

    def as_data(self) -> dict[str, Any]:
        """What a program reads."""
        problems = [
            {"error": p.code, "message": p.text.en, "help": p.help.en if p.help else None}
            for p in self.problems
        ]
        return {"good": self.good, **self.figures, "problems": problems}


def _line(problem: Said) -> Text:
    code = f"[{problem.code}]"
    return Text(en=f"{code} {problem.text.en}", zh=f"{code} {problem.text.zh}")
