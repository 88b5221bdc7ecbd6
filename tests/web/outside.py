"""A small district about which a newspaper wrote: two awards, and figures that disagree."""

from bihuan.intake.actions import import_file
from bihuan.measures.engine.awards import COLUMNS as AWARDS
from bihuan.measures.engine.citations import COLUMNS as CITATIONS
from bihuan.measures.outside import load_awards, load_citations
from bihuan.orgs.queries import operator
from tests.measures.cast import AT, ORGANISATION, enact

PERIOD = "2025Q1"
FIGURES = "daily.csv"

INDICATORS = (
    """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: households, title: {zh: 应签约户数, en: Households}}
spec: {every: quarter, unit_of_measure: 户, decimals: 0}
""",
    """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: signed, title: {zh: 已签约户数, en: Signed}}
spec: {every: quarter, unit_of_measure: 户, decimals: 0, asks: [target]}
""",
    """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: rate, title: {zh: 签约率, en: Signing rate}}
spec:
  every: quarter
  unit_of_measure: "%"
  decimals: 1
  plausible:
    beside: [signed, households]
    check: abs(value - 100 * signed / households) <= 0.5
    expected: 100 * signed / households
    because: {zh: 与户数不符, en: not the share of the counts}
""",
)


def listing(columns, *lines):
    """Return a table of published facts."""
    return "\n".join([",".join(columns), *lines]).encode()


def award(unit, period, **other):
    """Return one line of a table of awards."""
    said = {"name": "red-flag", "title": "流动红旗", "position": 1, "quote": "名单如下", **other}
    return (
        f"{said['name']},district,{said['title']},Mobile red flag,{unit},{period},"
        f"{said['position']},清溪区,2025-04-20,清溪日报 第1版,{said['quote']}"
    )


def citation(indicator, unit="yunling", quote="", derived="", basis=","):
    """Return one line of a table of citations."""
    return (
        f"{FIGURES},{unit},{PERIOD},{indicator},清溪日报,2025-04-20,第1版,{quote},{derived},{basis}"
    )


def enacted(root="qingxi", organisation=ORGANISATION):
    """Put the district in force; returns its operator."""
    enact(organisation, *INDICATORS, root=root)
    return operator(root)


def awarded(by, *lines):
    """Record awards."""
    return load_awards(listing(AWARDS, *lines), "awards.csv", by=by, at=AT)


def printed(by, *lines, unit="yunling"):
    """Import three figures of a unit, and cite those of the lines."""
    table = f"unit,period,indicator,value,target\n{unit},{PERIOD},households,66,\n"
    table += f"{unit},{PERIOD},signed,63,70\n{unit},{PERIOD},rate,97,\n"
    import_file(table.encode(), FIGURES, by=by, at=AT)
    return cited(by, *lines)


def cited(by, *lines, **more):
    """Record where figures were printed."""
    return load_citations(listing(CITATIONS, *lines), "citations.csv", by=by, at=AT, **more)
