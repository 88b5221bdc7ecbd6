"""The page on building an index is run as it stands: each file, each command, each answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how" / "build-an-index.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def ran(command: str, folder: Path) -> str:
    program = "import sys; from bihuan.launch import main; main()"
    done = subprocess.run(  # noqa: S603 - the words of our own page
        [sys.executable, "-c", program, *command.split()[1:]],
        cwd=folder,
        env={**os.environ, "LANG": "en_GB.UTF-8", "LC_ALL": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def tidy(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def test_every_block_of_the_page_does_what_the_page_says(tmp_path: Path) -> None:
    answers, said = 0, ""
    index = tmp_path / "index.yaml"
    for language, body in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if language == "csv":
            (tmp_path / "towns.csv").write_text(body, encoding="utf-8")
        elif language == "yaml" and body.startswith("apiVersion"):
            index.write_text(body, encoding="utf-8")
        elif language == "yaml":
            whole = index.read_text(encoding="utf-8")
            index.write_text(whole[: whole.index("  score:\n")] + body, encoding="utf-8")
        elif not language:
            said = ran(body.strip(), tmp_path)
        else:
            assert tidy(said) == tidy(body)
            answers += 1
    assert answers == 5
