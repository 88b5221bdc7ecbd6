"""The documentation says everything it must."""

import importlib
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter
from typing import Literal, get_args, get_origin

import pytest
from pydantic import BaseModel
from typer.main import get_command

import bihuan
from bihuan.launch import app
from bihuan.ledger.words import MESSAGES
from bihuan.mechanisms.kinds import kinds
from bihuan.mechanisms.queries import explain_code
from bihuan.mechanisms.reading import read

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
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
    shown = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("README*.md"))]
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


def models_in(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Return a model with all models that its keys take."""
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for inner in inside(field.annotation):
                models_in(inner, seen)
    return seen


def inside(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in inside(part)]


def words_in(annotation: object) -> set[str]:
    """Return the words that a key may be set to."""
    if get_origin(annotation) is Literal:
        return {word for word in get_args(annotation) if isinstance(word, str)}
    return {word for part in get_args(annotation) for word in words_in(part)}


@pytest.mark.parametrize("kind", ["Organisation", "Indicator", "Scheme", "Register", "Loop"])
def test_every_key_of_a_kind_and_every_word_it_may_hold_is_documented(kind):
    page = (DOCS / "reference" / f"{kind.lower()}.md").read_text(encoding="utf-8")
    told = set(re.findall(r"[a-z][a-z0-9_]*", " ".join(re.findall(r"`([^`]*)`", fenceless(page)))))
    needed: set[str] = set()
    for model in models_in(kinds()[kind].spec, set()):
        if f"{model.__module__}.".startswith(f"bihuan.{ROOM[kind]}.spec."):
            for name, field in model.model_fields.items():
                needed |= {field.alias or name} | words_in(field.annotation)
    assert needed - told == set()


ROOM = {
    "Organisation": "orgs", "Indicator": "measures", "Scheme": "schemes", "Register": "registers",
    "Loop": "loops",
}  # fmt: skip


def sections() -> dict[str, str]:
    """Return the section of the reference on each command."""
    told = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^### `([a-z-]+)`\n(.*?)(?=^##|\Z)", told, re.DOTALL | re.MULTILINE))


def test_every_command_has_its_section_and_no_section_stands_without_a_command():
    assert set(sections()) == set(get_command(app).commands)


def test_every_argument_and_option_of_a_command_is_in_its_section():
    for name, command in get_command(app).commands.items():
        section = sections()[name]
        assert f"bihuan {name}" in section
        # A group asks what its commands ask.
        asked = [command, *getattr(command, "commands", {}).values()]
        params = [each for one in asked for each in one.params]
        options = {option for each in params for option in (*each.opts, *each.secondary_opts)}
        missing = {each for each in options if each.startswith("--") and each not in section}
        assert missing - {"--help"} == set(), name


def test_every_section_on_a_command_speaks_chinese_too():
    for name, section in sections().items():
        assert any(CHINESE.search(line) for line in section.splitlines()), name


def test_the_options_of_every_command_are_documented():
    told = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    options = {option for each in get_command(app).params for option in each.opts}
    assert {option for option in options if f"`{option}" not in told} == set()


def test_every_setting_is_documented():
    settings = set(re.findall(r'"(BIHUAN_[A-Z_]+)"', "\n".join(sources("*.py"))))
    told = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    assert settings
    assert {name for name in settings if name not in told} == set()


def sources(pattern: str) -> list[str]:
    package = Path(bihuan.__file__).parent
    return [path.read_text(encoding="utf-8") for path in sorted(package.rglob(pattern))]


def test_every_word_of_the_glossary_is_in_use():
    told = (DOCS / "start" / "words.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+? \| .+? \| (`.+?`) \| .+? \|$", told, re.MULTILINE)
    words = {word for row in rows for word in re.findall(r"`([a-z_]+)`", row)}
    used = set(re.findall(r"[a-z_]+", "\n".join(sources("*.py"))))
    assert len(words) > 30
    assert words - used == set()


LINK = re.compile(r"\]\(([^)\s]+)\)")


def links() -> list[tuple[str, str]]:
    """Return the local targets of links and pictures, each with the page that names it."""
    pages_read = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]
    return [
        (str(page.relative_to(ROOT)), target)
        for page in pages_read
        for target in LINK.findall(fenceless(page.read_text(encoding="utf-8")))
        if "://" not in target and not target.startswith(("#", "mailto:"))
    ]


def fenceless(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def test_every_link_and_picture_leads_somewhere():
    found = links()
    assert found
    for page, target in found:
        file = (ROOT / page).parent / target.partition("#")[0]
        assert file.exists(), f"{page}: {target}"


FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def walk(page: str) -> str:
    """Return the commands of a page, as one script."""
    told = (DOCS / "start" / page).read_text(encoding="utf-8")
    return "".join(block for language, block in FENCE.findall(told) if not language)


def test_the_first_quarter_is_the_same_walk_in_both_languages():
    assert walk("first-quarter.md") == walk("first-quarter.zh.md")


def test_the_first_quarter_runs_as_it_is_written(tmp_path):
    command = tmp_path / ".venv" / "bin" / "bihuan"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!{sys.executable}\nfrom bihuan.launch import main\nmain()\n")
    command.chmod(0o755)
    (tmp_path / "src").symlink_to(ROOT / "src")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")}
    done = subprocess.run(  # noqa: S603
        ["/bin/bash", "-euo", "pipefail", "-c", walk("first-quarter.md")],
        cwd=tmp_path,
        env={**plain, "BIHUAN_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    code = re.search(r"^Verification code ([0-9A-F ]{14})$", done.stdout, re.MULTILINE)
    assert code is not None
    # Both verifiers print the code that the publication has.
    assert done.stdout.count(code[1]) == 3
