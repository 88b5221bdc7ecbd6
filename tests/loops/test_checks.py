"""Checks of a loop that need an organisation with people; wrong files show the others."""

from bihuan.loops.checks.whole import check, refers
from bihuan.mechanisms.reading import read
from tests.loops.errands import CAST

REGISTER = read(CAST / "errand-list.yaml", "errand-list.yaml")


def organisation(*grants):
    text = (CAST / "organisation.yaml").read_text(encoding="utf-8")
    accounts = sorted({account for account, _, _ in grants})
    lines = ["  accounts:"]
    lines += [
        f"    - {{slug: {each}, person: p-{each}, unit: qingxi, title: {{zh: 账号, en: Account}}}}"
        for each in accounts
    ]
    lines += ["  grants:"]
    lines += [f"    - {{account: {a}, role: {role}, unit: {unit}}}" for a, role, unit in grants]
    return read((text + "\n".join(lines) + "\n").encode(), "organisation.yaml")


def codes(*grants, change=("", "")):
    text = (CAST / "errands.yaml").read_text(encoding="utf-8").replace(*change)
    loop = read(text.encode(), "errands.yaml")
    held = organisation(*grants)
    known = {"Organisation": {held.name: held}, "Register": {REGISTER.name: REGISTER}}
    return [each.code for each in check(loop, known)]


STAFF = (
    ("office", "lead_office", "qingxi"),
    ("judge", "assess_office", "qingxi"),
    ("visitor", "clerk", "tongji"),
)


def test_a_staffed_organisation_is_fine():
    assert codes(*STAFF) == []


def test_an_office_that_nobody_holds_is_told():
    assert codes(*STAFF[:2]) == ["duty-nobody"]


def test_one_person_for_two_duties_that_are_kept_apart_is_told():
    grants = (*STAFF[:2], ("judge", "clerk", "tongji"))
    assert codes(*grants) == ["conflict-nobody"]


def test_a_second_person_is_enough():
    grants = (*STAFF, ("judge", "clerk", "tongji"))
    assert codes(*grants) == []


def test_a_loop_refers_to_its_register_and_to_the_loop_of_its_items():
    loop = read(CAST / "errands.yaml", "errands.yaml")
    assert list(refers(loop)) == [("Register", "errand-list")]
