"""The interface for programs: a what-if on a published result, and one shape of error."""

import json

import pytest
from django.test import Client

from bihuan.boards import actions as boards
from bihuan.boards import queries
from bihuan.boards.models import Publication
from bihuan.ledger.queries import facts
from bihuan.mechanisms.reading import read
from bihuan.orgs.queries import operator
from tests.boards import cast

ADDRESS = "/api/v1/results/race/2025Q4/what-if?origin=qingxi"


@pytest.fixture(autouse=True)
def _published(db):  # noqa: ARG001
    cast.two_quarters()


def ask(body, address=ADDRESS):
    text = body if isinstance(body, str) else json.dumps(body)
    answer = Client().post(address, text, content_type="application/json")
    return answer.status_code, answer.json()


def result():
    return queries.result(queries.publication("qingxi", "race", "2025Q4"))


def test_another_weight_gives_other_totals_and_the_draft_that_says_so():
    part = result()["indicators"][0]["path"]
    status, found = ask({"weights": {part: "1"}})
    assert status == 200
    assert [each["after"] for each in found["differences"]] == ["1"]
    assert read(found["draft"].encode(), "draft.yaml").name == "race"
    published = {row["unit"]: row["total"] for row in result()["rows"]}
    assert {unit["unit"]: unit["total"]["before"] for unit in found["units"]} == published
    assert any(unit["total"]["after"] != unit["total"]["before"] for unit in found["units"])


def test_another_figure_moves_the_unit_and_nothing_is_kept():
    row = result()["rows"][-1]
    indicator = next(leaf["indicator"] for leaf in row["leaves"] if leaf["value"])
    before = list(facts(operator("qingxi"))), Publication.objects.count()
    figure = {"unit": row["unit"], "indicator": indicator, "value": "99"}
    status, found = ask({"values": [figure]})
    assert status == 200
    (mine,) = [unit for unit in found["units"] if unit["unit"] == row["unit"]]
    assert mine["total"]["after"] != mine["total"]["before"] == row["total"]
    assert (list(facts(operator("qingxi"))), Publication.objects.count()) == before


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "bad-request"),
        ({"weight": {"growth": "1"}}, 400, "bad-request"),
        ({"weights": {"growth": 1}}, 400, "bad-request"),
        ({"weights": {f"p{n}": "1" for n in range(201)}}, 400, "bad-request"),
        ({"weights": {"growth": "1" * 2001}}, 400, "bad-request"),
        ({}, 422, "what-if-nothing"),
        ({"weights": {"nope": "1"}}, 422, "what-if-part"),
        ({"values": [{"unit": "x", "indicator": "y", "value": "1"}]}, 422, "what-if-value"),
        ({"keys": {"spec:every": "week"}}, 422, "not-one-of"),
        ({"keys": {"spec:panel": "2"}}, 422, "what-if-past"),
    ],
)
def test_what_cannot_be_tried_is_refused_in_one_shape(body, status, code):
    if code == "what-if-past":
        part = next(
            leaf["path"]
            for leaf in result()["parameters"]["sheets"][0]["leaves"]
            if leaf["method"] in ("minmax_base", "rank_linear", "rank_step")
        )
        body = {"keys": {f"{part}:panel": "2"}}
    found = ask(body)
    assert (found[0], found[1]["error"]) == (status, code)
    assert set(found[1]) - {"more"} == {"error", "message", "help", "at"}
    assert set(found[1]["message"]) == {"en", "zh"}


def test_what_was_not_published_is_not_there():
    status, found = ask({"weights": {"a": "1"}}, ADDRESS.replace("2025Q4", "2024Q4"))
    assert (status, found["error"]) == (404, "not-published")
    status, _ = ask({"weights": {"a": "1"}}, ADDRESS.replace("origin=qingxi", "origin=other"))
    assert status == 404


def test_the_description_names_every_operation_and_loads_nothing_from_elsewhere():
    found = Client().get("/api/v1/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    operations = [each for path in found["paths"].values() for each in path.values()]
    assert [each["operationId"] for each in operations] == ["what_if"]
    assert Client().get("/api/v1/docs").status_code == 404


def test_a_body_that_is_too_large_is_refused_in_the_same_shape():
    status, found = ask('{"weights": {"growth": "' + "1" * 3_000_000 + '"}}')
    assert (status, found["error"], found["at"]) == (400, "bad-request", "body: too large")


def test_a_figure_that_nothing_reads_is_refused_by_the_names_of_the_result():
    figure = {"unit": "fagai", "indicator": "growth", "value": "9"}
    status, found = ask({"values": [figure]})
    assert (status, found["error"]) == (422, "what-if-unread")
    assert found["message"]["zh"] == "“固投增幅”不计入区发改局在投资“赛马”中的得分"


def test_a_withdrawn_result_says_that_it_is_and_no_other_district_is_read():
    published = queries.publication("qingxi", "race", "2025Q4")
    boards.withdraw(
        published, reason="数据有误", by=cast.who("committee"), at=cast.at("2025Q4", 30)
    )
    status, found = ask({"weights": {"growth": "10"}})
    assert (status, found["version"], found["state"]) == (200, 1, "withdrawn")
    assert ask({"weights": {"growth": "10"}}, f"{ADDRESS}&version=2")[0] == 404
    assert ask({"weights": {"growth": "10"}}, f"{ADDRESS}&version=0")[0] == 400


def test_what_was_recorded_since_is_not_read():
    _, before = ask({"weights": {"growth": "10"}})
    cast.correct("9.99", days=40)
    _, after = ask({"weights": {"growth": "10"}})
    assert before == after
