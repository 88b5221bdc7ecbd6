"""A bundle of a ranking in which values were divided, filled in and treated proves them too."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime

import pytest
from django.db import transaction

from bihuan.boards import queries
from bihuan.boards.engine.offline.checks import check_ranking
from bihuan.boards.engine.offline.container import Wrong
from bihuan.boards.verifying import verify
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator
from bihuan.schemes.recomputing import conclude, score
from tests.boards import cast

pytestmark = pytest.mark.django_db
GROWTH = "{indicator: growth, groups: [towns], weight: 50, method: minmax_base, base: 0.6}"
# Thresholds that six towns can pass.
PARTS = (
    "{indicator: growth, groups: [towns], weight: 30, method: minmax_base, base: 0.6, "
    "impute: previous, treat: {by: winsorise, skewness: 0.1, kurtosis: -3, most: 1}}",
    "{indicator: growth, name: bent, groups: [towns], weight: 10, method: minmax_base, "
    "impute: group_mean, treat: {by: box_cox, skewness: 0.1, kurtosis: -3}}",
    "{indicator: funds, name: each, groups: [towns], weight: 10, method: minmax_base, "
    "denominator: {indicator: projects}, transform: {by: log, plus: 1}}",
)


def enact(folder):
    """Put the district in force with a scheme that uses all of it."""
    shutil.copytree(cast.PACK, folder)
    race = folder / "scheme-race.yaml"
    text = race.read_text(encoding="utf-8")
    assert GROWTH in text
    race.write_text(text.replace(GROWTH, "\n      - ".join(PARTS)), encoding="utf-8")
    early = datetime(2025, 7, 1, tzinfo=cast.ZONE)
    apply_pack(read_pack(folder), by=operator(cast.ORIGIN), at=early)


@pytest.fixture(scope="module")
def path(django_db_setup, django_db_blocker, tmp_path_factory):  # noqa: ARG001
    """The path of a bundle; the growth of Baishi is missing in the fourth quarter."""
    folder = tmp_path_factory.mktemp("filled")
    bundle = folder / "bundle.zip"
    figures = cast.FIGURES["2025Q4"]
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setitem(figures, "baishi", ("", *figures["baishi"][1:]))
        enact(folder / "pack")
        cast.report("2025Q3")
        cast.report("2025Q4")
        bundle.write_bytes(queries.bundle(cast.published()))
        transaction.set_rollback(True)
    return bundle


@pytest.fixture
def result(path):
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return json.loads(archive.read("result.json"))


def test_the_gap_is_filled_from_the_quarter_before_and_listed(result):
    imputed = [line for line in result["treatments"] if line["kind"] == "imputed"]
    assert [(line["unit"], line["path"], line["rule"], line["to"]) for line in imputed] == [
        ("baishi", "growth", "previous", "22"), ("baishi", "bent", "group_mean", "20.72"),
    ]  # fmt: skip
    [last] = [fact for fact in result["facts"] if fact["row"] == "earlier"
              and fact["unit"] == "baishi"]  # fmt: skip
    assert (last["period"], last["source"]["sheet"]) == ("2025Q3", "填报表")


def test_one_value_is_brought_in_and_a_power_is_found(result):
    assert [line["unit"] for line in result["treatments"] if line["kind"] == "winsorised"] == [
        "yuehu"
    ]
    assert [row[:2] for row in result["parameters"]["lambdas"]] == [["bent", "towns"]]


def test_it_verifies_here_and_anywhere(path, tmp_path):
    report = verify(path)
    assert report.good, report.lines
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    alone = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "verify.py", path],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert alone.returncode == 0, alone.stdout + alone.stderr


@pytest.mark.parametrize("name", ["to", "rule", "unit"])
def test_what_is_listed_cannot_be_another(result, name):
    check_ranking(result, score, conclude)
    result["treatments"][0][name] = "1"
    with pytest.raises(Wrong):
        check_ranking(result, score, conclude)


def test_another_exponent_is_another_ranking(result):
    result["parameters"]["lambdas"][0][2] += 10_000
    with pytest.raises(Wrong):
        check_ranking(result, score, conclude)
