"""Settings of the documentation; built with warnings as errors, nothing loaded from elsewhere."""

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

project = "Bihuan 闭环"
author = "The Bihuan authors"
copyright = "The Bihuan authors"  # noqa: A001  Sphinx names it so
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Bihuan 闭环"
html_static_path: list[str] = []
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
pygments_style = "friendly"


def setup(app: Sphinx) -> None:
    """Let tables stand in the pages: nothing colours a CSV, and none is missed for it."""
    app.add_lexer("csv", TextLexer)
