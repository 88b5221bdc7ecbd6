"""A bundle of a ranking that pools periods holds the earlier figures, and proves them too."""

import io
import json
import shutil
import zipfile
from datetime import datetime

import pytest
from django.db import transaction

from bihuan.boards import queries
from bihuan.boards.engine.offline.checks import check, check_ranking
from bihuan.boards.engine.offline.container import Wrong, read_files
from bihuan.boards.verifying import verify
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator
from bihuan.schemes.recomputing import conclude, score
from tests.boards import cast

# The tables are laid out only where a test asks for them, and the bundle is made for all of them.
pytestmark = pytest.mark.django_db


def enact_with_a_panel(folder):
    """Put the district in force with growth compared over two quarters, as an index and a cycle."""
    shutil.copytree(cast.PACK, folder)
    race = folder / "scheme-race.yaml"
    text = race.read_text(encoding="utf-8")
    growth = "{indicator: growth, groups: [towns], weight: 50, method: minmax_base, base: 0.6}"
    assert growth in text
    parts = (
        growth.replace("weight: 50", "weight: 30").replace("}", ", panel: 1}"),
        "{indicator: growth, name: own, groups: [towns], weight: 10, method: cyclical, panel: 1}",
        "{indicator: growth, name: index, groups: [towns], weight: 10, method: fixed_base, "
        "base_period: 2025Q3}",
    )
    race.write_text(text.replace(growth, "\n      - ".join(parts)), encoding="utf-8")
    early = datetime(2025, 7, 1, tzinfo=cast.ZONE)
    apply_pack(read_pack(folder), by=operator(cast.ORIGIN), at=early)


@pytest.fixture(scope="module")
def pooled(django_db_setup, django_db_blocker, tmp_path_factory):  # noqa: ARG001
    """The path of a bundle whose ranking looks at the quarter before."""
    folder = tmp_path_factory.mktemp("panel")
    path = folder / "bundle.zip"
    with django_db_blocker.unblock(), transaction.atomic():
        enact_with_a_panel(folder / "pack")
        cast.report("2025Q3")
        cast.report("2025Q4")
        path.write_bytes(queries.bundle(cast.published()))
        transaction.set_rollback(True)
    return path


def result_in(path):
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return json.loads(archive.read("result.json"))


def test_the_figures_of_the_quarter_before_stand_among_the_facts_with_their_source(pooled):
    earlier = [fact for fact in result_in(pooled)["facts"] if fact["row"] == "earlier"]
    assert {fact["period"] for fact in earlier} == {"2025Q3"}
    assert {fact["indicator"] for fact in earlier} == {"growth"}
    assert len(earlier) == sum(bool(figures[0]) for figures in cast.FIGURES["2025Q3"].values())
    assert all(fact["source"]["cell"].startswith("C") for fact in earlier)


def test_growth_is_compared_over_both_quarters(pooled):
    row = next(row for row in result_in(pooled)["rows"] if row["unit"] == "yunling")
    growth = row["leaves"][0]
    # Eleven point two of the third quarter is the lowest, this quarter's 24.6 the highest.
    assert (growth["low"], growth["high"], growth["of"]) == ("11.2", "24.6", 12)
    assert [leaf["points"] for leaf in row["leaves"][:3]] == ["30.00", "7.50", "11.44186"]


def test_it_verifies_here_and_anywhere(pooled):
    report = verify(pooled)
    assert report.good, report.lines
    check(read_files(pooled), score, conclude)


@pytest.mark.parametrize(
    ("name", "value"), [("value", 99), ("period", "2025Q2"), ("period", "2025Q4")]
)
def test_an_earlier_figure_cannot_be_another(pooled, name, value):
    report = verify(pooled)
    assert report.good
    files = read_files(pooled)
    result = json.loads(files["result.json"])
    changed = next(fact for fact in result["facts"] if fact["row"] == "earlier")
    changed[name] = value
    with pytest.raises((Wrong, ValueError)):
        check({**files, "result.json": json.dumps(result).encode()}, score, conclude)
    if name == "value":
        with pytest.raises(Wrong):
            check_ranking(result, score, conclude)
