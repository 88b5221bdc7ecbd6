"""What a bundle says cannot be changed, even by somebody who makes and signs all of it anew."""

import json
import random
import re
from copy import deepcopy

import pytest

from bihuan.boards.engine.offline.checks import check, check_result
from bihuan.boards.engine.offline.container import Wrong, read_files
from bihuan.boards.engine.offline.figures import check_figures
from bihuan.boards.engine.offline.log import read_log
from bihuan.boards.verifying import check_firmness, check_parameters, verify
from bihuan.ledger.words import Refused
from bihuan.schemes.recomputing import conclude, score
from tests.boards.forging import Forgery
from tests.boards.test_bundle import rewritten

# The bundle is made from a database once, and only read here.
pytestmark = pytest.mark.django_db

# What is only words, or left out by name: nothing else of a result may change unseen.
LEFT = re.compile(
    r"/period_title(/.*)?"
    r"|/warnings(/.*)?"
    # Tried again by our own verifier (below), not by the program in the bundle.
    r"|/robustness(/.*)?"
    r"|/history(/.*)?"
    r"|/parameters(/.*)?"
    r"|/indicators/\d+/source_unit(/.*)?"
    r"|/rows/\d+/(title|sentence)(/.*)?"
    r"|/rows/\d+/short"
    r"|/rows/\d+/leaves/\d+/formula(/.*)?"
    r"|/rows/\d+/(adjustments|remainders)/\d+/why(/.*)?"
)


@pytest.fixture(scope="module")
def files(bundle_file):
    return read_files(bundle_file)


@pytest.fixture
def forgery(files):
    return Forgery(files)


def places(value, path=""):
    """Yield each place in a piece of JSON: its path, what holds it, and under which key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in pairs:
        yield f"{path}/{key}", value, key
        if isinstance(one, dict | list):
            yield from places(one, f"{path}/{key}")


def others(value):
    """Return what might stand in place of a value."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, -value - 1, str(value)]
    if isinstance(value, str):
        return [f"{value}1", *([f"1{value}", None] if re.fullmatch(r"-?[0-9.]+", value) else [])]
    if isinstance(value, dict):
        return [{}, {**value, "more": 1}]
    if isinstance(value, list):
        fewer = [value[:-1], [], value[::-1]] if value else []
        return [one for one in ([*value, *value[-1:], "1"], [*value, *value[-1:]], *fewer)
                if one != value]  # fmt: skip
    return ["1", 1]


def changes(result, rng=None, most=0):
    """Apply each change to the result, yield its path, and take it back."""
    found = [
        (path, held, key, other)
        for path, held, key in list(places(result))
        for other in others(held[key])
    ]
    for path, held, key, other in rng.sample(found, most) if rng else found:
        before = held[key]
        held[key] = other
        yield path, other
        held[key] = before


def holds(step, *arguments):
    # What is not `Wrong` is told as "malformed" by the caller of all steps.
    try:
        step(*arguments)
    except Exception:  # noqa: BLE001
        return False
    return True


def test_what_is_made_anew_without_a_change_is_as_good_as_the_first(forgery, tmp_path):
    report = verify(rewritten(tmp_path / "same.zip", forgery.files()))
    assert report.good, report.lines


def test_nothing_in_a_result_but_words_can_be_changed(files):
    log, result = read_log(files), json.loads(files["result.json"])
    assert holds(check_result, files, log, result, score, conclude)
    tried, unseen, reversed_facts = 0, set(), result["facts"][::-1]
    for path, other in changes(result):
        # The order in which figures stand says nothing.
        if LEFT.fullmatch(path) or (path == "/facts" and other == reversed_facts):
            continue
        tried += 1
        if holds(check_result, files, log, result, score, conclude):
            unseen.add((path, repr(other)[:60]))
    assert not unseen
    assert tried > 2000


