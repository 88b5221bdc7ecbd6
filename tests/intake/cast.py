"""The cast of the tests of reading: three towns, three indicators, one quarter."""

from collections.abc import Mapping

from bihuan.calendars.engine.periods import Period
from bihuan.intake.engine.forms import Form
from bihuan.intake.engine.found import Found
from bihuan.intake.engine.lexicon import Lexicon
from bihuan.intake.engine.opening import open_file, read_opened
from bihuan.ledger.words import Refused, Text
from bihuan.measures.observations import Declared, Observation
from bihuan.measures.spec import IndicatorSpec
from bihuan.orgs.engine.names import Directory
from bihuan.orgs.units import Unit

QUARTER = Period.parse("2025Q2")
DIGEST = "ab12" * 16

UNITS = (
    Unit("yunling", "town", Text("Yunling", "云岭镇"), "云岭", "qingxi", "/qingxi/yunling/"),
    Unit("shuikou", "town", Text("Shuikou", "水口镇"), "水口", "qingxi", "/qingxi/shuikou/"),
    Unit(
        "baita", "township", Text("Baita", "白塔乡"), "白塔", "qingxi", "/qingxi/baita/",
        also=("白塔回乡",),
    ),
)  # fmt: skip

INVESTMENT = Declared(
    "investment",
    Text("Investment", "固定资产投资"),
    IndicatorSpec.model_validate(
        {
            "every": "quarter",
            "unit_of_measure": "万元",
            "asks": ["target", "prior"],
            "source_unit": "stats",
            "plausible": {"min": 0, "max": 900000},
        }
    ),
    "d1",
)
RATE = Declared(
    "closing-rate",
    Text("Closing rate", "办结率"),
    IndicatorSpec(every="quarter", unit_of_measure="%", decimals=1),
    "d2",
)
CASES = Declared(
    "cases",
    Text("Cases", "案件数"),
    IndicatorSpec(every="quarter", unit_of_measure="件", decimals=0),
    "d3",
)
INDICATORS = {each.name: each for each in (INVESTMENT, RATE, CASES)}


def form(
    standing: Mapping[tuple[str, str], Observation] | None = None,
    *,
    concerned: Mapping[str, frozenset[str]] | None = None,
) -> Form:
    """Return the form of the race; by default each indicator concerns each unit."""
    return Form(
        "race",
        Text("Horse race", "投资“赛马”"),
        DIGEST,
        QUARTER,
        UNITS,
        tuple(INDICATORS.values()),
        {"stats": Text("Statistics bureau", "统计局")},
        standing or {},
        concerned or {},
    )


def lexicon(
    *, period: Period | None = None, admit=lambda _unit, _period: None, concerned=None
) -> Lexicon:
    """Return what the names mean in the district of the cast."""
    return Lexicon(
        lambda asked: Directory(UNITS, asked.last),
        lambda _: INDICATORS,
        admit=admit,
        scheme=Text("Horse race", "投资“赛马”"),
        only=frozenset(INDICATORS),
        concerned=concerned,
        period=period,
    )


def read(content: bytes, name: str = "form.xlsx", **more) -> Found:
    """Read a file as the cast's district does."""
    return read_opened(open_file(content, name), lexicon(**more), digest=DIGEST)


def codes(found: Found) -> list[str]:
    return [each.code for each in found.all_mistakes()]


def refusal(content: bytes, name: str = "form.xlsx") -> str:
    """Return the code with which a file is refused as a whole; "" if it is read."""
    try:
        read(content, name)
    except Refused as refused:
        return refused.code
    return ""
