import pytest

from bihuan.ledger import bench

SMALL = (
    "import django; django.setup(); from bihuan.ledger import bench;"
    "bench.SINGLE, bench.MANY, bench.ROWS, bench.PROOFS = 16, 1_000, 100, 5; bench.measure()"
)


@pytest.mark.django_db(transaction=True)
def test_every_figure_has_a_name_a_value_and_a_unit(monkeypatch):
    monkeypatch.setattr(bench, "_CHILD", SMALL)
    figures = bench.bench()
    names = {figure["name"] for figure in figures}
    assert {"append through an action", "full verification", "import of rows"} <= names
    assert all(figure["value"] and figure["unit"] for figure in figures)
    assert all(bool(figure["ratio"]) == bool(figure["against"]) for figure in figures)