def test_how_firmly_ranks_stand_is_tried_again_and_cannot_be_changed(files):
    result = json.loads(files["result.json"])
    assert check_firmness(result)
    for path, _ in changes(result["robustness"], random.Random(1), 40):  # noqa: S311
        with pytest.raises(Refused) as refused:
            check_firmness(result)
        assert refused.value.code == "bundle-firmness-differs", path


def test_contributions_cannot_change_places_nor_a_leaf_become_a_remainder(files):
    log, result = read_log(files), json.loads(files["result.json"])
    row = result["rows"][0]
    first, second = row["leaves"][:2]
    swapped = deepcopy(result)
    swapped["rows"][0]["leaves"][0]["contribution"] = second["contribution"]
    swapped["rows"][0]["leaves"][1]["contribution"] = first["contribution"]
    dropped = deepcopy(result)
    gone = dropped["rows"][0]["leaves"].pop()
    dropped["rows"][0]["remainders"].insert(
        0, {"path": "", "why": {"en": "x", "zh": "x"}, "amount": gone["contribution"]}
    )
    for other in (swapped, dropped):
        with pytest.raises(Wrong) as refused:
            check_result(files, log, other, score, conclude)
        assert refused.value.code == "result-differs"


def test_parameters_cannot_be_changed_where_the_rules_are_resolved_again(files):
    log, result = read_log(files), json.loads(files["result.json"])
    for path, other in changes(result["parameters"], random.Random(3), 250):  # noqa: S311
        seen = not holds(check_result, files, log, result, score, conclude)
        again = {**files, "result.json": json.dumps(result).encode()}
        assert seen or not holds(check_parameters, again), (path, other)


def of(kind, /, **data):
    """Return a change of the data of the first fact of a kind."""
    return lambda forgery: forgery.fact(kind)["data"].update(data)


def said(kind, /, **fields):
    """Return a change of the envelope of the first fact of a kind."""
    return lambda forgery: forgery.fact(kind).update(fields)


def gone(forgery):
    forgery.facts.remove(forgery.fact("schemes.moved@1"))


def counted_twice(forgery):
    bonus = next(row for row in forgery.result["facts"] if row["row"] == "bonus")
    forgery.result["facts"].append(dict(bonus))


def figure(forgery, unit, indicator):
    return next(
        row
        for row in forgery.result["facts"]
        if (row.get("unit"), row.get("indicator")) == (unit, indicator)
    )


def figure_before_its_correction(forgery):
    row = figure(forgery, "shimen", "funds")
    fact = forgery.fact("measures.imported@1")
    row.update(value=126, source={**figure(forgery, "zhuxi", "funds")["source"], "row": 10})
    forgery.rows[fact["id"]][10] = {
        "indicator": "funds", "unit": "shimen", "period": "2025Q4", "value": "1.26",
        "target": "1.40", "sheet": row["source"]["sheet"], "cell": row["source"]["cell"],
    }  # fmt: skip


def seen_by_less(forgery):
    for about in (forgery.result, *(forgery.fact(kind)["data"] for kind in (
        "schemes.scored@1", "boards.published@1",
    ))):  # fmt: skip
        about["as_of"] = 5


def huge(forgery):
    rows = forgery.rows[forgery.fact("measures.imported@1")["id"]]
    rows[0]["value"] = "1E+16000000"


def long(forgery):
    rows = forgery.rows[forgery.fact("measures.imported@1")["id"]]
    rows[0]["value"] = "9" * 4000


