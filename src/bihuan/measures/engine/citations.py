"""Where printed figures were published: reading a table of citations."""

from __future__ import annotations

from bihuan.ledger.facts import Source
from bihuan.ledger.words import Refused, Text
from bihuan.measures.engine.listing import (
    DAY,
    LISTING_LINE,
    PERIOD,
    SLUG,
    Column,
    Line,
    words,
)
from bihuan.measures.observations import Citation

DERIVED = ("value", "target", "prior", "period")
COLUMNS = {
    "file": words(200), "unit": words(63), "period": PERIOD, "indicator": SLUG,
    "published_by": words(200), "published_on": DAY, "place": words(200),
    "quote": words(1000, least=0),
    "derived": Column(
        lambda text: set(text.split()) <= set(DERIVED),
        Text(
            en="some of value, target, prior and period, with spaces between, or nothing",
            zh="value、target、prior、period 中的若干项，以空格分隔，或留空",
        ),
    ),
    "basis_zh": words(200, least=0), "basis_en": words(200, least=0),
}  # fmt: skip
_BASIS = Text(en="how the derived figures follow from the printed ones", zh="推算数由哪些原数得出")


def citation_of(line: Line) -> Citation:
    """Return the citation in a line.

    What is derived needs its basis in both languages: a number without one is not published.
    """
    said = line.says
    for column in ("basis_zh", "basis_en"):
        if said["derived"].strip() and not said[column].strip():
            raise Refused(LISTING_LINE, text="", column=column, rule=_BASIS)
    return Citation(
        indicator=said["indicator"],
        unit=said["unit"],
        period=said["period"],
        published_by=said["published_by"],
        published_on=said["published_on"],
        place=said["place"],
        quote=said["quote"],
        derived=tuple(said["derived"].split()),
        basis=Text(en=said["basis_en"], zh=said["basis_zh"]),
        source=Source(cell=line.place),
    )
