"""The tree of units: the path of each from the root."""

from __future__ import annotations

from collections.abc import Mapping

# A materialised path ends where a circle would begin; deeper trees are refused when read.
DEEPEST = 12


def path(slug: str, parents: Mapping[str, str]) -> str:
    """Return the slugs from the root down to `slug`, as ``/qingxi/yunling/``.

    `parents` names the parent of each unit; a root has none, or the empty text.
    """
    chain = [slug]
    while (parent := parents.get(chain[-1], "")) and len(chain) <= DEEPEST:
        chain.append(parent)
    return "/" + "/".join(reversed(chain)) + "/"


def in_circle(slug: str, parents: Mapping[str, str]) -> bool:
    """Tell whether the way up from `slug` never ends (or is deeper than any real tree)."""
    here = slug
    for _ in range(DEEPEST):
        here = parents.get(here, "")
        if not here:
            return False
    return True