def points_beyond_measure(forgery):
    forgery.result["rows"][0]["exact"] = "1E+16000000"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (gone, "fact-missing"),
        (said("schemes.moved@1", person="p-assess"), "one-person"),
        (said("boards.published@1", person="p-assess"), "one-person"),
        (of("schemes.moved@1", to="reviewed"), "not-approved"),
        (of("schemes.moved@1", run="another"), "not-approved"),
        (of("boards.published@1", run="another"), "another-result"),
        (of("schemes.scored@1", period="2025Q3"), "another-result"),
        (said("schemes.scored@1", mechanism="0" * 64), "another-result"),
        (said("boards.published@1", mechanism="0" * 64), "another-result"),
        (said("measures.imported@1", origin="linjiang"), "another-result"),
        (lambda f: f.swap("schemes.moved@1", "boards.published@1"), "after-the-result"),
        (lambda f: f.swap("schemes.scored@1", "schemes.moved@1"), "after-the-result"),
        (lambda f: f.swap("schemes.scored@1", "measures.observed@1"), "after-the-result"),
        (seen_by_less, "after-the-result"),
        (said("measures.observed@1", retracts=True), "figure-replaced"),
        (said("measures.adjusted@1", retracts=True), "figure-replaced"),
        (said("measures.imported@1", retracts=True), "figure-replaced"),
        (figure_before_its_correction, "figure-replaced"),
        (said("measures.observed@1", kind="measures.adjusted@1"), "fact-missing"),
        (said("measures.adjusted@1", kind="measures.observed@1"), "fact-missing"),
        (said("measures.imported@1", kind="measures.observed@1"), "fact-missing"),
        (of("measures.adjusted@1", scheme="another"), "figure-differs"),
        (of("measures.adjusted@1", period="2025Q3"), "figure-differs"),
        (of("measures.adjusted@1", unit="yunling"), "figure-differs"),
        (of("measures.adjusted@1", rule="quality"), "figure-differs"),
        (of("measures.adjusted@1", effect="deduction"), "figure-differs"),
        (of("measures.adjusted@1", points="1.400000"), "figure-differs"),
        (said("measures.adjusted@1", reason="no reason"), "figure-differs"),
        (of("measures.observed@1", unit="yunling"), "figure-differs"),
        (of("measures.observed@1", period="2025Q3"), "figure-differs"),
        (of("measures.observed@1", value="1.290001"), "figure-differs"),
        (of("measures.observed@1", ratings=["1.29"]), "figure-differs"),
        (counted_twice, "figure-differs"),
        (huge, "figure-differs"),
        (long, "figure-differs"),
        (points_beyond_measure, "result-differs"),
        (lambda f: f.result["mechanisms"].clear(), "result-differs"),
        (lambda f: f.result["mechanisms"].append(f.result["mechanisms"][0]), "result-differs"),
        (lambda f: f.result["mechanisms"].append(f.result["mechanisms"][1]), "result-differs"),
        (lambda f: f.result["parameters"]["rounding"].update(total=10**9), "malformed"),
        (lambda f: f.result["parameters"]["rounding"].update(shown=-1), "malformed"),
        (lambda f: leaf(f).update(take_decimals=13), "malformed"),
        (lambda f: leaf(f).update(round=True), "malformed"),
        (lambda f: f.result["parameters"]["indicators"][0].update(decimals="2"), "malformed"),
        (lambda f: f.result["parameters"].update(tiers=[{}] * 51), "malformed"),
        (lambda f: f.result["parameters"].update(resolved={}), "malformed"),
        (lambda f: leaf(f).update(full="50000000"), "malformed"),
        (lambda f: leaf(f).update(weight=[1]), "malformed"),
        (lambda f: root(f).update(combine="harmonic", parts=[["x", 1, 1]] * 1500), "malformed"),
        (lambda f: f.result["parameters"].update(elapsed=["1E+16000000"]), "malformed"),
        (lambda f: f.result["parameters"]["groups"][0].update(size=7), "malformed"),
        (lambda f: f.result.update(facts=None), "malformed"),
        (lambda f: f.result["facts"].append({"row": "another"}), "malformed"),
        (lambda f: f.result["facts"][0].update(value=10**50), "file-changed"),
    ],
)  # fmt: skip
def test_a_bundle_that_is_forged_as_a_whole_is_refused(forgery, change, code):
    change(forgery)
    with pytest.raises(Wrong) as refused:
        check(forgery.files(), score, conclude)
    assert refused.value.code == code


def leaf(forgery):
    return forgery.result["parameters"]["sheets"][0]["leaves"][0]


