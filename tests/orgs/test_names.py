# ruff: noqa: RUF001 - full-width digits are what is tested here
from datetime import date

import pytest

from bihuan.ledger.words import Refused, Text
from bihuan.orgs.engine.names import Directory
from bihuan.orgs.engine.tree import in_circle, path
from bihuan.orgs.units import Code, Unit

ON = date(2025, 7, 1)
HUANGTANKOU = Unit(
    "huangtankou", "township", Text("Huangtankou", "黄坛口乡"),
    also=("黄坛回乡",), codes=(Code("division", "330803219"),),
)  # fmt: skip
SHANGFANG = Unit("shangfang", "town", Text("Shangfang", "上方镇"), short="上方")
FIRE = Unit("fire", "department", Text("Fire Brigade", "区消防大队"), also=("大队",))
POLICE = Unit("police", "department", Text("Police", "区公安大队"), also=("大队",))
LATER = Unit("newtown", "town", Text("New Town", "新城镇"), since=date(2026, 1, 1))
TOWNS = Directory((HUANGTANKOU, SHANGFANG, FIRE, POLICE), ON, [LATER])


@pytest.mark.parametrize(
    "written",
    [
        "huangtankou",
        "黄坛口乡",
        "黄坛回乡",
        "330803219",
        "３３０８０３２１９",
        " 黄坛口 乡 ",
        "HUANGTANKOU",
    ],
)
def test_a_unit_is_known_by_slug_title_code_and_known_misprints(written):
    assert TOWNS.resolve(written) is HUANGTANKOU


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("上访镇", "unit-misspelt"),
        ("大队", "unit-ambiguous"),
        ("新城镇", "unit-not-yet"),
        ("", "unit-unknown"),
    ],
)
def test_what_names_no_single_unit_is_refused(written, code):
    with pytest.raises(Refused) as refusal:
        TOWNS.resolve(written)
    assert refusal.value.code == code


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(Refused) as refusal:
        TOWNS.resolve("上访镇")
    assert refusal.value.said.help.zh == "是不是“上方镇”？"


def test_an_ambiguous_name_is_answered_with_all_that_it_may_be():
    with pytest.raises(Refused) as refusal:
        TOWNS.resolve("大队")
    assert refusal.value.said.text.zh == "“大队”可指区公安大队、区消防大队"


def test_a_path_leads_from_the_root_down_and_ends_in_a_circle():
    parents = {"village": "town", "town": "district", "district": ""}
    assert path("village", parents) == "/district/town/village/"
    assert not in_circle("village", parents)
    assert in_circle("a", {"a": "b", "b": "a"})
    assert path("a", {"a": "b", "b": "a"})
