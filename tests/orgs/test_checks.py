import pytest

from bihuan.mechanisms.packs import check, known
from bihuan.mechanisms.reading import read

GOOD = """apiVersion: bihuan/v1
kind: Organisation
metadata: {name: qingxi, title: {zh: 清溪区, en: Qingxi}}
spec:
  root: qingxi
  groups:
    - {name: hills, title: {zh: 山区, en: Hills}}
  units:
    - {slug: qingxi, kind: district, title: {zh: 清溪区, en: Qingxi}}
    - slug: yunling
      kind: town
      title: {zh: 云岭镇, en: Yunling}
      parent: qingxi
      group: hills
      codes: [{code: "330899101", since: 2001-01-01, until: 2020-12-31}]
      tile: {col: 1, row: 1}
      until: 2024-12-31
      successors: [baisha]
    - {slug: baisha, kind: town, title: {zh: 白沙镇, en: Baisha}, parent: qingxi}
  accounts:
    - {slug: clerk, person: p1, unit: yunling, title: {zh: 经办人, en: Clerk}}
  posts:
    - {slug: mayor, unit: baisha, title: {zh: 镇长, en: Mayor}}
  grants:
    - {account: clerk, role: clerk, unit: yunling, since: 2020-01-01}
"""
TOWN = "\n    - {slug: shiqiao, kind: town, title: {zh: 石桥镇, en: Shiqiao}, parent: qingxi}"
ADD = "title: {zh: 白沙镇, en: Baisha}, parent: qingxi}"


def found(text, *others):
    mechanisms = [read(each.encode(), f"{n}.yaml") for n, each in enumerate((text, *others))]
    return [(each.code, each.place.line) for each in check(mechanisms[0], known(mechanisms))]


def with_town(**change):
    town = TOWN
    for old, new in change.values():
        town = town.replace(old, new)
    return GOOD.replace(ADD, ADD + town)


def test_a_sound_organisation_has_no_mistake():
    assert found(GOOD) == []
    assert found(with_town()) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("root: qingxi", "root: qingx", "unknown-reference"),
        ("group: hills", "group: hill", "unknown-reference"),
        ("successors: [baisha]", "successors: [bisha]", "unknown-reference"),
        ("unit: baisha", "unit: bisha", "unknown-reference"),
        ("person: p1, unit: yunling", "person: p1, unit: yunlin", "unknown-reference"),
        ("account: clerk", "account: clark", "unknown-reference"),
        ("role: clerk, unit: yunling", "role: clerk, unit: yunlin", "unknown-reference"),
        ("en: Baisha}, parent: qingxi", "en: Baisha}, parent: qinxi", "unknown-reference"),
        ("en: Qingxi}}\n    - slug", "en: Qingxi}, parent: baisha}\n    - slug", "root-has-parent"),
        (", en: Baisha}, parent: qingxi", ", en: Baisha}", "parent-missing"),
        ("until: 2024-12-31\n", "since: 2025-01-01\n      until: 2024-12-31\n", "ends-before"),
        ("until: 2020-12-31", "until: 2000-12-31", "ends-before"),
        ("since: 2020-01-01", "since: 2020-01-01, until: 2019-12-31", "ends-before"),
        ("person: p1", "person: operator", "account-reserved"),
        (
            "  accounts:\n",
            "  accounts:\n    - {slug: public, person: p, unit: baisha, title: {zh: 乙, en: B}}\n",
            "account-reserved",
        ),
        (
            "  accounts:\n",
            "  accounts:\n    - {slug: clerk, person: p2, unit: baisha, title: {zh: 二, en: B}}\n",
            "entry-twice",
        ),
        (
            "  groups:\n",
            "  groups:\n    - {name: hills, title: {zh: 山区二, en: More hills}}\n",
            "entry-twice",
        ),
    ],
)
def test_each_mistake_has_its_code(old, new, code):
    assert old in GOOD
    assert {each for each, _ in found(GOOD.replace(old, new))} == {code}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("slug: shiqiao", "slug: yunling"), "unit-twice"),
        (("石桥镇", "云岭镇"), "name-twice"),
        (("parent: qingxi}", "parent: qingxi, also: [云 岭镇]}"), "name-twice"),
        (("parent: qingxi}", "parent: qingxi, tile: {col: 1, row: 1}}"), "tile-twice"),
        (("parent: qingxi}", 'parent: qingxi, codes: [{code: "330899101"}]}'), "code-twice"),
    ],
)
def test_two_units_cannot_claim_the_same_at_one_time(change, code):
    assert found(with_town(change=change)) == [(code, 20)]
    later = ("parent: qingxi", "since: 2025-01-01, parent: qingxi")
    assert found(with_town(change=change, later=later)) == []


def test_parents_that_name_each_other_are_found():
    circle = GOOD.replace("parent: qingxi\n", "parent: baisha\n").replace(
        "Baisha}, parent: qingxi", "Baisha}, parent: yunling"
    )
    assert [code for code, _ in found(circle)] == ["parent-circle", "parent-circle"]


def test_a_pack_holds_one_organisation():
    other = GOOD.replace("name: qingxi, title", "name: linjiang, title")
    assert found(GOOD, other) == [("one-organisation", 3)]
