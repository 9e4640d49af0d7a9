"""Draw a QR code as SVG that lives in a page under a strict policy: one path, no style, no script."""

import segno
from markupsafe import Markup

_QUIET_ZONE = 4  # modules, as ISO/IEC 18004 asks


def draw_qr(text: str) -> Markup:
    """Dark on white whatever the page's scheme is: many cameras do not read a light code on dark ground."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(
        border=_QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None, dark="#171a2c", light="#fff"
    )
    return Markup(svg)  # noqa: S704 - drawn by us: the text is in it as squares only
