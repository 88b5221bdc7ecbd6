"""The invented district with two published quarters."""

import pytest

from tests.boards import cast


@pytest.fixture
def published(db):  # noqa: ARG001
    return cast.two_quarters()
