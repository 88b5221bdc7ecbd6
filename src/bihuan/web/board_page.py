"""The page of one board as a template shows it: words chosen, numbers written, bars measured.

Everything is read from the frozen result; nothing is computed a second time but
widths, places on a range and the columns of a legend.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bihuan.boards.engine.board import Board, rows_of
from bihuan.boards.engine.marks import LEGEND, mark
from bihuan.boards.engine.numbers import plain, shown
from bihuan.ledger.words import Language
from bihuan.measures.unit_names import named
from bihuan.web.board_parts import Adjustment, Holder, Leaf, Part, Row, Segment, Strip
from bihuan.web.firmness import Firmness
from bihuan.web.words import WORDS

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import (
        AdjustmentLine,
        IndicatorLine,
        LeafLine,
        Result,
        SourceLine,
        UnitRow,
        Words,
    )  # fmt: skip

# Six colours tell parts of a bar apart; what comes after them is "other", the seventh.
COLOURS = 6
HUNDRED = Decimal(100)


class BoardPage:
    """One group of a board in one language."""

    def __init__(self, result: Result, board: Board, *, group: str, language: Language) -> None:
        self.result, self.board = result, board
        self.group, self.language = group, language
        self._awards = {award["name"]: award for award in result["awards"]}

    def _say(self, word: str, /, **parameters: object) -> str:
        return WORDS[word].fill(**parameters).said_in(self.language)

    def _in(self, words: Words) -> str:
        return words[self.language]

    @cached_property
    def unit_rows(self) -> list[UnitRow]:
        return rows_of(self.result, self.group)

    @property
    def indicators(self) -> list[IndicatorLine]:
        """The leaves by which this group is scored."""
        return [line for line in self.result["indicators"] if self.group in line["groups"]]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The top of the score tree: what a bar is made of, in the order of the scheme."""
        weights: dict[str, Decimal] = {}
        for line in self.indicators:
            top = line["path"].split("/")[0]
            weights[top] = weights.get(top, Decimal(0)) + Decimal(line["weight"])
        titles = self._titles()
        return tuple(
            Part(path, titles.get(path, path), plain(f"{weight:f}"),
                 place if place <= COLOURS or len(weights) == COLOURS else COLOURS + 1)
            for place, (path, weight) in enumerate(weights.items(), start=1)
        )  # fmt: skip

    def _titles(self) -> dict[str, str]:
        titles = {line["path"]: self._in(line["title"]) for line in self.indicators}
        for row in self.unit_rows[:1]:
            titles.update({node["path"]: self._in(node["title"]) for node in row["nodes"]})
        return titles

    @cached_property
    def _colours(self) -> dict[str, int]:
        return {part.path: part.colour for part in self.parts}

    def _colour(self, path: str) -> int:
        return self._colours.get(path.split("/", maxsplit=1)[0], COLOURS + 1)

    @cached_property
    def scale(self) -> int:
        """What the full width of a bar stands for: 100, or more where somebody has more."""
        most = max((Decimal(row["total"] or 0) for row in self.unit_rows), default=HUNDRED)
        return int(max(HUNDRED, most.to_integral_value() + 1 if most > HUNDRED else most))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._row(row) for row in self.unit_rows)

    def _row(self, row: UnitRow) -> Row:
        segments = self._segments(row)
        parts = self._say("js_comma").join(f"{piece.title}" for piece in segments)
        before, now = row["previous_rank"], row["rank"]
        title = self._in(row["title"])
        return Row(
            unit=row["unit"], title=title, rank=now, tied=row["tied"],
            moved=None if before is None or now is None else before - now,
            total=row["total"] or "", gap=self._gap(row), badges=self._badges(row),
            segments=segments, bar_says=self._say("bar_says", name=title, parts=parts),
            leaves=tuple(self._leaf(leaf) for leaf in row["leaves"]),
            adjustments=tuple(self._adjustment(line) for line in row["adjustments"]),
            vetoes=tuple((self._in(veto["title"]), veto["basis"]) for veto in row["vetoes"]),
            remainders=tuple((self._in(line["why"]), signed(line["amount"]))
                             for line in row["remainders"]),
            sentence=self._in(row["sentence"]), tier=row["tier"],
            band=self.firmness.band(row), firmness=self.firmness.sentence(row),
        )  # fmt: skip

    @cached_property
    def firmness(self) -> Firmness:
        """How firmly the ranks of the group stand."""
        return Firmness(self.result, self.unit_rows, self._titles(), self.language)

    def _gap(self, row: UnitRow) -> str:
        if row["gap"] is None or not row["rank"] or row["rank"] == 1:
            return ""
        return f"−{shown(row['gap']).lstrip('-')}"

    def _badges(self, row: UnitRow) -> tuple[tuple[str, str], ...]:
        held = (self._awards[name] for name in row["awards"] if name in self._awards)
        return tuple((award["look"], self._in(award["title"])) for award in held)

    def _segments(self, row: UnitRow) -> tuple[Segment, ...]:
        earned: dict[str, Decimal] = {}
        for leaf in row["leaves"]:
            top = leaf["path"].split("/")[0]
            earned[top] = earned.get(top, Decimal(0)) + Decimal(leaf["contribution"])
        segments, x = [], Decimal(0)
        for part in self.parts:
            width = earned.get(part.path, Decimal(0))
            if width > 0:
                title = f"{part.title} {shown(f'{width:f}')}"
                segments.append(Segment(_short(x), _short(width), part.colour, title))
                x += width
        return tuple(segments)

    def _leaf(self, leaf: LeafLine) -> Leaf:
        return Leaf(
            title=self._in(leaf["title"]), colour=self._colour(leaf["path"]),
            value=leaf["value"] or "—",
            unit_of_measure=named(leaf["unit_of_measure"]).said_in(self.language),
            target=leaf["target"] or "", prior=leaf["prior"] or "",
            rank=leaf["rank"], of=leaf["of"], low=leaf["low"] or "", high=leaf["high"] or "",
            dot=_dot(leaf), points=shown(leaf["contribution"]), most=plain(leaf["most"]),
            formula=self._in(leaf["formula"]), missing=leaf["missing"],
            source=self._source(leaf["source"]), mark=mark(leaf, self.language),
        )  # fmt: skip

    @property
    def marks_say(self) -> str:
        """What the marks beside values mean."""
        return LEGEND.said_in(self.language)

    def _adjustment(self, line: AdjustmentLine) -> Adjustment:
        size, takes = line["counted"].lstrip("-+"), line["counted"].startswith("-")
        return Adjustment(
            title=self._in(line["title"]), counted=signed(line["counted"]), raw=signed(line["raw"]),
            less=plain(size) if takes else "", more="" if takes else plain(size),
            reason=line["reason"], source=self._source(line["source"]),
        )  # fmt: skip

    def _source(self, source: SourceLine | None) -> str:
        if source is None:
            return ""
        if not source["cell"]:
            return source["name"] or self._say("entered")
        return self._say("cell_is", name=source["name"], sheet=source["sheet"], cell=source["cell"])

    @cached_property
    def strips(self) -> tuple[Strip, ...]:
        """Every award of every group that has winners or a tie left open."""
        strips = []
        for award in self.result["awards"]:
            for line in award["groups"]:
                group = self._in(line["title"]) if len(self.result["groups"]) > 1 else ""
                strips.append(
                    Strip(self._in(award["title"]), award["look"], group, line["k"],
                          tuple(self._holder(winner) for winner in line["winners"]),
                          self._names(line["unresolved"]))
                )  # fmt: skip
        return tuple(strips)

    def _holder(self, winner: Any) -> Holder:
        rose = (winner["previous_rank"] or 0) - (winner["rank"] or 0)
        known = winner["previous_rank"] is not None and winner["rank"] is not None
        return Holder(self._in(winner["title"]), winner["rank"], rose if known else 0,
                      winner["total"] or "", winner["streak"])  # fmt: skip

    def _names(self, units: list[str]) -> str:
        titles = {row["unit"]: self._in(row["title"]) for row in self.result["rows"]}
        return self._say("js_and").join(titles.get(unit, unit) for unit in units)

    @property
    def history(self) -> list[dict[str, Any]]:
        """The ranks of the last periods as a table, for readers who do not see the chart."""
        periods = self.periods
        lines = []
        for row in self.unit_rows:
            past = {p["period"]: p["rank"] for p in self.result["history"].get(row["unit"], ())}
            past[self.result["period"]] = row["rank"]
            lines.append({"title": self._in(row["title"]),
                          "ranks": [past.get(period) or "—" for period in periods]})  # fmt: skip
        return lines

    @cached_property
    def periods(self) -> list[str]:
        past = {p["period"] for row in self.unit_rows
                for p in self.result["history"].get(row["unit"], ())}  # fmt: skip
        return [*sorted(past), self.result["period"]][-COLOURS:]


def signed(number: str) -> str:
    """Return a number with its sign, all its digits and a real minus."""
    size = plain(number.lstrip("+-"))
    return f"−{size}" if number.startswith("-") else f"+{size}"


def _short(number: Decimal) -> str:
    return plain(f"{number:.3f}")


def _dot(leaf: LeafLine) -> str:
    """Return where the value stands between the lowest and the highest, from 6 to 90 of 96."""
    if leaf["taken"] is None or leaf["low"] is None or leaf["high"] is None:
        return ""
    low, high = Decimal(leaf["low"]), Decimal(leaf["high"])
    if high <= low:
        return ""
    share = min(Decimal(1), max(Decimal(0), (Decimal(leaf["taken"]) - low) / (high - low)))
    return _short(6 + 84 * share)
