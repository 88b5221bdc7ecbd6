"""Awards given by others: reading a table of them, and counting streaks."""

from __future__ import annotations

from collections.abc import Container, Iterator

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.facts import Source
from bihuan.ledger.words import Text
from bihuan.measures.engine.listing import (
    DAY,
    NUMBER,
    PERIOD,
    SLUG,
    Line,
    one_of,
    read_listing,
    words,
)
from bihuan.measures.observations import Award, Streak

LEVELS = ("province", "city", "district")
COLUMNS = {
    "award": SLUG, "level": one_of(*LEVELS), "title_zh": words(200), "title_en": words(200),
    "unit": words(63), "period": PERIOD, "position": NUMBER, "published_by": words(200),
    "published_on": DAY, "place": words(200), "quote": words(1000, least=0),
}  # fmt: skip


def read_awards(content: bytes, name: str = "awards.csv") -> tuple[Award, ...]:
    """Return the awards in a CSV table (UTF-8); raises `Findings` with every cell that is wrong."""
    return tuple(award_of(line) for line in read_listing(content, name, COLUMNS))


def streak(periods: Container[str], last: str) -> Streak | None:
    """Return the run of periods held without a gap that ends with `last`; None if not held then."""
    if last not in periods:
        return None
    run = [last, *_back_from(last, periods)]
    return Streak(len(run), run[-1], last)


def _back_from(period: str, held: Container[str]) -> Iterator[str]:
    before = str(Period.parse(period).previous())
    while before in held:
        yield before
        before = str(Period.parse(before).previous())


def award_of(line: Line) -> Award:
    """Return the award in a line."""
    said = line.says
    return Award(
        award=said["award"],
        level=said["level"],
        unit=said["unit"],
        period=said["period"],
        position=int(said["position"]),
        title=Text(en=said["title_en"], zh=said["title_zh"]),
        published_by=said["published_by"],
        published_on=said["published_on"],
        place=said["place"],
        quote=said["quote"],
        source=Source(cell=line.place),
    )
