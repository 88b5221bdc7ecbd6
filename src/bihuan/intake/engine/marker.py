"""The child process that marks the mistakes in a sender's workbook.

``python -m bihuan.intake.engine.marker`` takes a line of JSON (the mistakes) and then the
workbook on its standard input, and answers with the marked workbook.
"""

import json
import sys

from bihuan.intake.engine.child import answer, limit
from bihuan.intake.engine.guard import MIB
from bihuan.intake.engine.mistakes import Mistake
from bihuan.intake.engine.wrong import mark_workbook

# The reader that marks keeps the whole workbook in memory; the first one found it harmless.
MEMORY = 1536 * MIB
SECONDS = 90


def mark() -> None:
    """Answer with the workbook, its mistakes marked."""
    limit(MEMORY, SECONDS)
    mistakes = [Mistake(*each) for each in json.loads(sys.stdin.buffer.readline())]
    sys.stdout.buffer.write(mark_workbook(sys.stdin.buffer.read(), mistakes))


if __name__ == "__main__":
    raise SystemExit(answer(mark))
