"""How firmly ranks stand, as a board shows it: a thin band and a sentence for each unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bihuan.boards.engine.numbers import plain
from bihuan.ledger.words import Language
from bihuan.schemes.queries import Places, Result, SwapLine, UnitRow
from bihuan.web.board_parts import Band
from bihuan.web.words import WORDS

# The width of a band that spans the whole group, and the least that is still seen.
WIDE, LEAST = 46, 4


class Firmness:
    """The robustness of a result, for the units of one group."""

    def __init__(
        self,
        result: Result,
        rows: Sequence[UnitRow],
        titles: Mapping[str, str],
        language: Language,
    ) -> None:
        found = result.get("robustness")
        self.found, self.titles, self.language = found, titles, language
        self.units = {row["unit"]: row for row in rows}
        bands = found["bands"] if found else []
        self.bands = {band["unit"]: band for band in bands if band["unit"] in self.units}
        swaps = found["swaps"] if found else []
        self.behind = {swap["above"]: swap for swap in swaps if swap["below"] in self.units}
        self.most = max((band["high"] for band in self.bands.values()), default=1)
        self.most = max(self.most, len(self.bands))

    def _say(self, word: str, /, **parameters: object) -> str:
        return WORDS[word].fill(**parameters).said_in(self.language)

    @property
    def meaning(self) -> str:
        """What the bands mean, or why there are none; empty where none were asked for."""
        if self.found is None or not self.units:
            return ""
        if not self.bands:
            return self._say("band_none") if "" in self.found["held"] else ""
        within = f"{(Decimal(self.found['within']) * 100).normalize():f}"
        said = [self._say("band_meaning", n=f"{self.found['replicates']:,}", within=within)]
        nodes = {
            node["path"]: node["title"] for row in self.units.values() for node in row["nodes"]
        }
        held = [nodes[path][self.language] for path in self.found["held"] if path in nodes]
        if held:
            between = ", " if self.language == "en" else "、"
            said.append(self._say("band_held", names=between.join(held)))
        return " ".join(said) if self.language == "en" else "".join(said)

    def band(self, row: UnitRow) -> Band | None:
        """Return the band of a unit as it is drawn; None where it has none."""
        places = self.bands.get(row["unit"])
        if places is None or row["rank"] is None:
            return None
        step = Decimal(WIDE - LEAST) / max(self.most - 1, 1)
        x, end = (step * (places[name] - 1) for name in ("low", "high"))
        dot = step * (min(row["rank"], self.most) - 1) + LEAST // 2
        return Band(_short(x), _short(end - x + LEAST), _short(dot), self._places(places))

    def _places(self, places: Places) -> str:
        if places["low"] == places["high"]:
            return self._say("band_one", n=places["low"])
        return self._say("band_between", low=places["low"], high=places["high"])

    def sentence(self, row: UnitRow) -> str:
        """Say where other weights would put a unit, and what would bring the next one level."""
        places = self.bands.get(row["unit"])
        if places is None:
            return ""
        swap = self.behind.get(row["unit"])
        told = [self._places(places)] + ([self._swap(swap)] if swap else [])
        return " ".join(told) if self.language == "en" else "".join(told)

    def _swap(self, swap: SwapLine) -> str:
        name = self.units[swap["below"]]["title"][self.language]
        if swap["path"] is None or swap["from"] is None or swap["to"] is None:
            return self._say("swap_none", name=name)
        title = self.titles.get(swap["path"], swap["path"])
        old, new = plain(swap["from"]), plain(swap["to"])
        return self._say("swap", name=name, title=title, old=old, new=new)


def _short(number: Decimal) -> str:
    return f"{number:.1f}"
