"""Draws the face of a good that has no picture: two colours and a quiet pattern from its ids, its denomination large."""

import unicodedata
from functools import lru_cache
from hashlib import blake2s
from html import escape
from uuid import UUID

from bodega.web_assets.colour_contrast import Oklch, contrast, darkened, mixed, to_hex

TEXT_CONTRAST = 4.5
_PATTERN_STRENGTH = 0.13  # how much white the pattern adds to the colours under it
_ROOM = 276  # units of the drawing, 320 wide, between its margins
_TITLE_SIZE, _KIND_SIZE = 21, 19
_ONE_LINE, _TWO_LINES, _SMALLEST = 84, 46, 28

# Yellow, olive and leaf green look dull at the depth that white text needs: hues run from teal round to orange.
_FIRST_HUE, _HUES = 168, 236
_FONTS = "Segoe UI,Roboto,PingFang SC,HarmonyOS Sans SC,Noto Sans SC,Noto Sans CJK SC,sans-serif"


# A shelf shows the same faces to every visitor; a thousand of them take a megabyte.
@lru_cache(maxsize=1024)
def card_face(*, category_id: UUID, product_id: UUID, title: str, denomination: str, kind_label: str) -> str:
    """An SVG of 320 by 200, about a kilobyte, the same for the same arguments.

    The category gives the first colour, so that its goods look related; the product the second and the pattern.
    White text reads everywhere with a contrast of 4.5 or more. Long texts are cut with an ellipsis.
    """
    dice = _dice(product_id)
    category_die = _dice(category_id)[0]
    one, two = _colours(category_die, dice[0])
    paint = f"f{category_die:02x}{dice[0]:02x}"
    name, amount = _plain(title), _plain(denomination)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200" role="img" aria-label="{_safe(name, amount)}">'
        f'<linearGradient id="{paint}" x2="1" y2=".9"><stop stop-color="{one}"/><stop offset="1" stop-color="{two}"/>'
        f'</linearGradient><path fill="url(#{paint})" d="M0 0h320v200H0z"/>'
        f'<g stroke="#fff" opacity="{_PATTERN_STRENGTH}" fill="none">{_PATTERNS[dice[1] % len(_PATTERNS)](dice)}</g>'
        f'<g fill="#fff" font-family="{_FONTS}">'
        f'<text x="22" y="42" font-size="{_TITLE_SIZE}" font-weight="600">{_safe(_cut(name, _ROOM / _TITLE_SIZE))}</text>'
        f"{_large(amount)}"
        f'<text x="22" y="178" font-size="{_KIND_SIZE}">{_safe(_cut(_plain(kind_label), _ROOM / _KIND_SIZE))}</text></g></svg>'
    )


def _dice(source: UUID) -> bytes:
    return blake2s(source.bytes, digest_size=6).digest()


@lru_cache(maxsize=4096)
def _colours(category_die: int, product_die: int) -> tuple[str, str]:
    hue = _FIRST_HUE + category_die / 256 * _HUES
    turn = 16 + product_die % 32
    if (product_die > 127 and hue - turn > _FIRST_HUE) or hue + turn > _FIRST_HUE + _HUES:
        turn = -turn
    return _under_white(Oklch(0.4, 0.13, hue % 360)), _under_white(Oklch(0.55, 0.16, (hue + turn) % 360))


def _under_white(colour: Oklch) -> str:
    def holds(text: str) -> bool:
        return contrast(mixed(text, "#ffffff", _PATTERN_STRENGTH), "#ffffff") >= TEXT_CONTRAST

    return to_hex(darkened(colour, holds))


def _moon(dice: bytes) -> str:
    x, y = 210 + dice[2] % 80, 40 + dice[3] % 110
    rings = "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius}" stroke-width="3"/>' for radius in (108, 128, 148)
    )
    return f'<circle cx="{x}" cy="{y}" r="43" stroke-width="86"/>{rings}'


def _awning(dice: bytes) -> str:
    start, width = 140 + dice[2] % 60, 16 + dice[3] % 14
    stripes = "".join(f"M{start + step * 2 * width} -10l-90 230" for step in range(7))
    return f'<path stroke-width="{width}" d="{stripes}"/>'


def _windows(dice: bytes) -> str:
    gap = 12 + dice[2] % 10
    rows = "".join(
        f"M{150 + (24 + gap) * (dice[3 + row % 3] >> row & 3)} {22 + 39 * row}H330" for row in range(5)
    )
    return f'<path stroke-width="26" stroke-dasharray="24 {gap}" d="{rows}"/>'


def _lanterns(dice: bytes) -> str:
    space = 26 + dice[2] % 10
    lines = "".join(f"M{130 + row * 17} {row * space + 10}H340" for row in range(8))
    return f'<path stroke-width="15" stroke-linecap="round" stroke-dasharray="0 {space}" d="{lines}"/>'


def _waves(dice: bytes) -> str:
    rise, top = 30 + dice[2] % 30, 70 + dice[3] % 40
    lines = "".join(
        f"M-{20 + row * 13} {top + row * 27}q40-{rise} 80 0t80 0 80 0 80 0 80 0" for row in range(5)
    )
    return f'<path stroke-width="10" d="{lines}"/>'


_PATTERNS = (_moon, _awning, _windows, _lanterns, _waves)


def _large(amount: str) -> str:
    """The denomination as large as it fits: in one line, else in two if there is a space to break at."""
    size, lines = _size(amount, _ONE_LINE), [amount]
    if size < _TWO_LINES - 4 and " " in amount:
        lines = _halves(amount)
        size = min(_size(line, _TWO_LINES) for line in lines)
    size = max(size, _SMALLEST)
    first = 104 + size * (0.33 if len(lines) == 1 else -0.16)
    return "".join(
        f'<text x="21" y="{first + row * size * 1.05:.0f}" font-size="{size}" font-weight="800">{_safe(_cut(line, _ROOM / size))}</text>'
        for row, line in enumerate(lines)
    )


def _halves(text: str) -> list[str]:
    words = text.split(" ")
    breaks = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    return min(breaks, key=lambda halves: max(map(_ems, halves)))


def _size(text: str, largest: int) -> int:
    return int(min(largest, _ROOM / max(_ems(text), 1)))


def _cut(text: str, room: float) -> str:
    if _ems(text) <= room:
        return text
    while text and _ems(text) + 1 > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _ems(text: str) -> float:
    """The width in units of the font size: a full one for Chinese, roughly six tenths for the rest."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.6 for letter in text)


def _plain(text: str) -> str:
    """One line without control characters, which XML forbids."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _safe(*texts: str) -> str:
    return escape(" ".join(filter(None, texts)))
