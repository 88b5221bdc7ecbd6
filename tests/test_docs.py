"""The documentation says everything it must."""

import importlib
import pkgutil
import re
from pathlib import Path
from string import Formatter

import pytest
from typer.main import get_command

import bihuan
from bihuan.cli.main import app
from bihuan.ledger.words import MESSAGES
from bihuan.mechanisms.kinds import kinds
from bihuan.mechanisms.queries import explain_code
from bihuan.mechanisms.reading import read

DOCS = Path(__file__).parent.parent / "docs"
# Modules that do something when they are imported.
PROGRAMS = {"bihuan.wsgi"}
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="session", autouse=True)
def _every_message_is_declared():
    for module in pkgutil.walk_packages(bihuan.__path__, "bihuan."):
        if module.name not in PROGRAMS:
            importlib.import_module(module.name)


def pages() -> list[Path]:
    return [path for path in sorted((DOCS / "errors").glob("*.md")) if path.stem != "index"]


def test_every_message_has_its_page():
    assert set(MESSAGES) - {path.stem for path in pages()} == set()


def test_every_page_is_about_a_message():
    assert {path.stem for path in pages()} - set(MESSAGES) == set()


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_a_page_has_a_failing_example_and_both_languages(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.stem}\n")
    assert text.count("```") >= 2
    outside = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    paragraphs = [part for part in outside.split("\n\n")[1:] if part.strip()]
    # An English paragraph may name a Chinese form, and a Chinese one a key.
    in_chinese = [
        3 * len(CHINESE.findall(part)) > len(re.findall("[A-Za-z]", part)) for part in paragraphs
    ]
    assert True in in_chinese
    assert False in in_chinese
    assert explain_code(path.stem) == text


def test_messages_are_whole_in_both_languages():
    for message in MESSAGES.values():
        for text in (message.says, message.help):
            if text is not None:
                assert CHINESE.search(text.zh) or "{" in text.zh, message.code
                assert places(text.en) == places(text.zh), message.code


def places(template: str) -> set[str]:
    names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    assert all(name.isidentifier() for name in names), template
    return names


def test_messages_are_calm():
    for message in MESSAGES.values():
        for text in (message.says, message.help):
            if text is not None:
                assert not re.search(r"\w!", text.en), message.code
                assert "！" not in text.zh, message.code


def test_every_kind_has_its_reference():
    for kind in kinds():
        assert (DOCS / "reference" / f"{kind.lower()}.md").is_file(), kind


BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)


def yaml_blocks() -> list[tuple[str, str]]:
    """Return the mechanisms that pages and the READMEs show, each with its page."""
    shown = [*sorted(DOCS.rglob("*.md")), *sorted(DOCS.parent.glob("README*.md"))]
    return [
        (path.name, block)
        for path in shown
        if path.parent.name != "errors"
        for block in BLOCK.findall(path.read_text(encoding="utf-8"))
        if "apiVersion" in block
    ]


@pytest.mark.parametrize(("page", "block"), yaml_blocks(), ids=lambda value: str(value)[:30])
def test_every_mechanism_in_the_documentation_reads_without_a_message(page, block):
    assert read(block.encode(), page).kind in kinds()


def test_every_command_is_documented():
    told = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    names = set(get_command(app).commands)
    assert names
    assert {name for name in names if f"bihuan {name}" not in told} == set()


def test_every_setting_is_documented():
    source = Path(bihuan.__file__).with_name("settings.py").read_text(encoding="utf-8")
    settings = set(re.findall(r'"(BIHUAN_[A-Z_]+)"', source))
    told = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    assert settings
    assert {name for name in settings if name not in told} == set()
