import json
import os
import signal
import subprocess
import sys

import pytest

from tests.stories.commands import START, Desk


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_an_unknown_command_is_wrong_usage(desk):
    assert "No such command" in desk.run("scor", expect=2)


def test_a_date_that_is_none_is_wrong_usage(desk):
    assert "2025-10-16" in desk.run("--today", "16.10.2025", "seal", expect=2)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_on_which_nobody_acts_is_wrong_usage(desk, day):
    assert f"{day} is no day to act on" in desk.run("--today", day, "apply", "qingxi", expect=2)


# Stops where the rooms would be imported, and says so. Whoever starts the tests in the background
# has interrupts ignored, and what they start too; here they are as on a terminal.
WAITS_WHILE_LOADING = """
import signal, sys, time

signal.signal(signal.SIGINT, signal.default_int_handler)

class Waits:
    def find_spec(self, name, *_):
        if name == "bihuan.demo":
            print("loading", flush=True)
            time.sleep(60)

sys.meta_path.insert(0, Waits())
"""


def test_an_interrupt_while_the_program_loads_ends_it_without_a_word(tmp_path):
    loading = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", WAITS_WHILE_LOADING + START, "--help"],
        env={**os.environ, "BIHUAN_HOME": str(tmp_path)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert loading.stdout.readline() == "loading\n"
    loading.send_signal(signal.SIGINT)
    assert loading.communicate() == ("", "")
    assert loading.returncode == -signal.SIGINT


def test_an_empty_folder_is_told_to_apply_a_pack(desk):
    assert "bihuan apply" in desk.run("score", "race", "2025Q4", expect=1)


def test_a_wrong_file_is_refused_at_its_place_in_the_readers_language(tmp_path):
    (tmp_path / "race.yaml").write_text(
        "apiVersion: bihuan/v1\nkind: Scheme\n"
        "metadata: {name: race, title: {zh: 赛马, en: Race}}\n"
        "spec:\n  every: quarter\n  score:\n    parts:\n"
        "      - {indicator: a, method: as_is, wieght: 60}\n",
        encoding="utf-8",
    )
    said = Desk(tmp_path, "zh").run("check", "race.yaml", expect=1)
    assert "race.yaml:8:" in said
    assert "weight" in said


def test_an_error_code_is_explained(desk):
    assert "unknown-key" in desk.run("explain-code", "unknown-key")


def test_help_speaks_the_readers_language(tmp_path):
    said = Desk(tmp_path, "zh").run("score", "--help")
    assert "计算一期考核" in said
    assert "必填" in said
    assert "Show this message" not in said


def test_two_districts_in_one_database_are_asked_apart(desk):
    desk.run("apply", "qingxi")
    desk.run("--origin", "qujiang", "apply", "qujiang")
    assert "--origin" in desk.run("score", "investment-race", "2025Q4", expect=1)


def test_a_pack_that_ships_is_checked_by_its_name(desk):
    assert "read without a mistake" in desk.run("check", "qujiang")


def test_one_mistake_is_told_as_one_and_a_check_speaks_of_no_storing(desk):
    (desk.folder / "race.yaml").write_text("kind: [Scheme\n", encoding="utf-8")
    said = desk.run("check", "race.yaml", expect=1)
    assert "1 mistake in race.yaml\n" in said
    assert "nothing was stored" in desk.run("apply", ".", expect=1)


def test_a_bundle_that_is_not_there_is_wrong_usage(desk):
    assert "there is no file nothere.zip" in desk.run("verify", "nothere.zip", expect=2)


def test_a_table_to_try_is_not_loaded(desk):
    said = desk.run("load", "public", expect=1)
    assert "pack-to-try" in said
    assert "bihuan try public/" in said


def test_data_before_its_pack_is_told_at_once(desk):
    desk.run("apply", "qingxi")
    said = desk.run("load", "qujiang", expect=1)
    assert "refused[pack-not-applied]" in said
    assert "bihuan apply qujiang" in said
    assert len(said.splitlines()) == len(["refused", "help"])
    assert "pack-not-applied" in desk.run("--as", "anybody", "load", "qujiang", expect=1)


def test_a_form_for_a_period_of_another_kind_is_not_written(desk):
    desk.run("apply", "qingxi")
    said = desk.run("template", "investment-race", "2025", expect=1)
    assert "wrong-period-type" in said
    assert not list(desk.folder.glob("*.xlsx"))


def test_a_place_that_takes_no_file_is_wrong_usage(desk):
    desk.run("apply", "qingxi")
    said = desk.run("template", "investment-race", "2025Q4", "--out", "no/form.xlsx", expect=2)
    assert "cannot be written" in said


def test_a_folder_is_no_file_to_import(desk):
    desk.run("apply", "qingxi")
    (desk.folder / "forms").mkdir()
    assert "forms cannot be read" in desk.run("import", "forms", expect=2)


def test_an_account_left_empty_makes_nobody_the_operator(desk):
    desk.run("apply", "qingxi")
    assert "--as" in desk.run("--as", "", "score", "investment-race", "2025Q4", expect=2)


def test_a_district_of_which_nothing_is_recorded_is_refused_and_gets_no_key(desk):
    desk.run("apply", "qingxi")
    for name in ("qingxii", "../qingxi"):
        for command in ("verify", "seal"):
            assert "unknown-origin" in desk.run("--origin", name, command, expect=1)
    assert not list(desk.folder.glob("log.*.key"))


def test_a_file_that_is_no_database_is_refused_in_words(desk):
    (desk.folder / "bihuan.sqlite3").write_text("no database" * 100, encoding="utf-8")
    assert "database-unusable" in desk.run("verify", expect=1)


def test_a_terminal_that_shows_no_chinese_still_gets_an_answer_and_valid_json(tmp_path):
    plain = Desk(tmp_path, "zh", {"PYTHONIOENCODING": "ascii"})
    assert "not-a-file" in plain.run("check", "none.yaml", expect=1)
    assert json.loads(plain.run("check", "none.yaml", "--json", expect=1))["error"]


def test_a_log_is_compared_with_a_head_that_was_kept_elsewhere(desk):
    desk.run("apply", "qingxi")
    head, other = desk.folder / "head.txt", desk.folder / "other.txt"
    head.write_text(desk.run("seal"), encoding="utf-8")
    assert "verified" in desk.run("verify", "--head", "head.txt")
    lines = head.read_text(encoding="utf-8").split("\n")
    other.write_text("\n".join([lines[0], str(int(lines[1]) + 1), *lines[2:]]), encoding="utf-8")
    assert "ledger-pinned-differs" in desk.run("verify", "--head", "other.txt", expect=1)
    other.write_text("no head", encoding="utf-8")
    assert "ledger-pinned-unreadable" in desk.run("verify", "--head", "other.txt", expect=1)
