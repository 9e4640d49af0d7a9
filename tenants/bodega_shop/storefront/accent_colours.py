"""Turns a shop's one accent colour into readable colours for light and dark pages, as a stylesheet."""

import re
from functools import lru_cache

from bodega.kernel.errors import InvalidInput
from bodega.web_assets.colour_contrast import Oklch, contrast, darkened, from_hex, lightened, to_hex

TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
SHAPE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11

# What base.css paints under the accent: page, card and their dark counterparts.
_LIGHT_GROUNDS = ("#f4f4f8", "#ffffff")
_DARK_GROUNDS = ("#0e1120", "#181c30")
_WHITE = "#ffffff"
_INK = "#171a2c"


@lru_cache(maxsize=512)
def accent_css(accent: str) -> str:
    """A stylesheet that sets `--accent` and its companions on `:root`, from one colour such as `#2b59ff`.

    Text on the accent, and the accent as text on a page, reach a contrast of 4.5 in both schemes; a button in the
    accent stands out from a dark page by 3. The colour itself is moved only as far as that needs.
    Raises `InvalidInput` for anything but `#` and six hex digits.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        raise InvalidInput("A colour is written as # and six hex digits, such as #2b59ff.", field="accent")
    light, dark = _light(from_hex(accent)), _dark(from_hex(accent))
    plain = "".join(f"--{role}:{colour};" for role, colour in light.items())
    both = "".join(f"--{role}:light-dark({colour},{dark[role]});" for role, colour in light.items())
    return f":root{{{plain}}}\n@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}\n"


def _light(brand: Oklch) -> dict[str, str]:
    fill, on_fill = _fill(brand)
    tint = to_hex(Oklch(0.965, min(brand.chroma * 0.25, 0.03), brand.hue))
    ink = darkened(brand, lambda text: _readable(text, (*_LIGHT_GROUNDS, tint)))
    return _roles(fill, on_fill, ink, tint, line=Oklch(0.86, min(brand.chroma, 0.08), brand.hue))


def _dark(brand: Oklch) -> dict[str, str]:
    fill, on_fill = _fill(brand)
    fill = lightened(
        fill, lambda text: min(contrast(text, ground) for ground in _DARK_GROUNDS) >= SHAPE_CONTRAST
    )
    tint = to_hex(Oklch(0.29, min(brand.chroma * 0.4, 0.06), brand.hue))
    ink = lightened(brand, lambda text: _readable(text, (*_DARK_GROUNDS, tint)))
    return _roles(fill, on_fill, ink, tint, line=Oklch(0.45, min(brand.chroma, 0.09), brand.hue))


def _fill(brand: Oklch) -> tuple[Oklch, str]:
    """The colour under white text where white nearly reads on it, else under ink; and that text's colour."""
    on_fill = _WHITE if contrast(to_hex(brand), _WHITE) >= SHAPE_CONTRAST else _INK
    move = darkened if on_fill == _WHITE else lightened
    return move(brand, lambda text: contrast(text, on_fill) >= TEXT_CONTRAST), on_fill


def _readable(text: str, grounds: tuple[str, ...]) -> bool:
    return min(contrast(text, ground) for ground in grounds) >= TEXT_CONTRAST


def _roles(fill: Oklch, on_fill: str, ink: Oklch, tint: str, *, line: Oklch) -> dict[str, str]:
    shade = fill._replace(lightness=fill.lightness + (0.08 if fill.lightness < 0.3 else -0.07))
    return {
        "accent": to_hex(fill),
        "on-accent": on_fill,
        "accent-ink": to_hex(ink),
        "accent-tint": tint,
        "accent-line": to_hex(line),
        "awning": to_hex(fill),
        "awning-shade": to_hex(shade),
    }
