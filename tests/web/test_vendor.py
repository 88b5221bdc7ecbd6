"""Third-party files are those that were published, with their licences."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTS = sorted([*ROOT.glob("src/**/vendor.toml"), *ROOT.glob("tests/**/vendor.toml")])


def test_every_vendor_folder_has_its_list():
    folders = {path.parent for path in ROOT.glob("src/**/vendor/*")}
    assert folders == {path.parent for path in LISTS if ROOT / "src" in path.parents}


@pytest.mark.parametrize("listing", LISTS, ids=lambda path: path.parent.parent.name)
def test_files_are_as_listed_and_nothing_else_stands_beside_them(listing):
    files = tomllib.loads(listing.read_text("utf-8"))["file"]
    for one in files:
        content = (listing.parent / one["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["sha256"]
        assert one["version"] in one["file"]
        for licence in one["licence_files"]:
            assert (listing.parent / licence).read_text("utf-8").strip()
    named = {one["file"] for one in files} | {
        name for one in files for name in one["licence_files"]
    }
    assert {path.name for path in listing.parent.iterdir()} == named | {"vendor.toml"}