def root(forgery):
    return forgery.result["parameters"]["sheets"][0]["nodes"][-1]


def test_a_bundle_without_rules_is_refused_and_nothing_is_raised(forgery, tmp_path):
    forgery.result["mechanisms"] = []
    assert not verify(rewritten(tmp_path / "b.zip", forgery.files())).good


def test_rules_that_cannot_be_resolved_are_told_as_malformed(files):
    result = json.loads(files["result.json"])
    result["parameters"]["contestants"] = 1
    with pytest.raises(Wrong) as refused:
        check_parameters({**files, "result.json": json.dumps(result).encode()})
    assert refused.value.code == "malformed"
    with pytest.raises(Refused):
        check_parameters({**files, "mechanisms/Scheme-race.yaml": b"kind: Scheme"})


def test_json_without_end_is_refused(forgery):
    made = {**forgery.files(), "log/proofs.json": b"[" * 200_000}
    with pytest.raises(Wrong):
        check(made, score, conclude)


def test_what_is_printed_of_a_strangers_text_is_short_and_steers_no_terminal():
    told = Wrong("malformed", reason="\x1b[2J" + "x" * 9999).about["reason"]
    assert told.startswith("?[2J")
    assert len(told) < 250


# Ratings, and awards taken back, which the district of these tests does not have


def rated(ratings, said, value=None, row=None):
    """Return a log with one fact of ratings, and a result that says so of it."""
    data = {"indicator": "marks", "unit": "fagai", "period": "2025Q4", "value": value,
            "target": None, "prior": None, "ratings": ratings}  # fmt: skip
    fact = {"id": "f", "kind": "measures.observed@1", "data": data, "source": None,
            "supersedes": "", "supersedes_row": None, "retracts": False}  # fmt: skip
    source = {"fact": "f", "row": None, "document": "", "sheet": "", "cell": "", "name": ""}
    whose = {"unit": "fagai", "indicator": "marks", "source": source}
    facts = [{"row": "rating", "value": one, **whose} for one in said]
    if row is not None:
        more = {"target": None, "prior": None, "late": False, "flags": []}
        facts.append({"row": "observation", "value": row, **more, **whose})
    return {"facts": {"f": fact}, "places": {"f": 0}, "rows": {}}, {
        "facts": facts, "as_of": 1, "period": "2025Q4", "scheme": "race",
        "parameters": {"indicators": [{"name": "marks", "decimals": 1}]},
    }  # fmt: skip


def test_ratings_count_as_often_as_they_were_given():
    check_figures(*rated(["9", "9", "8.5"], [90, 85, 90]))
    check_figures(*rated(["9"], [90], value="7", row=70))
    for said in ([90, 85], [90, 90, 90], [90, 90, 85, 85], [90, 85, 85]):
        with pytest.raises(Wrong, match="figure-differs"):
            check_figures(*rated(["9", "9", "8.5"], said))
    with pytest.raises(Wrong, match="figure-differs"):
        check_figures(*rated(["9"], [90], value="7"))


def revoked(said, place=0, **data):
    decided = {"scheme": "race", "period": "2025Q4", "award": "ox", "unit": "fagai", **data}
    fact = {"id": "f", "kind": "schemes.award_revoked@1", "data": decided, "supersedes": ""}
    facts = [{"row": "revoked", "award": "ox", "unit": "fagai"}] * said
    return {"facts": {"f": fact}, "places": {"f": place}, "rows": {}}, {
        "facts": facts, "as_of": 1, "period": "2025Q4", "scheme": "race",
        "parameters": {"indicators": []},
    }  # fmt: skip


def test_an_award_is_taken_back_by_its_decision_alone():
    check_figures(*revoked(1))
    check_figures(*revoked(0, period="2025Q3"))
    check_figures(*revoked(0, place=1))
    for case in (revoked(0), revoked(2), revoked(1, unit="zhujian"), revoked(1, place=1)):
        with pytest.raises(Wrong, match="fact-missing"):
            check_figures(*case)
