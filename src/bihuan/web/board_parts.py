"""The parts of a board as a template shows them: words chosen, numbers written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the score as a colour: a leaf, or a node at the top of the tree."""

    path: str
    title: str
    weight: str
    colour: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a unit's bar, from `x`, so many parts of `BoardPage.scale` wide."""

    x: str
    width: str
    colour: int
    title: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One line of the explanation of a score."""

    title: str
    colour: int
    value: str
    unit_of_measure: str
    target: str
    prior: str
    rank: int | None
    of: int
    low: str
    high: str
    dot: str
    points: str
    most: str
    formula: str
    missing: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A bonus or a deduction as it counted; `less` is its size if it takes away."""

    title: str
    counted: str
    raw: str
    less: str
    more: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Band:
    """The places of a unit under other weights, drawn from `x`, `width` wide, the own at `dot`."""

    x: str
    width: str
    dot: str
    says: str


@dataclass(frozen=True, slots=True)
class Row:
    """One unit in the ranking, with everything that opens under it."""

    unit: str
    title: str
    rank: int | None
    tied: bool
    moved: int | None
    total: str
    gap: str
    badges: tuple[tuple[str, str], ...]
    segments: tuple[Segment, ...]
    bar_says: str
    leaves: tuple[Leaf, ...]
    adjustments: tuple[Adjustment, ...]
    vetoes: tuple[tuple[str, str], ...]
    remainders: tuple[tuple[str, str], ...]
    sentence: str
    tier: str
    band: Band | None
    firmness: str

    @property
    def leads(self) -> bool:
        """It holds the award that is shown in gold."""
        return any(look == "gold" for look, _ in self.badges)

    @property
    def marked(self) -> bool:
        """Some value was filled in or treated."""
        return any(leaf.mark for leaf in self.leaves)

    @property
    def up(self) -> int:
        return max(0, self.moved or 0)

    @property
    def down(self) -> int:
        return max(0, -(self.moved or 0))


@dataclass(frozen=True, slots=True)
class Holder:
    """A winner as the strip of an award shows it."""

    title: str
    rank: int | None
    rose: int
    total: str
    streak: int


@dataclass(frozen=True, slots=True)
class Strip:
    """An award in one group."""

    title: str
    look: str
    group: str
    k: int
    holders: tuple[Holder, ...]
    unresolved: str
