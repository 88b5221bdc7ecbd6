import pytest

from bihuan.measures.unit_names import named


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ("亿元", "hundred million yuan"),
        ("万元/亩", "ten thousand yuan/mu"),
        ("万千瓦时", "ten thousand kWh"),
        ("个百分点", "percentage points"),
        ("个", ""),
        ("%", "%"),
        ("μg/m³", "μg/m³"),
        ("台", "台"),
    ],
)
def test_a_unit_of_measure_is_named_in_english_and_kept_in_chinese(written, english):
    assert named(written).en == english
    assert named(written).zh == written
