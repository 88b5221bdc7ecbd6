"""The one file ``verify.py`` that a bundle carries: our verifier and the definition of a score.

The texts are joined as they stand; only what one Python file cannot hold is taken out:
imports from this program, and all but the first ``from __future__``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

OFFLINE = Path(__file__).parent / "offline"
PARTS = (
    "ed25519.py", "tree.py", "container.py", "log.py", "forms.py", "limits.py", "counting.py",
    "figures.py", "wording.py", "adding.py", "restating.py", "checks.py", "telling.py",
)  # fmt: skip

HEAD = '''"""Verify a published result: offline, with nothing but Python 3.10 or later.

    python3 verify.py BUNDLE.zip

It computes the tree of the log and every score, rank and award again, and names whatever is
not as it was published. {made_of}
"""

from __future__ import annotations
'''
TAIL = """
if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], score, conclude))
"""
STARTER = """\"\"\"Lets ``python3 BUNDLE.zip`` verify the bundle.\"\"\"

import sys

from verify import conclude, main, score

raise SystemExit(main(sys.argv[1:], score, conclude))
"""


def program(definitions: Iterable[tuple[str, str]]) -> str:
    """Return ``verify.py``; `definitions` are the texts that define `score` and `conclude`."""
    return _program(tuple(definitions))


@lru_cache(maxsize=2)
def _program(definitions: tuple[tuple[str, str], ...]) -> str:
    texts = [*definitions, *((name, (OFFLINE / name).read_text("utf-8")) for name in PARTS)]
    made_of = "It is made of " + ", ".join(name for name, _ in texts) + "."
    parts = [HEAD.format(made_of=made_of), *(_part(name, text) for name, text in texts), TAIL]
    return "\n\n".join(parts)


def _part(name: str, text: str) -> str:
    """Return a module's text under its name, without the lines that the joined file cannot hold."""
    lines = text.splitlines()
    gone: set[int] = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and (
            node.module == "__future__" or (node.module or "").startswith("bihuan.")
        ):
            gone.update(range(node.lineno - 1, node.end_lineno or node.lineno))
    kept = [line for place, line in enumerate(lines) if place not in gone]
    return f"# ---- {name}\n" + "\n".join(kept).rstrip() + "\n"
