"""The page that tries other choices: what comes of them, the draft, and what is refused."""

import pytest
from django.test import Client

from bihuan.boards import actions as boards
from bihuan.mechanisms.planning import Difference
from bihuan.mechanisms.reading import read
from bihuan.schemes import public_what_if
from bihuan.web.suppose_words import told
from tests.boards import cast

PAGE = "/boards/race/2025Q4/what-if"

pytestmark = pytest.mark.usefixtures("published")


def ask(**typed):
    return Client().get(PAGE, {"lang": "en", **typed})


def test_the_form_stands_alone_and_the_board_leads_to_it():
    answer = ask()
    assert answer.status_code == 200
    assert "What would come of it" not in answer.content.decode()
    assert f'href="{PAGE}"' in Client().get("/boards/race/2025Q4?lang=en").content.decode()


def test_another_weight_is_tried_and_the_draft_is_a_file_that_reads():
    answer = ask(**{"w:growth": "10"})
    text = answer.content.decode()
    assert "Investment growth · Weight: 50 → 10" in text
    assert "Download the draft" in text
    draft = ask(**{"w:growth": "10", "as": "yaml"})
    assert draft["Content-Disposition"] == 'attachment; filename="race-draft.yaml"'
    assert str(read(draft.content, "draft.yaml").spec.score.parts[0].weight) == "10"


def test_another_figure_is_named_on_the_page():
    assert "→ 99" in ask(u1="zhuxi", i1="growth", v1="99").content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"w:growth": "heavy"}, "This cannot be tried"),
        ({"w:growth": "["}, "cannot be read as a value"),
        ({"u1": "nobody", "i1": "growth", "v1": "9"}, "takes no part"),
        ({"u1": "zhuxi", "i1": "growth", "v1": "<b>"}, "&lt;b&gt;"),
    ],
)
def test_what_cannot_be_tried_is_told_on_the_page(typed, says):
    answer = ask(**typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "<b>9" not in answer.content.decode()


def test_a_part_that_the_form_does_not_offer_is_not_tried():
    assert (
        "What would come of it"
        not in ask(**{"w:nothing": "1", "m:growth": "evil"}).content.decode()
    )


def test_what_was_not_published_has_no_such_page():
    assert Client().get("/boards/race/2024Q4/what-if").status_code == 404


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"u1": "zhuxi", "v1": "9"}, "needs a unit, an indicator and a value"),
        ({"i2": "growth"}, "needs a unit, an indicator and a value"),
        (
            {"u1": "zhuxi", "i1": "growth", "v1": "9", "u3": "zhuxi", "i3": "growth", "v3": "8"},
            "typed twice",
        ),
        ({"u1": "fagai", "i1": "growth", "v1": "9"}, "nothing in Investment race reads"),
    ],
)
def test_a_figure_that_would_count_for_nothing_is_not_passed_over(typed, says):
    answer = ask(**typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_version_that_was_replaced_or_withdrawn_says_so_and_stays_the_one_tried(published):
    boards.withdraw(published, reason="数据有误", by=cast.who("committee"),
                    at=cast.at("2025Q4", 30))  # fmt: skip
    text = ask(v="1").content.decode()
    assert "Withdrawn: 数据有误" in text
    assert 'href="/boards/race/2025Q4?v=1"' in text
    cast.correct("1.28", days=31)
    cast.published(days=32)
    text = ask(v="1", **{"w:growth": "10"}).content.decode()
    assert "Withdrawn: 数据有误" in text
    assert 'name="v" value="1"' in text
    assert "Withdrawn" not in ask().content.decode()


def test_a_change_is_told_as_readers_call_it_and_what_has_no_name_by_its_place():
    text = ask(**{"m:funds": "zscore", "lang": "zh"}).content.decode()
    assert "市外到位资金 · 计分方法：完成率计分 → 标准分" in text
    assert "市外到位资金 · cap：1.2 → （未写）" in text
    titles = {"size/tax": "Tax"}
    for path, said in (
        ("spec.score.parts.size.parts.tax.weight", "Tax · Weight: 1 → 2"),
        ("spec.score.parts.size.weight", "spec.score.parts.size.weight: 1 → 2"),
        ("spec.rank.style", "spec.rank.style: 1 → 2"),
    ):
        assert told(Difference(path, "1", "2"), titles, "en") == said


def test_a_result_of_too_many_units_has_no_form(monkeypatch):
    monkeypatch.setattr(public_what_if, "MOST_UNITS", 3)
    answer = ask()
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "units 9, at most 3" in text
    assert "<form" not in text
