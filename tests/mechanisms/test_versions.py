"""Mechanisms put in force, planned and found again by their day."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.viewer import Grant, Viewer
from bihuan.ledger.words import Refused
from bihuan.mechanisms import queries
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.models import MechanismVersion
from bihuan.mechanisms.packs import read_pack

CAST = Path(__file__).parent / "cast"
NOW = datetime(2025, 7, 1, 9, tzinfo=UTC)
SUMMER = date(2025, 7, 1)

pytestmark = pytest.mark.django_db


def operator(origin: str) -> Viewer:
    grants = (Grant("operator", f"/{origin}/"),)
    return Viewer(origin=origin, actor=f"{origin}-desk", person=f"{origin}-li", grants=grants)


OPERATOR = operator("qingxi")


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(CAST, tmp_path / "pack"))


def apply(folder: Path, by: Viewer = OPERATOR) -> list[str]:
    return [fact.subject for fact in apply_pack(read_pack(folder), by=by, at=NOW)]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def weight(on: date) -> int:
    race = queries.in_force(OPERATOR, "Scheme", "race", on)
    return int(race.spec.score.parts[1].weight)


def test_a_pack_is_put_in_force_once_and_the_organisation_first(folder):
    assert apply(folder)[0] == "mechanism:Organisation/qingxi"
    assert apply(folder) == []


def test_a_comment_puts_nothing_new_in_force_and_a_value_does(folder):
    apply(folder)
    change(folder / "race.yaml", "spec:\n", "spec:  # the rule of 2024\n")
    assert apply(folder) == []
    change(folder / "race.yaml", "weight: 40", "weight: 30")
    assert apply(folder) == ["mechanism:Scheme/race"]


def test_a_fact_names_kind_digest_document_and_day(folder):
    facts = apply_pack(read_pack(folder), by=OPERATOR, at=NOW)
    race = next(fact for fact in facts if fact.data["kind"] == "Scheme")
    assert race.kind == "mechanisms.enacted@1"
    assert race.stream == "mechanisms/Scheme/race"
    assert race.data["effective"] == "1949-10-01"
    assert queries.version(race.data["digest"]).text == (folder / "race.yaml").read_bytes()


def test_a_version_rules_from_its_day_until_the_next(folder):
    apply(folder)
    change(folder / "race.yaml", "weight: 40", "weight: 30")
    change(folder / "race.yaml", "  sources", "  effective: 2025-04-01\n  sources")
    apply(folder)
    assert weight(date(2025, 3, 31)) == 40
    assert weight(date(2025, 4, 1)) == 30
    assert len(queries.history(OPERATOR, "Scheme", "race")) == 2


def test_of_two_versions_from_one_day_the_later_enacted_rules(folder):
    apply(folder)
    change(folder / "race.yaml", "weight: 40", "weight: 30")
    apply(folder)
    assert weight(SUMMER) == 30
    change(folder / "race.yaml", "weight: 30", "weight: 40")
    assert apply(folder) == ["mechanism:Scheme/race"]
    assert weight(SUMMER) == 40


def test_two_versions_in_one_pack_are_both_in_force_and_stay_so(folder):
    later = folder / "race-2025.yaml"
    shutil.copy(folder / "race.yaml", later)
    change(later, "  sources", "  effective: 2025-01-01\n  sources")
    change(later, "weight: 40", "weight: 30")
    assert apply(folder).count("mechanism:Scheme/race") == 2
    assert apply(folder) == []
    assert (weight(date(2024, 12, 31)), weight(SUMMER)) == (40, 30)


def test_before_its_first_day_a_mechanism_is_not_in_force(folder):
    change(folder / "race.yaml", "  sources", "  effective: 2025-04-01\n  sources")
    apply(folder)
    with pytest.raises(Refused) as refused:
        queries.in_force(OPERATOR, "Scheme", "race", date(2025, 3, 31))
    assert refused.value.code == "not-in-force"
    assert "无" in refused.value.said.help.zh
    assert queries.all_in_force(OPERATOR, "Scheme", date(2025, 3, 31)) == ()


def test_a_name_that_is_not_in_force_is_answered_with_the_nearest(folder):
    apply(folder)
    with pytest.raises(Refused) as refused:
        queries.in_force(OPERATOR, "Indicator", "start", SUMMER)
    assert 'did you mean "starts"?' in refused.value.said.help.en


def test_all_that_is_in_force_comes_by_name(folder):
    apply(folder)
    names = [each.name for each in queries.all_in_force(OPERATOR, "Indicator", SUMMER)]
    assert names == ["complaints", "investment", "occupancy", "starts"]


def test_two_origins_never_meet(folder):
    apply(folder)
    elsewhere = operator("linjiang")
    assert queries.all_in_force(elsewhere, "Scheme", SUMMER) == ()
    with pytest.raises(Refused):
        queries.in_force(elsewhere, "Scheme", "race", SUMMER)
    assert {change.state for change in queries.plan(read_pack(folder), elsewhere)} == {"new"}


def test_only_an_operator_puts_mechanisms_in_force(folder):
    clerk = Viewer("qingxi", "clerk", "wang", (Grant("clerk", "/qingxi/yunling/"),))
    with pytest.raises(Refused) as refused:
        apply(folder, by=clerk)
    assert refused.value.code == "may-not-enact"


def test_an_operator_of_one_town_changes_no_rule_of_the_district(folder):
    town = Viewer("qingxi", "town", "p-town", (Grant("operator", "/qingxi/yunling/"),))
    with pytest.raises(Refused) as refused:
        apply(folder, by=town)
    assert refused.value.code == "may-not-enact"
    assert MechanismVersion.objects.count() == 0


def test_an_unknown_digest_is_refused():
    with pytest.raises(Refused) as refused:
        queries.version("0" * 64)
    assert refused.value.code == "no-version"


def test_a_plan_names_what_changes_by_path_and_what_it_touches(folder):
    apply(folder)
    change(folder / "starts.yaml", "direction: higher", "direction: lower")
    change(folder / "race.yaml", "weight: 40", "weight: 30, step: 0.1")
    plan = {each.mechanism.name: each for each in queries.plan(read_pack(folder), OPERATOR)}
    assert plan["starts"].text.en == (
        "~ Indicator starts (Starts): changed, in force from 1949-10-01\n"
        "    spec.direction: higher → lower\n"
        "    used by Scheme/race"
    )
    assert plan["race"].text.zh == (
        "~ 考核办法 race（投资“赛马”）：变更，自 1949-10-01 起生效\n"
        "    spec.score.parts.starts.weight：40 → 30\n"
        "    spec.score.parts.starts.step：（无） → 0.1"
    )
    assert plan["investment"].state == "unchanged"
    assert plan["race"].as_data()["differences"][1] == {
        "path": "spec.score.parts.starts.step",
        "before": None,
        "after": "0.1",
    }


def test_a_plan_stores_nothing(folder):
    assert {each.state for each in queries.plan(read_pack(folder), OPERATOR)} == {"new"}
    assert MechanismVersion.objects.count() == 0


def test_the_versions_are_rebuilt_from_the_ledger(folder):
    apply(folder)
    change(folder / "race.yaml", "weight: 40", "weight: 30")
    apply(folder)
    before = list(MechanismVersion.objects.order_by("fact").values())
    rebuild(check=False)
    assert list(MechanismVersion.objects.order_by("fact").values()) == before


def test_the_page_on_a_code_is_found_and_a_misspelt_one_answered():
    assert queries.explain_code("unknown-key").startswith("# unknown-key\n")
    for code in ("unknwon-key", "../../pyproject", "", "Unknown-Key", "x" * 500):
        with pytest.raises(Refused) as refused:
            queries.explain_code(code)
        assert refused.value.code == "unknown-code"
    with pytest.raises(Refused) as refused:
        queries.explain_code("unknwon-key")
    assert 'did you mean "unknown-key"?' in refused.value.said.help.en
