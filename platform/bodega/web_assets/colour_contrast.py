"""Colours by how they look: OKLCH to hex and back, and the contrast between two of them.

OKLab is Björn Ottosson's (https://bottosson.github.io/posts/oklab/); contrast is WCAG 2.2's ratio, 1 to 21.
A colour is `#rrggbb`; lightness and chroma are OKLCH's (0 to 1, 0 to about 0.37), hue is in degrees.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

_STEP = 0.01


class Oklch(NamedTuple):
    lightness: float
    chroma: float
    hue: float


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def to_hex(colour: Oklch) -> str:
    """The nearest colour that a screen can show: same lightness and hue, with less chroma where it must be."""
    chroma = colour.chroma
    while True:
        linear = _linear_of(colour._replace(chroma=chroma))
        if chroma <= 0 or all(-0.0005 <= part <= 1.0005 for part in linear):
            return "#" + "".join(f"{round(_encoded(part) * 255):02x}" for part in linear)
        chroma -= _STEP / 2


def from_hex(text: str) -> Oklch:
    red, green, blue = _linear(text)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def darkened(colour: Oklch, until: Callable[[str], bool]) -> Oklch:
    """The first colour on the way to black for which `until` holds; black if there is none."""
    return _moved(colour, -_STEP, until)


def lightened(colour: Oklch, until: Callable[[str], bool]) -> Oklch:
    """The first colour on the way to white for which `until` holds; white if there is none."""
    return _moved(colour, _STEP, until)


def mixed(one: str, other: str, share: float) -> str:
    """`share` (0 to 1) of the other colour painted over the one, the way a screen blends opacity."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(below + (above - below) * share):02x}" for below, above in pairs)


def _moved(colour: Oklch, step: float, until: Callable[[str], bool]) -> Oklch:
    while not until(to_hex(colour)) and 0 <= colour.lightness + step <= 1:
        colour = colour._replace(lightness=colour.lightness + step)
    return colour


def _luminance(text: str) -> float:
    red, green, blue = _linear(text)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(text: str) -> tuple[float, float, float]:
    red, green, blue = (_decoded(part / 255) for part in _parts(text))
    return red, green, blue


def _parts(text: str) -> tuple[int, int, int]:
    red, green, blue = (int(text[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue


def _linear_of(colour: Oklch) -> tuple[float, float, float]:
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
