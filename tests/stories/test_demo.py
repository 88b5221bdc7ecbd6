"""The demonstration in this process, so that it plays on either database."""

import pytest

from bihuan import demo
from bihuan.boards.queries import publications
from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.verifying import verify
from bihuan.ledger.words import Refused

pytestmark = pytest.mark.django_db


def test_the_year_of_the_invented_district_plays_and_can_be_rebuilt(capsys):
    assert demo.play(reset=False) == "/boards/investment-race/2025Q4"
    published = publications("qingxi")
    assert [each.period for each in published] == ["2025Q4"]
    assert published[0].code in capsys.readouterr().out
    assert rebuild(check=True).good
    assert verify("qingxi").good


def test_a_postgresql_database_is_never_emptied(monkeypatch):
    monkeypatch.setattr("django.db.connection.vendor", "postgresql")
    with pytest.raises(Refused) as refused:
        demo.play(reset=True)
    assert refused.value.code == "demo-not-emptied"
