"""Draw a paper for an application of the demo: a sheet that says what it stands for, and that it is none."""

import io
from collections.abc import Mapping

from PIL import Image, ImageDraw, ImageFont

_SIZE = (900, 1200)
_PAPER, _INK, _FAINT, _MARK = "#fdfcf7", "#22303c", "#8a95a0", "#c8443a"


def draw_paper(title: str, lines: Mapping[str, str]) -> bytes:
    """A PNG. Only what Latin letters can say: no other script is sure to be at hand where a demo runs."""
    sheet = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((40, 40, _SIZE[0] - 40, _SIZE[1] - 40), outline=_FAINT, width=3)
    pen.text((90, 120), title, fill=_INK, font=ImageFont.load_default(44))
    pen.line((90, 200, _SIZE[0] - 90, 200), fill=_FAINT, width=2)
    for place, (label, value) in enumerate(lines.items()):
        pen.text((90, 260 + place * 110), label, fill=_FAINT, font=ImageFont.load_default(26))
        pen.text((90, 296 + place * 110), value, fill=_INK, font=ImageFont.load_default(34))
    pen.text((90, _SIZE[1] - 140), "SAMPLE - not a document", fill=_MARK, font=ImageFont.load_default(40))
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
