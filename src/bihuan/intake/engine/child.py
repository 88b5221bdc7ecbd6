"""The child process in which a stranger's workbook is opened, under limits on memory and time.

``python -m bihuan.intake.engine.child`` takes a workbook on its standard input and answers
with its rows, one JSON value a line; with the argument ``whole`` it hands on whole texts, which
forms have no use for. A refusal is the line ``["refused", code, parameters]``
and exit code 3. Whatever kills the child leaves the parent unharmed.
"""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

from bihuan.intake.engine import workbook
from bihuan.intake.engine.archive import open_workbook
from bihuan.intake.engine.guard import MIB
from bihuan.intake.engine.streaming import MAX_TEXT
from bihuan.intake.engine.worksheet import KEPT
from bihuan.ledger.words import Refused, Text

REFUSED = 3
OUT_OF_MEMORY = 9
WHOLE = "whole"

MEMORY = 512 * MIB
SECONDS = 30


def limit(memory: int, seconds: int) -> None:
    """Bind this process: past either limit it dies, and only it."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def emit(value: list[Any]) -> None:
    """Write one line of the answer."""
    # A lone surrogate in a broken text is no reason to fail: it becomes a question mark.
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")


def _plain(value: Any) -> Any:
    return ["text", value.en, value.zh] if isinstance(value, Text) else value


def read() -> None:
    """Answer with the sheets of a workbook."""
    limit(MEMORY, SECONDS)
    with open_workbook(sys.stdin.buffer.read()) as archive:
        workbook.read(archive, emit, MAX_TEXT if WHOLE in sys.argv[1:] else KEPT)


def answer(task: Callable[[], None]) -> int:
    """Do a task; the exit code tells the parent how it ended."""
    try:
        task()
    except Refused as refusal:
        parameters = {key: _plain(value) for key, value in refusal.said.parameters.items()}
        emit(["refused", refusal.code, parameters])
        return REFUSED
    except MemoryError:
        return OUT_OF_MEMORY
    finally:
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(answer(read))
