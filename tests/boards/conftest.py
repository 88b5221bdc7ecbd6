"""The bundle of the invented district, made once and handed to every test that only reads it."""

import pytest
from django.db import transaction

from bihuan.boards import queries
from tests.boards import cast


@pytest.fixture(scope="session")
def bundle_file(django_db_setup, django_db_blocker, tmp_path_factory):  # noqa: ARG001
    """The path of a bundle of the fourth quarter."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.zip"
    with django_db_blocker.unblock(), transaction.atomic():
        path.write_bytes(queries.bundle(cast.two_quarters()))
        transaction.set_rollback(True)
    return path
