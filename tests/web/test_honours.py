"""The page of awards and printed figures: what it shows, and what it never tells."""

import pytest

from bihuan.measures import actions
from bihuan.measures.observations import Entry
from tests.measures.cast import LATER, ORGANISATION
from tests.web import outside
from tests.web.outside import PERIOD, award, citation
from tests.web.test_pages import CHINESE, ENGLISH, read

PAGE = "/honours/qingxi"
HOSTILE = "<img src=x onerror=alert(1)></script>"
ALL = ("households", "signed", "rate")

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return outside.enacted()


def text(client, path=PAGE, **headers):
    return read(client, path, **headers).text


def test_holders_streak_and_those_before_are_shown_with_their_source(client, by):
    outside.awarded(
        by, award("baisha", "2024Q3"), award("yunling", "2024Q4"), award("yunling", PERIOD),
        award("baisha", PERIOD, position=2),
    )  # fmt: skip
    page = text(client)
    for words in (
        "最近公布：2025年一季度", "连续 2 个季度", "2024年四季度至2025年一季度",
        "上一期（2024年四季度）：云岭镇", "清溪日报 第1版 2025-04-20", "原文：名单如下",
        "云岭镇、白沙镇", "清溪区授予",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("连续") == 1
    english = text(client, **ENGLISH)
    for words in ("2 quarters running", "Q4 2024 to Q1 2025", "Period before (Q4 2024): Yunling"):
        assert words in english, words


def test_a_period_before_without_a_list_is_said_to_be_unpublished(client, by):
    outside.awarded(by, award("baisha", "2024Q3"), award("yunling", PERIOD))
    assert "上一期（2024年四季度）：未公布" in text(client)


def test_units_with_two_awards_of_a_period_are_named_and_counted_once(client, by):
    outside.awarded(
        by, award("yunling", PERIOD), award("baisha", PERIOD, position=2),
        award("yunling", PERIOD, name="golden-ox", title="金牛奖"),
    )  # fmt: skip
    page = text(client)
    assert "2025年一季度：共 3 项次，2 家单位" in page
    assert "同时列入金牛奖名单：云岭镇" in page
    assert "同时列入流动红旗名单：云岭镇" in page


def test_a_contradiction_is_told_with_both_numbers(client, by):
    outside.printed(by, *map(citation, ALL))
    page = text(client)
    assert "公布 97%，按同时公布的已签约户数 63 户、应签约户数 66 户计算为 95.5%。" in page
    assert "Printed as 97%; Signed 63 households, Households 66 households" in text(
        client, **ENGLISH
    )


def test_what_is_derived_says_from_what(client, by):
    basis = "目标由完成率推算,target from the printed rate"
    outside.printed(by, citation("signed", quote="签约63户", derived="target", basis=basis))
    page = text(client)
    for words in ("目标 70 户 推算", "完成率 90.00% 推算", "目标由完成率推算", "原文：签约63户"):
        assert words in page, words


def test_nothing_that_was_not_cited_is_told_nor_a_doubt_that_rests_on_it(client, by):
    outside.printed(by, citation("rate"))
    page = text(client)
    assert "签约率 97%" in page
    for words in ("户数", "63", "66", "70", "95.5", "待核对"):
        assert words not in page, words


def test_a_corrected_figure_is_no_longer_public(client, by):
    outside.printed(by, *map(citation, ALL))
    entry = Entry("rate", "yunling", PERIOD, "95.5")
    actions.correct(entry, reason="重新计算", by=by, at=LATER)
    page = text(client)
    assert "签约率" not in page
    assert "95.5" not in page
    assert "已签约户数" in page


def test_two_districts_never_meet(client, by):
    other = outside.enacted(
        "linjiang", ORGANISATION.replace("云岭", "临山").replace("清溪", "临江")
    )
    outside.awarded(by, award("yunling", PERIOD))
    outside.awarded(other, award("baisha", PERIOD, name="golden-ox", title="金牛奖"))
    outside.printed(other, *map(citation, ALL))
    here, there = text(client), text(client, "/honours/linjiang")
    assert "流动红旗" in here
    assert "金牛奖" in there
    for words in ("金牛奖", "临山", "临江", "97%"):
        assert words not in here, words
    for words in ("流动红旗", "云岭"):
        assert words not in there, words


def test_hostile_words_are_escaped_wherever_they_stand(client):
    hostile = ORGANISATION.replace(
        "{zh: 云岭镇, en: Yunling}", f"{{zh: '{HOSTILE}', en: '{HOSTILE}'}}"
    )
    by = outside.enacted(organisation=hostile)
    outside.awarded(by, award("yunling", PERIOD, title=HOSTILE, quote=HOSTILE))
    outside.printed(by, *(citation(name, quote=HOSTILE) for name in ALL))
    html = client.get(PAGE, **CHINESE).content.decode()
    assert "<img" not in html
    assert "</script>" not in html
    assert html.count("&lt;img src=x") >= 6


def test_the_page_forbids_what_is_inline_or_from_elsewhere(client, by):
    outside.awarded(by, award("yunling", PERIOD))
    response = client.get(PAGE)
    assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
    for tag, attributes in read(client, PAGE).elements:
        assert tag not in {"script", "style"}
        assert "style" not in attributes
        for name in ("href", "src"):
            assert (attributes.get(name) or "/").startswith(("/", "#")), (tag, attributes)


def test_a_district_of_which_nothing_was_published_has_no_such_page(client, by):
    assert client.get(PAGE).status_code == 404
    assert client.get("/honours/nowhere").status_code == 404
    links = [attributes.get("href") for _, attributes in read(client, "/").elements]
    assert PAGE not in links
    outside.awarded(by, award("yunling", PERIOD))
    links = [attributes.get("href") for _, attributes in read(client, "/").elements]
    assert PAGE in links


def test_the_page_is_only_read(client, by):
    outside.awarded(by, award("yunling", PERIOD))
    assert client.post(PAGE).status_code == 405
