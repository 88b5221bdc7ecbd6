from datetime import date

import pytest

from bihuan.ledger.viewer import Grant, public
from bihuan.ledger.words import Refused
from bihuan.orgs import queries
from tests.measures.cast import ORGANISATION, district, enact

pytestmark = pytest.mark.django_db

SUMMER = date(2025, 7, 1)
BEFORE = date(2024, 12, 31)


@pytest.fixture(autouse=True)
def operator():
    return district()


def refusal(act, *args):
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value


def slugs(viewer, on=SUMMER):
    return [unit.slug for unit in queries.units(viewer, on)]


def test_units_are_those_that_stand_on_the_day_in_the_order_of_the_file(operator):
    assert slugs(operator) == ["qingxi", "yunling", "baisha", "statistics"]
    assert slugs(operator, BEFORE) == ["qingxi", "yunling", "baisha", "shiqiao", "statistics"]


def test_a_unit_knows_its_path_from_the_root(operator):
    unit = queries.unit(operator, "yunling", SUMMER)
    assert (unit.path, unit.parent, unit.title.zh) == ("/qingxi/yunling/", "qingxi", "云岭镇")


def test_a_town_that_was_merged_is_not_there_afterwards_and_its_successor_is_named(operator):
    gone = refusal(queries.resolve, operator, "石桥镇", SUMMER)
    assert gone.code == "unit-ended"
    assert gone.said.text.zh == "“石桥镇”已于2024-12-31撤销"
    assert "白沙镇" in gone.said.help.zh
    assert queries.unit(operator, "shiqiao", BEFORE).successors == ("baisha",)


def test_a_later_version_rules_from_its_day_and_the_earlier_stays_askable(operator):
    later = ORGANISATION.replace(
        "title: {zh: 清溪区, en: Qingxi}}",
        "title: {zh: 清溪区, en: Qingxi}, effective: 2025-06-01}",
    )
    enact(
        later.replace("云岭镇", "云岭街道").replace(
            "kind: town, title: {zh: 云", "kind: subdistrict, title: {zh: 云"
        )
    )
    assert queries.unit(operator, "yunling", SUMMER).kind == "subdistrict"
    assert queries.unit(operator, "yunling", BEFORE).title.zh == "云岭镇"


def test_an_account_acts_with_the_roles_it_holds_that_day():
    head = queries.viewer("qingxi", "yunling-head", SUMMER)
    assert (head.person, head.grants) == ("p2", (Grant("unit_head", "/qingxi/yunling/"),))
    assert queries.viewer("qingxi", "yunling-head", BEFORE).grants == ()
    assert queries.viewer("qingxi", "office", date(2026, 1, 1)).grants == ()


def test_an_unknown_account_is_refused_and_the_operator_needs_no_organisation():
    assert refusal(queries.viewer, "qingxi", "nobody", SUMMER).code == "account-unknown"
    operator = queries.viewer("elsewhere", "operator", SUMMER)
    assert operator.grants == (Grant("operator", "/elsewhere/"),)


def test_accounts_and_grants_are_seen_by_those_over_the_unit_only(operator):
    def seen(viewer):
        return [account.slug for account in queries.accounts(viewer, SUMMER)]

    everybody = ["audit", "office", "yunling-clerk", "yunling-deputy", "yunling-head"]
    assert seen(operator) == everybody
    assert seen(queries.viewer("qingxi", "audit", SUMMER)) == everybody
    clerk = queries.viewer("qingxi", "yunling-clerk", SUMMER)
    assert seen(clerk) == everybody[2:]
    assert {grant.unit for grant in queries.grants(clerk, SUMMER)} == {"yunling"}
    assert seen(public("qingxi")) == []
    assert queries.grants(public("qingxi"), SUMMER) == ()


def test_two_origins_never_meet(operator):
    district("linjiang")
    other = queries.operator("linjiang")
    assert slugs(other)[0] == "linjiang"
    assert {unit.path.split("/")[1] for unit in queries.units(other, SUMMER)} == {"linjiang"}
    assert refusal(queries.resolve, operator, "linjiang", SUMMER).code.startswith("unit-")
    clerk = queries.viewer("linjiang", "yunling-clerk", SUMMER)
    assert clerk.grants == (Grant("clerk", "/linjiang/yunling/"),)
    assert list(queries.slugs_under(clerk)) == ["yunling"]


def test_an_organisation_is_put_in_force_in_its_own_origin_only():
    refused = refusal(lambda: enact(ORGANISATION.replace("root: ROOT", "root: yunling")))
    assert refused.code == "root-elsewhere"
