"""What the goods are called at the payment service."""

from bodega_epay.name_goods import MOST_BYTES, name_goods
from hypothesis import given
from hypothesis import strategies as st


def test_a_long_chinese_title_is_cut_between_characters() -> None:
    title = "星" * 60
    cut = name_goods(title, "N1")
    assert cut == "星" * 42
    assert len(cut.encode()) == 126


@given(st.text(st.characters(), max_size=200))
def test_a_name_always_fits_and_can_be_decoded(subject: str) -> None:
    name = name_goods(subject, "20261121M9QX2TA7K3")
    assert 0 < len(name.encode()) <= MOST_BYTES
    assert name.isprintable()
    assert "&" not in name


def test_an_ampersand_cannot_look_like_another_field() -> None:
    assert name_goods("卡&out_trade_no=2", "N1") == "卡＆out_trade_no=2"


def test_lines_become_one() -> None:
    assert name_goods("星海\r\n点卡\t100", "N1") == "星海 点卡 100"


def test_a_title_of_nothing_is_the_order_number() -> None:
    assert name_goods(" \u200b\n ", "20261121M9QX2TA7K3") == "20261121M9QX2TA7K3"
