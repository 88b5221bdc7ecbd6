"""A bundle verifies itself, and nothing in it can be changed unseen."""

import io
import json
import random
import subprocess
import sys
import zipfile
from copy import deepcopy

import pytest

from bihuan.boards import queries
from bihuan.boards.engine.offline.checks import check, check_ranking
from bihuan.boards.engine.offline.container import Wrong, read_files
from bihuan.boards.verifying import verify
from bihuan.schemes.recomputing import conclude, score
from tests.boards import cast


def run(*command, cwd):
    # -I and -S: no site packages, no environment; the standard library is all there is.
    return subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-S", *command],
        cwd=cwd, capture_output=True, text=True, check=False,
        env={"LANG": "C.UTF-8"},
    )  # fmt: skip


def rewritten(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def accepted(path):
    try:
        check(read_files(path), score, conclude)
    except Wrong:
        return False
    return True


def test_it_verifies_itself_without_being_unpacked(bundle_file):
    done = run(str(bundle_file), cwd=bundle_file.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verified" in done.stdout
    assert "[not checked] that the parameters follow from the mechanism files" in done.stdout


def test_its_program_verifies_the_zip_and_the_folder(bundle_file, tmp_path):
    with zipfile.ZipFile(bundle_file) as archive:
        archive.extractall(tmp_path)
    from_zip = run("verify.py", str(bundle_file), "--json", cwd=tmp_path)
    from_folder = run("verify.py", "--json", cwd=tmp_path)
    assert json.loads(from_zip.stdout) == json.loads(from_folder.stdout)
    assert json.loads(from_zip.stdout)["good"] is True


def test_our_side_also_resolves_the_rules_again(bundle_file):
    report = verify(bundle_file)
    assert report.good, report.lines
    assert any("mechanism files" in line.en for line in report.proven)
    assert not any("parameters" in line.en for line in report.left_out)
    assert report.as_data()["code"] == report.code
    assert report.lines[-1].zh == f"核验码 {report.code}"


def test_three_hundred_flipped_bits_of_the_zip_change_nothing_unseen(bundle_file, tmp_path):
    whole, files = bundle_file.read_bytes(), read_files(bundle_file)
    rng, path, refused = random.Random(7), tmp_path / "flipped.zip", 0  # noqa: S311
    for _ in range(300):
        bit = rng.randrange(len(whole) * 8)
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        try:
            same = read_files(path) == files
        except Wrong:
            same = False
        # What is left as it was, a time of day say, is no change of content.
        refused += not same
        assert same or not accepted(path)
    assert refused > 200


def test_three_hundred_flipped_bits_of_its_files_are_all_refused(bundle_file):
    files = read_files(bundle_file)
    rng, names = random.Random(11), sorted(files)  # noqa: S311
    for turn in range(300):
        # Each file in turn, so that the small ones with the proof are met as often as the large.
        name = names[turn % len(names)]
        content = bytearray(files[name])
        bit = rng.randrange(len(content) * 8)
        content[bit // 8] ^= 1 << bit % 8
        changed = {**files, name: bytes(content)}
        with pytest.raises(Wrong):
            check(changed, score, conclude)


def test_what_was_changed_is_named(bundle_file, tmp_path):
    files = read_files(bundle_file)
    other = files["result.json"].replace(b'"rank":1', b'"rank":2', 1)
    report = verify(rewritten(tmp_path / "b.zip", {**files, "result.json": other}))
    assert report.problem.code == "bundle-file-changed"
    assert "result.json" in report.lines[0].zh
    assert not report.as_data()["good"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: f.pop("mechanisms/Scheme-race.yaml"), "file-missing"),
        (lambda f: f.update({"more.txt": b""}), "file-added"),
        (lambda f: f.update({"verify.py": b"print('verified')"}), "file-changed"),
        (lambda f: f.update({"manifest.json": b"{}"}), "file-changed"),
        (lambda f: f.update({"log/key": f["log/key"] + b"\n"}), "not-signed"),
        (lambda f: f.update({"log/checkpoint": b""}), "not-signed"),
        (lambda f: f.pop("log/checkpoint"), "not-signed"),
        (lambda f: f.update({"log/facts.jsonl": b"{}\n"}), "file-changed"),
        (lambda f: f.pop("log/rows.jsonl"), "file-missing"),
        (lambda f: f.update({"log/proofs.json": f["log/proofs.json"] + b" "}), "file-changed"),
        (lambda f: f.update({"log/rows.jsonl": first_row_gone(f["log/rows.jsonl"])}),
         "file-changed"),
        (lambda f: f.update({"log/rows.jsonl": f["log/rows.jsonl"].replace(b"21.5", b"21.6")}),
         "row-not-in-fact"),
        (lambda f: f.update({"log/facts.jsonl": f["log/facts.jsonl"].replace(b'"n":1', b'"n":2')}),
         "not-in-log"),
    ],
)  # fmt: skip
def test_each_kind_of_change_has_its_reason(bundle_file, change, code):
    files = dict(read_files(bundle_file))
    change(files)
    with pytest.raises(Wrong) as refused:
        check(files, score, conclude)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        (b"0", "bundle-older-format"),
        (b"7", "bundle-newer-format"),
        (b"true", "bundle-file-changed"),
        (b'"1"', "bundle-file-changed"),
    ],
)
def test_a_bundle_in_another_format_is_sent_to_its_own_program(bundle_file, tmp_path, stated, code):
    files = dict(read_files(bundle_file))
    assert b'"v":1' in files["manifest.json"]
    files["manifest.json"] = files["manifest.json"].replace(b'"v":1', b'"v":' + stated)
    report = verify(rewritten(tmp_path / "other.zip", files))
    assert report.problem.code == code
    assert ("python3" in report.lines[1].en) is code.endswith("-format")
    assert not report.good


