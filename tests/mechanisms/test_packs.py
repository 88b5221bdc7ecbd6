"""Reading a folder of mechanisms."""

import os
import shutil
from pathlib import Path

import pytest

from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.packs import MOST_FILES, read_file, read_pack

CAST = Path(__file__).parent / "cast"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(CAST, tmp_path / "qingxi"))


def refused(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(Findings) as findings:
        read_pack(folder)
    return [(found.place.file, found.code) for found in findings.value.diagnostics]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_pack_is_named_after_its_folder_and_reads_both_places(folder):
    (folder / "mechanisms").mkdir()
    (folder / "race.yaml").rename(folder / "mechanisms" / "race.yaml")
    (folder / "data").mkdir()
    (folder / "data" / "not-a-mechanism.yaml").write_text("- 1\n", encoding="utf-8")
    pack = read_pack(folder)
    assert pack.name == "qingxi"
    assert len(pack.mechanisms) == 9
    assert [scheme.file for scheme in pack.of_kind("Scheme")] == ["mechanisms/race.yaml"]


def test_the_mistakes_of_all_files_are_told_at_once(folder):
    change(folder / "starts.yaml", "every: quarter", "every: quater")
    change(folder / "organisation.yaml", "kind: town,", "kind: towm,")
    change(folder / "race.yaml", "top: 1", "top: 0")
    assert refused(folder) == [
        ("organisation.yaml", "not-one-of"),
        ("organisation.yaml", "not-one-of"),
        ("race.yaml", "out-of-range"),
        ("starts.yaml", "not-one-of"),
    ]


def test_a_file_that_cannot_be_read_makes_no_echo_where_it_is_referred_to(folder):
    change(folder / "starts.yaml", "every: quarter", "every: quater")
    assert refused(folder) == [("starts.yaml", "not-one-of")]


def test_one_file_is_checked_among_those_beside_it(folder):
    assert read_file(folder / "race.yaml").name == "race"
    change(folder / "race.yaml", "indicator: starts", "indicator: start")
    with pytest.raises(Findings) as findings:
        read_file(folder / "race.yaml")
    assert [found.code for found in findings.value.diagnostics] == ["unknown-reference"]
    assert read_file(folder / "starts.yaml").name == "starts"


def test_files_are_checked_against_each_other(folder):
    (folder / "starts.yaml").unlink()
    assert refused(folder) == [("race.yaml", "unknown-reference")] * 2


def test_two_versions_of_a_mechanism_may_stand_side_by_side(folder):
    later = folder / "race-later.yaml"
    shutil.copy(folder / "race.yaml", later)
    assert refused(folder) == [("race.yaml", "same-name")]
    change(later, "  sources:", "  effective: 2025-01-01\n  sources:")
    assert len(read_pack(folder).of_kind("Scheme")) == 2


def test_a_link_out_of_the_pack_is_refused(folder, tmp_path):
    outside = tmp_path / "secret.yaml"
    outside.write_text("a: 1\n", encoding="utf-8")
    (folder / "secret.yaml").symlink_to(outside)
    assert refused(folder) == [("secret.yaml", "outside-pack")]


def test_a_linked_subfolder_out_of_the_pack_is_refused(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.yaml").write_text("a: 1\n", encoding="utf-8")
    (folder / "mechanisms").symlink_to(tmp_path / "elsewhere")
    assert refused(folder) == [("mechanisms/secret.yaml", "outside-pack")]


def test_a_pipe_is_not_read(folder):
    os.mkfifo(folder / "pipe.yaml")
    assert refused(folder) == [("pipe.yaml", "not-a-file")]


def test_another_ending_is_told_and_not_passed_over(folder):
    (folder / "race.yaml").rename(folder / "race.yml")
    assert refused(folder) == [("race.yml", "file-name")]


@pytest.mark.parametrize("name", ["nothing-here", "x" * 5000, "."])
def test_a_folder_without_mechanisms_is_no_pack(tmp_path, name):
    with pytest.raises(Findings) as findings:
        read_pack(tmp_path / name)
    assert findings.value.diagnostics[0].code == "no-pack"


def test_a_pack_has_no_more_files_than_anybody_keeps(tmp_path):
    for number in range(MOST_FILES + 1):
        (tmp_path / f"{number}.yaml").touch()
    with pytest.raises(Findings) as findings:
        read_pack(tmp_path)
    assert findings.value.diagnostics[0].code == "too-many-files"
