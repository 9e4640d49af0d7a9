"""The colours of the street can be read by day and by night."""

import re
from importlib.resources import files

import pytest

from bodega.web_assets.colour_contrast import contrast

STYLES = files("bodega") / "web_assets" / "static"
TEXT, SHAPE = 4.5, 3.0

PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "soft", "accent-ink") for ground in ("ground", "surface")),
    *((tone, f"{tone}-tint", TEXT) for tone in ("good", "warn", "bad", "info")),
    *(("ink", f"{tone}-tint", TEXT) for tone in ("good", "warn", "bad", "info", "accent")),
    *((tone, ground, TEXT) for tone in ("good", "warn", "bad", "info") for ground in ("ground", "surface")),
    ("soft", "sunken", TEXT),
    ("soft", "accent-tint", TEXT),
    ("accent-ink", "accent-tint", TEXT),
    ("edge", "surface", SHAPE),
]


def tokens() -> dict[str, tuple[str, str]]:
    """Each colour's light and dark value."""
    css = (STYLES / "base.css").read_text()
    pairs = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", css)
    return {name: (_long(light), _long(dark)) for name, light, dark in pairs}


@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_is_written_can_be_read_in_both_schemes(front: str, back: str, least: float) -> None:
    found = tokens()
    for scheme in (0, 1):
        assert contrast(found[front][scheme], found[back][scheme]) >= least


def test_a_browser_without_light_dark_gets_the_same_light_scheme() -> None:
    css = (STYLES / "base.css").read_text()
    plain = {name: _long(value) for name, value in re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", css)}

    assert {name: plain[name] for name in tokens()} == {name: light for name, (light, _) in tokens().items()}


@pytest.mark.parametrize("sheet", ["base.css", "console.css"])
def test_nothing_is_fetched_from_elsewhere(sheet: str) -> None:
    css = (STYLES / sheet).read_text()

    assert "@import" not in css
    assert not re.search(r"url\(\"?(https?:)?//", css)


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
