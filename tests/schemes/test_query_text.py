"""The committed texts for other databases are those that the one written by hand gives."""

import pytest

from bihuan.schemes.engine.running.query_text import sections, written
from tests.schemes.transpiling import READERS, transpiled


@pytest.mark.parametrize("dialect", READERS)
def test_the_committed_text_is_what_the_query_transpiles_to(dialect):
    assert written(dialect) == transpiled(dialect), "make query writes it again"


@pytest.mark.parametrize("dialect", READERS)
def test_the_sections_stand_in_the_order_of_the_query_with_their_holes(dialect):
    ours = {
        name: text for name, text in sections(written("duckdb")).items() if "CREATE" not in text
    }
    its = sections(written(dialect))
    assert list(its) == list(ours)
    assert [text.count("{") for text in its.values()] == [t.count("{") for t in ours.values()]
