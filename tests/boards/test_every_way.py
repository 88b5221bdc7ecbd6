"""A bundle verifies whatever way its scheme scores, weighs, fills in, treats and combines."""

import json
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime

import pytest

from bihuan.boards import queries
from bihuan.boards.verifying import verify
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator
from tests.boards import cast

pytestmark = pytest.mark.django_db

GROWTH = "{indicator: growth, groups: [towns], method: minmax_base, base: 0.1"
FUNDS = "{indicator: funds, method: zscore, middle: 0.5, spread: 0.1, over: all"
PROJECTS = "{indicator: projects, method: minmax_base, base: 0.1"
WEIGHTED = f"parts: [{GROWTH}, weight: 2}}, {FUNDS}, weight: 3}}, {PROJECTS}, weight: 5}}]"
PARTS = f"parts: [{GROWTH}}}, {FUNDS}}}, {PROJECTS}}}]"
RAW = (
    "parts: [{indicator: funds, method: raw, weight: 3}, "
    "{indicator: projects, method: raw, weight: 5}]"
)
PENALTY = "{name: thin, title: {zh: 薄弱, en: Thin}, when: 'score < 60', times: 0.9}"
WAYS = {
    **{
        way: f"combine: mean, weigh: {{by: {way}}}, {PARTS}"
        for way in ("entropy", "critic", "merec", "deviation", "principal", "doubt")
    },
    "ahp": "combine: mean, "
    "weigh: {by: ahp, judgements: [{part: funds, over: projects, times: 3}]}, "
    f"parts: [{FUNDS}}}, {PROJECTS}}}]",
    **{
        way: f"combine: {way}, {WEIGHTED}"
        for way in ("geometric", "harmonic", "copeland", "kemeny")
    },
    "generalised": f"combine: generalised, using: {{exponent: 0.5}}, {WEIGHTED}",
    "mazziotta_pareto": f"combine: mazziotta_pareto, using: {{penalty: minus}}, {PARTS}",
    **{way: f"combine: {way}, {RAW}" for way in ("topsis", "vikor", "moora", "promethee")},
    "penalty": f"combine: mean, penalties: [{PENALTY}], {WEIGHTED}",
    "winsorised": "combine: mean, parts: [{indicator: funds, method: minmax_base, base: 0, "
    "treat: {by: winsorise, skewness: 0.1, kurtosis: 0.1, most: 2}}]",
    "box_cox": "combine: mean, parts: [{indicator: funds, method: minmax_base, base: 0, "
    "treat: {by: box_cox, skewness: 0.1, kurtosis: 0.1}}]",
    "logarithm": "combine: mean, parts: [{indicator: funds, method: minmax_base, base: 0, "
    "transform: {by: log}, denominator: {indicator: projects}}]",
    "imputed": f"combine: mean, {PARTS.replace(', groups: [towns]', '')}",
}  # fmt: skip


def publish_with(score, folder, more=""):
    """Publish the fourth quarter under another way of scoring; returns the path of its bundle."""
    shutil.copytree(cast.PACK, folder / "pack")
    race = folder / "pack" / "scheme-race.yaml"
    text = race.read_text(encoding="utf-8")
    start, end = text.index("  score:\n"), text.index("  missing: block_publication\n")
    keys = f"  score: {{{score}}}\n  impute: mean\n{more}"
    race.write_text(f"{text[:start]}{keys}{text[end:]}", encoding="utf-8")
    early = datetime(2025, 7, 1, tzinfo=cast.ZONE)
    apply_pack(read_pack(folder / "pack"), by=operator(cast.ORIGIN), at=early)
    cast.report("2025Q3")
    cast.report("2025Q4")
    path = folder / "bundle.zip"
    path.write_bytes(queries.bundle(cast.published()))
    return path


def test_a_scheme_that_says_how_firmness_is_tried_verifies_too(tmp_path):
    path = publish_with(WAYS["geometric"], tmp_path, "  robustness: {replicates: 20, seed: 7}\n")
    assert verify(path).good
    with zipfile.ZipFile(path) as archive:
        found = json.loads(archive.read("result.json"))["robustness"]
    assert (found["replicates"], found["seed"]) == (20, 7)


@pytest.mark.parametrize("way", WAYS)
def test_its_bundle_verifies_here_and_by_the_program_inside(way, tmp_path):
    path = publish_with(WAYS[way], tmp_path)
    report = verify(path)
    assert report.good, report.problem
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "open")
    done = subprocess.run(  # noqa: S603 - the program of a bundle that we made
        [sys.executable, "-I", tmp_path / "open" / "verify.py", path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
