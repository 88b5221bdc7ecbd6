"""The command as a person runs it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

START = "from bihuan.launch import main; main()"


@dataclass(frozen=True)
class Desk:
    """A folder in which commands are run, on an embedded database unless `settings` say another."""

    folder: Path
    language: str = "en"
    settings: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, expect: int = 0) -> str:
        """Run ``bihuan ARGUMENTS`` and return what it printed, both streams together."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("BIHUAN_")}
        environment = {**kept, "BIHUAN_HOME": str(self.folder), "BIHUAN_LANG": self.language}
        environment.update(self.settings)
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", START, *arguments],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == expect, done.stdout
        return done.stdout
