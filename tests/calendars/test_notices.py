import pytest

from bihuan.calendars.notices import SHIPPED, load, read_notice
from bihuan.mechanisms.diagnostics import Findings

GOOD = (SHIPPED / "2025.yaml").read_text(encoding="utf-8")


def read_changed(folder, old, new, name="2025.yaml"):
    assert old in GOOD
    path = folder / name
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    return read_notice(path)


def test_the_notices_of_2020_to_2026_are_shipped_with_their_documents():
    notices = load(SHIPPED)
    assert [notice.year for notice in notices] == list(range(2020, 2027))
    assert [len(notice.documents) for notice in notices] == [2, 1, 1, 1, 1, 1, 1]
    assert notices[-1].documents[0].number.endswith("7号")


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("  - 2025-02-08\n", "", "notice-count", "2025 has 247 working days by this file, not 248"),
        ("2025-02-08", "2025-02-10", "notice-day", "2025-02-10 is no Saturday or Sunday"),
        ("2025-02-08", "2025-02-01", "notice-day", "2025-02-01 is both a day off and a make-up"),
        ("2025-02-08", "2024-02-10", "notice-day", "2024-02-10 lies outside the year"),
        ("last: 2025-02-04", "last: 2025-01-04", "notice-day", "2025-01-04 lies before the first"),
        ("first: 2025-04-04", "first: 2025-02-04", "notice-day", "2025-02-04 stands here twice"),
        ("last: 2025-10-08", "last: 2026-01-01", "notice-day", "2026-01-01 lies outside the year"),
        ("year: 2025", "year: 2024", "notice-year", "2025.yaml holds the notice of 2024"),
        ("holiday: qingming", "holiday: qing_ming", "not-one-of", '"qing_ming" is not allowed'),
        ("working_days: 248", "workdays: 248", "unknown-key", 'no key "workdays" here'),
        ("2025-04-27", "2025-04-31", "bad-date", '"2025-04-31" is not a day'),
    ],
)  # fmt: skip
def test_a_slip_in_a_notice_is_found_at_its_place(tmp_path, old, new, code, said):
    with pytest.raises(Findings) as refusal:
        read_changed(tmp_path, old, new)
    found = [each for each in refusal.value.diagnostics if said in each.text.en]
    assert [each.code for each in found] == [code]
    lines = GOOD.replace(old, new, 1).splitlines()
    wrong = "working_days" if code == "notice-count" else new
    assert wrong in lines[found[0].place.line - 1]


def test_two_notices_of_one_year_are_refused(tmp_path):
    (tmp_path / "2025.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(Findings) as refusal:
        load(SHIPPED, tmp_path)
    assert refusal.value.diagnostics[0].code == "notice-gap"


def test_a_missing_year_is_refused(tmp_path):
    for year in ("2022", "2023", "2025"):
        (tmp_path / f"{year}.yaml").write_bytes((SHIPPED / f"{year}.yaml").read_bytes())
    with pytest.raises(Findings) as refusal:
        load(tmp_path)
    assert refusal.value.diagnostics[0].text.en == "the notice of 2024 is missing or loaded twice"


def test_an_operator_adds_the_notice_of_a_new_year(tmp_path):
    for year in ("2024", "2025"):
        (tmp_path / f"{year}.yaml").write_bytes((SHIPPED / f"{year}.yaml").read_bytes())
    added = tmp_path / "added"
    added.mkdir()
    (added / "2026.yaml").write_bytes((SHIPPED / "2026.yaml").read_bytes())
    assert [notice.year for notice in load(tmp_path, added)] == [2024, 2025, 2026]