def first_row_gone(content):
    head, _, rows = content.partition(b"\n")
    return head + b"\n" + rows.partition(b"\n")[2]


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["rows"][0].update(rank=2),
        lambda r: r["rows"][0].update(total="99.99"),
        lambda r: r["rows"][0].update(tied=True),
        lambda r: r["rows"][3].update(previous_rank=99),
        lambda r: r["rows"][0]["leaves"][0].update(points="30.01"),
        lambda r: r["rows"][0]["leaves"][0].update(contribution="30.01"),
        lambda r: r["rows"][0]["remainders"].clear(),
        lambda r: r["rows"].pop(),
        lambda r: r["awards"][0]["groups"][0]["winners"].pop(),
        lambda r: r["awards"][0]["groups"][0]["winners"][0].update(streak=9),
        lambda r: r["awards"][0]["groups"][0].update(k=5),
        lambda r: r["awards"].pop(),
        lambda r: r["facts"][0].update(value=r["facts"][0]["value"] + 1),
        lambda r: r["parameters"]["sheets"][0]["leaves"][0].update(full=29_000_000),
    ],
)
def test_a_result_that_its_figures_do_not_give_is_refused(bundle_file, change):
    result = json.loads(read_files(bundle_file)["result.json"])
    check_ranking(result, score, conclude)
    other = deepcopy(result)
    change(other)
    with pytest.raises(Wrong) as refused:
        check_ranking(other, score, conclude)
    assert refused.value.code == "result-differs"


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\0" * 18, b"\0" * 4096]
)
def test_what_is_no_bundle_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "other.zip"
    path.write_bytes(content)
    report = verify(path)
    assert not report.good
    assert report.problem.code in {"bundle-unreadable", "bundle-not-signed"}


def test_a_bundle_that_unpacks_beyond_all_measure_is_refused_while_it_is_read(tmp_path):
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("result.json", "w", force_zip64=True) as member,
    ):
        for _ in range(600):
            member.write(b"\0" * (1 << 20))
    report = verify(path)
    assert report.problem.code == "bundle-unreadable"
    assert "too large" in report.lines[0].en


def test_a_file_that_is_there_twice_is_refused(bundle_file, tmp_path):
    path = tmp_path / "twice.zip"
    path.write_bytes(bundle_file.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("result.json", b"{}")
    assert verify(path).problem.code == "bundle-file-changed"


def test_only_rows_that_count_travel_and_whole_imports_come_without_paths(bundle_file, db):  # noqa: ARG001
    content = read_files(bundle_file)["log/rows.jsonl"].decode()
    # Shimen's 1.26 was corrected before the quarter was scored.
    assert '"2.31"' in content
    assert '"1.26"' not in content
    cast.enact()
    cast.report("2025Q3")
    with zipfile.ZipFile(io.BytesIO(queries.bundle(cast.published("2025Q3")))) as archive:
        head = archive.read("log/rows.jsonl").partition(b"\n")[0]
    assert json.loads(head)[1] is None
