"""One colour from the owner becomes colours that everybody can read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bodega.kernel.errors import InvalidInput
from bodega.web_assets.colour_contrast import contrast
from bodega_shop.storefront.accent_colours import accent_css

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def roles(accent: str) -> dict[str, tuple[str, str]]:
    """Each role's colour on light and on dark pages."""
    pairs = re.findall(r"--([a-z-]+):light-dark\((#[0-9a-f]{6}),(#[0-9a-f]{6})\)", accent_css(accent))
    return {role: (light, dark) for role, light, dark in pairs}


@given(colours)
def test_text_on_the_accent_can_be_read_whatever_the_owner_picks(accent: str) -> None:
    found = roles(accent)
    for fill, text in zip(found["accent"], found["on-accent"], strict=True):
        assert contrast(fill, text) >= 4.5


@given(colours)
def test_the_accent_as_text_can_be_read_on_pages_cards_and_its_own_tint(accent: str) -> None:
    found = roles(accent)
    grounds = (
        ("#f4f4f8", "#ffffff", found["accent-tint"][0]),
        ("#0e1120", "#181c30", found["accent-tint"][1]),
    )
    for text, behind in zip(found["accent-ink"], grounds, strict=True):
        assert min(contrast(text, ground) for ground in behind) >= 4.5


@given(colours)
def test_body_text_can_be_read_on_the_tint(accent: str) -> None:
    light, dark = roles(accent)["accent-tint"]

    assert contrast(light, "#575d76") >= 4.5
    assert contrast(dark, "#a9b0c9") >= 4.5


@given(colours)
def test_a_button_stands_out_from_a_dark_page(accent: str) -> None:
    assert contrast(roles(accent)["accent"][1], "#0e1120") >= 3


def test_a_colour_that_already_reads_well_is_kept() -> None:
    assert roles("#2b59ff")["accent"] == ("#2b59ff", "#2b59ff")
    assert roles("#ffb224")["accent"] == ("#ffb224", "#ffb224")
    assert roles("#ffb224")["on-accent"] == ("#171a2c", "#171a2c")


def test_a_browser_without_light_dark_gets_the_light_colours() -> None:
    assert accent_css("#2b59ff").startswith(":root{--accent:#2b59ff;--on-accent:#ffffff;")


@pytest.mark.parametrize("wrong", ["", "blue", "#fff", "#12345g", "#2b59ff;}body{display:none", "#2b59ff\n"])
def test_anything_but_a_colour_is_refused_before_it_reaches_a_stylesheet(wrong: str) -> None:
    with pytest.raises(InvalidInput):
        accent_css(wrong)
