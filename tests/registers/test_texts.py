from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.registers import queries
from bihuan.registers.engine.pairs import covering, likeness, pairs, searchable
from tests.registers.cast import AT, LATER, district, project

WORDS = st.text("道路塌陷消防a ", max_size=12).map(searchable)


@given(WORDS, WORDS)
def test_a_text_stands_in_another_only_where_all_its_pairs_do(text, other):
    if len(text) >= 2 and text in other:
        assert set(covering(text)) <= set(pairs(text)) <= set(pairs(other))


@given(WORDS.filter(lambda text: len(text) >= 2))
def test_the_covering_pairs_hold_every_character(text):
    assert set("".join(covering(text))) == set(text)


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_the_same_from_both_sides(one, other):
    share = likeness(one, other)
    assert 0 <= share <= 1
    assert share == likeness(other, one)
    assert likeness(one, one) == 1


def test_likeness_counts_the_common_pairs_of_all():
    # 东门 门路 路灯 灯不 不亮, and 西门 门路 路灯 灯不 不亮: four of six.
    assert likeness("东门路灯不亮", "西门路灯不亮") == Fraction(4, 6)


@pytest.mark.django_db
@pytest.mark.parametrize(("least", "found"), [("0.3", 3), ("0.6", 2), ("0.7", 1), ("1", 1)])
def test_what_is_alike_is_proposed_the_most_alike_first(least, found):
    district()
    same = project("东门路灯不亮").id
    near = project("西门路灯不亮").id
    far = project("东门路灯损坏").id
    project("医保咨询")
    project("东门路灯不亮", at=LATER)
    asked = queries.resembling("qingxi", "projects", "东门路灯不亮", since=AT, least=least)
    assert [each for each in asked if each in {same, near, far}] == [same, near, far][:found]
    later = queries.resembling("qingxi", "projects", "东门路灯不亮", since=LATER, least=least)
    assert len(later) == 1
