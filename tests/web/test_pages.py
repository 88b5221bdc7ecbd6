"""The public pages as a reader without script, account or patience gets them."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bihuan.boards import actions as boards
from bihuan.boards import queries
from bihuan.boards.models import Publication
from bihuan.ledger.actions import keep
from bihuan.web.labels import objections
from bihuan.web.words import WORDS
from tests.boards import cast

BOARD = "/boards/race/2025Q4"
PAGES = ["/", "/public", "/public/verify", BOARD, f"{BOARD}?mode=screen", f"{BOARD}?group=bureaus",
         f"{BOARD}?size=large", f"{BOARD}?v=1", "/boards/race/2025Q3", "/nothing"]  # fmt: skip
TEMPLATES = Path(__file__).resolve().parents[2] / "src/bihuan/web/templates"
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9,en;q=0.5"}
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en-GB,en"}

pytestmark = pytest.mark.usefixtures("published")


class Reading(HTMLParser):
    """Every element with its attributes, and the text of the page."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.words = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def read(client, path, **headers):
    return Reading(client.get(path, **(headers or CHINESE)).content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_forbids_what_is_inline_or_from_elsewhere(client, path):
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    for tag, attributes in Reading(response.content.decode()).elements:
        assert "style" not in attributes, (tag, attributes)
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        if tag == "script":
            assert attributes.get("type") == "application/json" or attributes["src"].startswith("/")
        for name in ("href", "src", "action"):
            assert (attributes.get(name) or "/").startswith(("/", "#")), (tag, attributes)
        assert tag != "style"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_both_languages_and_says_which(client, path):
    chinese, english = read(client, path), read(client, path, **ENGLISH)
    assert dict(chinese.elements)["html"]["lang"] == "zh-CN"
    assert dict(english.elements)["html"]["lang"] == "en"
    assert "跳到主要内容" in chinese.text
    assert "Skip to the main content" in english.text


def test_a_chosen_language_and_size_are_remembered(client):
    client.get(f"{BOARD}?lang=en&size=large", **CHINESE)
    page = read(client, "/")
    assert dict(page.elements)["html"] == {"lang": "en", "class": "bh-large"}
    client.get("/?lang=zh&size=normal", **ENGLISH)
    assert dict(read(client, BOARD, **ENGLISH).elements)["html"]["lang"] == "zh-CN"


def test_the_board_says_who_won_and_why_without_any_script(client, published):
    page = read(client, BOARD)
    result = queries.result(published)
    for row in result["rows"]:
        if row["group"] == "towns":
            assert row["title"]["zh"] in page.text
            assert row["total"] in page.text
            assert row["sentence"]["zh"] in page.text
            for leaf in row["leaves"]:
                assert leaf["formula"]["zh"] in page.text
    for words in ("金牛奖", "流动红旗", "清溪区2025Q4.xlsx，填报表 C4", "加 1.5", "扣 0.5", "差额",
                  published.code, "更正“市外到位资金”", "1.26 亿元", "补充银行回单"):  # fmt: skip
        assert words in page.text, words


def test_rows_open_without_script_and_the_charts_are_drawn_already(client):
    page = read(client, BOARD)
    summaries = [attributes for tag, attributes in page.elements if tag == "summary"]
    assert sum("aria-label" in attributes for attributes in summaries) == 6
    labels = [attributes.get("aria-label", "") for _, attributes in page.elements]
    assert any("名次走势" in label for label in labels)
    assert any("方格地图" in label for label in labels)


def test_each_group_is_a_link_and_has_its_own_ranking(client):
    page = read(client, f"{BOARD}?group=bureaus")
    assert "区交投集团" in page.text
    rows = [a["id"] for tag, a in page.elements if tag == "tr" and "id" in a]
    assert set(rows) == {"fagai", "zhujian", "jiaotou"}


def test_an_unknown_group_or_version_is_not_guessed(client):
    assert client.get(f"{BOARD}?group=nobody").status_code == 200
    for path in (f"{BOARD}?v=9", f"{BOARD}?v=x", f"{BOARD}?v=1e3", "/boards/race/2031Q1",
                 "/boards/other/2025Q4", "/boards/RACE/2025Q4", f"{BOARD}/other.txt"):  # fmt: skip
        response = client.get(path, **CHINESE)
        assert response.status_code == 404, path
        assert "此处没有已公布的内容" in response.content.decode()


def test_only_reading_is_allowed(client):
    for path in ("/", BOARD, f"{BOARD}/result.json", "/public/verify"):
        assert client.post(path).status_code == 405


def test_titles_are_escaped_wherever_they_stand(client, published, monkeypatch):
    hostile = "<img src=x onerror=alert(1)></script>"
    result = queries.result(published)
    words = {"zh": hostile, "en": hostile}
    row = {**result["rows"][0], "title": words, "short": hostile, "sentence": words}
    other = {**result, "title": words, "rows": [row, *result["rows"][1:]], "warnings": [words]}
    monkeypatch.setattr(queries, "result", lambda _: other)
    queries.ranks_picture.cache_clear()
    for path in (BOARD, "/", f"{BOARD}?mode=screen"):
        html = client.get(path).content.decode()
        assert "<img" not in html
        assert '</script>"' not in html
        assert "&lt;img" in html
    queries.ranks_picture.cache_clear()


def test_a_result_is_looked_up_by_its_code(client, published):
    plain = published.code.replace(" ", "")
    for typed in (plain, plain.lower(), published.code, published.code.replace(" ", "-")):
        response = client.get("/public/verify", {"code": typed})
        assert response.headers["Location"] == f"/public/verify/{plain}"
    page = read(client, f"/public/verify/{plain}")
    for words in (published.code, "python3 qingxi-race-2025Q4-v1.zip", published.digest,
                  queries.signing_key(published), "是否另有应计入的数据"):  # fmt: skip
        assert words in page.text
    unknown = client.get("/public/verify", {"code": "<b>0000"}, **CHINESE)
    assert unknown.status_code == 404
    assert "没有核验码为 &lt;b&gt;0000" in unknown.content.decode()


@pytest.mark.parametrize(
    ("name", "media_type", "begins"),
    [
        ("scores.csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf"),
        ("scores.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("result.json", "application/json", b"{"),
        ("notice.pdf", "application/pdf", b"%PDF"),
        ("poster.png", "image/png", b"\x89PNG"),
        ("qingxi-race-2025Q4-v1.zip", "application/zip", b"PK"),
    ],
)
def test_each_file_of_the_page_is_handed_out(client, name, media_type, begins):
    response = client.get(f"{BOARD}/{name}?v=1")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == media_type
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(begins)
    links = [a.get("href") for tag, a in read(client, BOARD).elements if tag == "a"]
    shown_where = "/public/verify" if name.endswith(".zip") else BOARD
    assert f"{BOARD}/{name}?v=1" in links or shown_where


def test_the_json_is_the_very_document_of_the_code(client, published):
    assert client.get(f"{BOARD}/result.json").content == queries.result_bytes(published)


def test_an_older_version_says_so_and_leads_to_the_one_in_force(client):
    cast.correct("2.60", days=21)
    cast.published(days=22)
    old = read(client, f"{BOARD}?v=1")
    assert "已由第 2 版取代" in old.text
    assert (("a", {"href": BOARD})) in old.elements
    new = read(client, BOARD)
    assert "与第 1 版相比" in new.text
    assert "石门镇" in new.text


def test_a_withdrawn_result_says_so(client, published):
    boards.withdraw(
        published, reason="数据有误", by=cast.who("committee"), at=cast.at("2025Q4", 30)
    )
    assert "撤回原因：数据有误" in read(client, BOARD).text
    assert "2025年四季度" not in read(client, "/").text


def test_every_word_is_said_somewhere():
    source = "".join(
        path.read_text("utf-8")
        for path in [*TEMPLATES.rglob("*.html"), *(TEMPLATES.parent).glob("*.py")]
    )
    asked = set(re.findall(r'{% say ["\'](\w+)["\']', source))
    assert asked <= set(WORDS)
    used = {name for name in WORDS if f'"{name}"' in source.replace(f'"{name}": Text', "")}
    used |= {name for name in WORDS if f"'{name}'" in source}
    # Some are chosen by what they name: f"level_{level}".
    used |= {name for name in WORDS if f'f"{name.partition("_")[0]}_{{' in source}
    assert {name for name in WORDS if not name.startswith("js_")} - used == set()


def test_every_word_has_the_same_places_in_both_languages():
    for text in WORDS.values():
        assert text.en
        assert text.zh
        places = [sorted(re.findall(r"{\w+}", said)) for said in (text.en, text.zh)]
        assert places[0] == places[1]


@pytest.fixture
def two_districts(published):
    """Linjiang published a result of the same scheme and period; its words are its own."""
    result = {**queries.result(published), "origin": "linjiang"}
    result["title"] = {"zh": "临江赛马", "en": "Linjiang race"}
    board = {**queries.board(published), "district": {"zh": "临江区", "en": "Linjiang District"}}
    kept = {
        name: keep(json.dumps(content).encode(), name=f"{name}.json", type="application/json")
        for name, content in (("result", result), ("board", board))
    }
    row = Publication.objects.get(key=published.key)
    row.key, row.origin, row.code = "another", "linjiang", kept["result"][:12]
    row.result, row.board = kept["result"], kept["board"]
    row.save(force_insert=True)


@pytest.mark.usefixtures("two_districts")
def test_two_districts_never_meet(client):
    for path in ("/", BOARD, f"{BOARD}?v=1"):
        join = "&" if "?" in path else "?"
        ours = read(client, f"{path}{join}origin=qingxi").text
        theirs = read(client, f"{path}{join}origin=linjiang").text
        assert "临江赛马" in theirs
        assert "投资“赛马”榜" not in theirs
        assert "临江赛马" not in ours
    assert (
        read(client, f"{BOARD}?origin=nowhere").text
        == read(client, f"{BOARD}?origin=linjiang").text
    )


@pytest.mark.usefixtures("two_districts")
def test_links_keep_the_district_as_soon_as_there_is_more_than_one(client):
    for path in ("/?origin=qingxi", f"{BOARD}?origin=qingxi"):
        for tag, attributes in read(client, path).elements:
            href = attributes.get("href", "")
            if tag == "a" and href.startswith(("/boards", "/?")):
                assert "origin=" in href, href
                # The front page leads to both districts; a board stays in its own.
                assert "origin=qingxi" in href or path.startswith("/?")


def test_the_time_for_objections_is_counted_in_working_days(client, published):
    # Published on Tuesday 20 January 2026; the weekend of the 24th does not count.
    assert queries.board(published)["objections_until"] == "2026-01-27"
    assert queries.board(published)["objections_estimate"] is False
    assert "至1月27日" in read(client, BOARD).text
    during, after = date(2026, 1, 27), date(2026, 1, 28)
    board = queries.board(published)
    assert objections(board, during, "zh")["open"]
    assert not objections(board, after, "zh")["open"]
