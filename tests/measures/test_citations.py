"""Where printed figures stand: what may be cited, and what is public because of it."""

from decimal import Decimal
from fractions import Fraction

import pytest

from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.viewer import public
from bihuan.ledger.words import Refused
from bihuan.measures import actions, queries
from bihuan.measures.engine.plausible import doubts, expected
from bihuan.measures.observations import Entry
from bihuan.measures.spec import Plausible
from bihuan.mechanisms.diagnostics import Findings
from bihuan.orgs import queries as orgs
from tests.measures.cast import AT, LATER
from tests.web import outside
from tests.web.outside import PERIOD, citation

pytestmark = pytest.mark.django_db

READER = public("qingxi")
ALL = tuple(citation(name) for name in ("households", "signed", "rate"))


@pytest.fixture
def by():
    return outside.enacted()


def wrong(act, *args, **kwargs):
    with pytest.raises(Findings) as refusal:
        act(*args, **kwargs)
    return [(each.code, each.place.line) for each in refusal.value.diagnostics]


def test_a_cited_value_is_public_with_its_source_and_what_follows_from_it(by):
    loaded = outside.printed(by, *ALL)
    assert (loaded.read, len(loaded.facts)) == (3, 3)
    rate, signed = (
        next(each for each in queries.cited(READER) if each.value.indicator == name)
        for name in ("rate", "signed")
    )
    assert (rate.citation.published_by, rate.citation.published_on) == ("清溪日报", "2025-04-20")
    assert str(rate.expected) == "95.5"
    assert [said.code for said in rate.doubts] == ["value-contradicts"]
    assert signed.completion == Fraction(9, 10)
    assert signed.progress is None
    assert queries.cited(public("linjiang")) == []


def test_the_same_citations_again_record_nothing(by):
    outside.printed(by, *ALL)
    again = outside.cited(by, *ALL)
    assert (again.read, again.facts) == (3, ())
    assert again.as_data()["unchanged"] == 3
    assert rebuild(check=True).problems == ()


def test_other_words_need_a_reason_and_then_replace_the_citation(by):
    outside.printed(by, *ALL)
    other = citation("rate", quote="签约率97%")
    assert wrong(outside.cited, by, other) == [("citation-stands", 2)]
    outside.cited(by, other, reason="补录原文")
    assert [each.quote for each in queries.citations(READER) if each.indicator == "rate"] == [
        "签约率97%"
    ]
    assert rebuild(check=True).problems == ()


def test_only_what_was_read_from_the_cited_table_is_cited(by):
    outside.printed(by)
    entry = Entry("rate", "yunling", PERIOD, "95.5")
    actions.correct(entry, reason="重新计算", by=by, at=LATER)
    found = wrong(outside.cited, by, *ALL)
    assert found == [("citation-of-another", 4)]
    assert queries.citations(READER) == []


def test_every_line_that_cites_nothing_is_told_at_once(by):
    outside.printed(by)
    lines = (
        citation("rate", unit="nowhere"), citation("unheard"), citation("rate", unit="baisha"),
        citation("signed", derived="target"), citation("rate"), citation("rate", quote="再引"),
    )  # fmt: skip
    assert wrong(outside.cited, by, *lines) == [
        ("unit-unknown", 2), ("indicator-unknown", 3), ("nothing-stands", 4), ("listing-line", 5),
        ("row-twice", 7),
    ]  # fmt: skip


def test_a_figure_that_is_derived_from_nothing_known_is_refused(by):
    outside.printed(by)
    assert wrong(outside.cited, by, citation("signed", derived="growth", basis="推算,derived")) == [
        ("listing-line", 2)
    ]


def test_a_clerk_may_not_make_a_figure_public(by):
    outside.printed(by)
    clerk = orgs.viewer("qingxi", "yunling-clerk", AT.date())
    with pytest.raises(Refused) as refusal:
        outside.cited(clerk, *ALL)
    assert refusal.value.code == "may-not-award"


def test_what_figures_lead_to_is_rounded_half_up_at_the_decimals_of_the_value(by):
    declared = queries.indicator(by, "rate", PERIOD).spec.plausible
    value = Decimal("97.0")
    record = {"value": value, "signed": Decimal(63), "households": Decimal(66)}
    assert str(expected(declared, record)) == "95.5"
    (said,) = doubts(declared, record)
    assert said.text.zh == "97.0：与户数不符，按其计算为 95.5"
    assert expected(declared, {**record, "households": Decimal(0)}) is None
    assert expected(Plausible(check="value > 0"), record) is None
