import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.registers.engine.masks import HIDDEN, mask


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        # Domain rules 3.3.
        ("张松", "name", "张*"),
        ("张小松", "name", "张*松"),
        ("欧阳小松", "name", "欧**松"),
        ("阿卜杜拉示例", "name", "阿**例"),
        ("张", "name", "*"),
        ("", "name", "*"),
        ("13800001234", "mobile", "138****1234"),
        ("+86 138-0000-1234", "mobile", "138****1234"),
        ("0570-1234567", "mobile", "057****4567"),
        ("1234567", "mobile", HIDDEN),
        ("11010519491231002X", "citizen_number", "110105********002X"),
        ("110105", "citizen_number", HIDDEN),
        ("6222020000000001234", "bank_card", "**** **** **** 1234"),
        ("1234", "bank_card", HIDDEN),
        ("高家镇尹家村12号", "address", "高家镇尹家村**"),
        ("高家镇尹家村三组", "address", "高家镇尹家村**"),
        ("樟潭街道信安路8号3幢201室", "address", "樟潭街道信安路**"),
        ("12号", "address", HIDDEN),
        ("某处", "address", HIDDEN),
        ("任何内容", "hidden", HIDDEN),
    ],
)
def test_a_value_is_shown_in_its_form(value, form, shown):
    assert mask(value, form) == shown


@given(st.text("0123456789", min_size=11, max_size=11))
def test_the_middle_of_a_mobile_number_cannot_be_told(digits):
    other = digits[:3] + "9999" + digits[7:]
    assert mask(digits, "mobile") == mask(other, "mobile")


@given(st.text(max_size=40), st.sampled_from(["mobile", "citizen_number", "bank_card"]))
def test_most_of_a_number_is_hidden(value, form):
    shown = mask(value, form)
    assert "*" in shown
    assert sum(character not in {"*", " "} for character in shown) <= 10
