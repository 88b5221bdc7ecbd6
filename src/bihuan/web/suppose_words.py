"""Words of the page that tries other choices: the methods it offers, and what a draft changes."""

from __future__ import annotations

from collections.abc import Mapping

from bihuan.ledger.words import Language, Text
from bihuan.mechanisms.planning import Difference
from bihuan.web.words import WORDS

# Methods that need nothing but their name, so that a page can offer them.
METHODS = {
    "completion": Text("completion of the target", "完成率计分"),
    "target_or_nothing": Text("target met or nothing", "达标计分"),
    "rank_step": Text("step for each place", "名次递减计分"),
    "rank_linear": Text("spread by place", "名次等差计分"),
    "minmax_base": Text("between worst and best, 60 % base", "极差法（60+40）"),
    "zscore": Text("standard deviations from the mean", "标准分"),
    "percentile": Text("share of units below", "百分位"),
    "borda": Text("share of units beaten (Borda)", "波达计分"),
}
KEYS = {"weight": "suppose_weight", "target": "suppose_target", "method": "suppose_method"}


def told(difference: Difference, titles: Mapping[str, str], language: Language) -> str:
    """Return a change of the draft as readers call it; the place in the file where none does.

    Args:
        difference: between the scheme and the draft.
        titles: of the parts, by their path from the root.
        language: of the reader.
    """
    part, key = _place(difference.path)
    if part not in titles:
        return difference.text.said_in(language).strip()
    name = WORDS[KEYS[key]].said_in(language) if key in KEYS else key
    before, after = (
        WORDS["suppose_unwritten"].said_in(language) if value is None
        else METHODS[value].said_in(language) if key == "method" and value in METHODS
        else value
        for value in (difference.before, difference.after)
    )  # fmt: skip
    colon = ": " if language == "en" else "："
    return f"{titles[part]} · {name}{colon}{before} → {after}"


def _place(path: str) -> tuple[str, str]:
    """Return the part of a score that a place of the file lies in, and the key in it."""
    steps = path.removeprefix("spec.score.").split(".")
    names = []
    while len(steps) > 2 and steps[0] == "parts":  # noqa: PLR2004 - parts, a name and a key
        names.append(steps[1])
        steps = steps[2:]
    return "/".join(names), ".".join(steps)
