"""A good without a picture still has a face."""

from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bodega.web_assets.colour_contrast import contrast, mixed
from bodega_shop.catalog.card_face import _PATTERN_STRENGTH, card_face

SVG = "{http://www.w3.org/2000/svg}"
POINT_CARDS = UUID("0190a5c2-7c1e-7b11-8d00-000000000001")
XINGHAI_100 = UUID("0190a5c2-7c1e-7b11-8d00-000000000101")


def face(
    *,
    category_id: UUID = POINT_CARDS,
    product_id: UUID = XINGHAI_100,
    title: str = "星海点卡",
    denomination: str = "100 元",
    kind_label: str = "点卡 · 全国",
) -> str:
    return card_face(
        category_id=category_id,
        product_id=product_id,
        title=title,
        denomination=denomination,
        kind_label=kind_label,
    )


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_the_face_shows_what_the_buyer_would_read_on_the_card() -> None:
    assert texts(face()) == ["星海点卡", "100 元", "点卡 · 全国"]


def test_the_same_good_always_has_the_same_face() -> None:
    assert face() == face()


def test_another_good_of_the_shelf_has_another_face_in_the_same_first_colour() -> None:
    hundred, fifty = face(), face(product_id=UUID("0190a5c2-7c1e-7b11-8d00-000000000102"))

    assert hundred != fifty
    assert _colours_of(hundred)[0] == _colours_of(fifty)[0]


@given(st.uuids(), st.uuids())
def test_white_text_reads_on_both_colours_and_on_the_pattern(category_id: UUID, product_id: UUID) -> None:
    for colour in _colours_of(face(category_id=category_id, product_id=product_id)):
        assert contrast(colour, "#ffffff") >= 4.5
        assert contrast(mixed(colour, "#ffffff", _PATTERN_STRENGTH), "#ffffff") >= 4.5


@given(st.text(), st.text(), st.text(), st.uuids())
def test_whatever_an_owner_types_the_drawing_stays_well_formed(
    title: str, denomination: str, kind_label: str, product_id: UUID
) -> None:
    svg = face(title=title, denomination=denomination, kind_label=kind_label, product_id=product_id)

    assert {element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()} <= {
        "svg", "linearGradient", "stop", "path", "circle", "g", "text",
    }  # fmt: skip


def test_a_script_in_a_title_is_text() -> None:
    svg = face(title="<script>alert(1)</script>")

    assert "<script" not in svg
    assert texts(svg)[0].startswith("<script>alert")


@pytest.mark.parametrize(
    "long", ["星海点卡全国通用官方直充自动发货" * 4, "Mobi Pro licence for very large teams " * 4]
)
def test_a_long_title_is_cut_with_an_ellipsis(long: str) -> None:
    shown = texts(face(title=long))[0]

    assert shown.endswith("…")
    assert long.startswith(shown.removesuffix("…"))


def test_a_long_denomination_breaks_into_two_lines_and_loses_nothing() -> None:
    assert texts(face(denomination="1,000,000 星海币"))[1:3] == ["1,000,000", "星海币"]


def test_a_face_weighs_about_a_kilobyte() -> None:
    assert len(face(denomination="1,000,000 星海币").encode()) <= 1_300


def test_a_face_carries_no_style_and_no_script_for_the_browser_to_refuse() -> None:
    assert "style" not in face()
    assert "href" not in face()


def _colours_of(svg: str) -> list[str]:
    return [stop.attrib["stop-color"] for stop in ET.fromstring(svg).iter(f"{SVG}stop")]
