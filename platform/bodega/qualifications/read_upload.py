"""Make a file that somebody uploaded safe to keep: its kind is told by its content, pictures are written anew."""

import io
import re
import struct
from dataclasses import dataclass

from PIL import Image, ImageOps

from bodega.kernel.aside import Aside
from bodega.kernel.errors import InvalidInput, TooLarge
from bodega.kernel.sniff_image import refuse_endless

LARGEST_BYTES = 10 * 1024 * 1024
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
# Small print has to stay readable: an A4 page scanned at 300 dots an inch is 2,480 by 3,508.
LONGEST_SIDE = 4096
LONGEST_NAME = 100

# A JPEG is decoded at a fraction of its size; of a PNG up to fifteen bytes a pixel are held for a moment.
_MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 24_000_000}
_PLAIN = ("L", "RGB", "RGBA")
_QUALITY = 88
_ASIDE = Aside(at_once=2)
_PDF_HEAD = re.compile(rb"%PDF-[12]\.[0-9]")
# The ends of a file may carry a few stray bytes; PDF readers look this far for both marks.
_PDF_TAIL_BYTES = 1024
_UNNAMABLE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# What Pillow raises on damaged files, besides its own errors.
_DAMAGED = (ArithmeticError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)


@dataclass(frozen=True)
class KeptFile:
    """What is kept of an upload: `name` is its own, made harmless, with the ending of what it really is."""

    content: bytes
    media_type: str
    name: str


async def read_upload(content: bytes, name: str) -> KeptFile:
    """A PDF as it is, a picture as JPEG or PNG without anything but its pixels.

    Raises `TooLarge` for too many bytes or pixels, `InvalidInput` for anything else and for what is damaged.
    """
    if not content:
        raise InvalidInput("Please choose a file.", field="file")
    if len(content) > LARGEST_BYTES:
        raise TooLarge("A file may have up to %(limit)s MB.", limit=LARGEST_BYTES // 1024 // 1024)
    if _PDF_HEAD.match(content):
        _check_pdf(content)
        return KeptFile(content, PDF, _named(name, PDF))
    refuse_endless(content)
    pixels, media_type = await _ASIDE(lambda: _rewrite(content))
    return KeptFile(pixels, media_type, _named(name, media_type))


def _check_pdf(content: bytes) -> None:
    """Whole, with its table of contents; what is in it is never run here and never shown inside a page."""
    tail = content[-_PDF_TAIL_BYTES:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise InvalidInput("This PDF is cut off or damaged.", field="file")
    if b"/Encrypt" in content:
        raise InvalidInput("This PDF is locked with a password. Please save it without one.", field="file")


def _rewrite(upload: bytes) -> tuple[bytes, str]:
    try:
        with Image.open(io.BytesIO(upload), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > _MOST_PIXELS[image.format or "PNG"]:
                raise _too_many_pixels(image.format or "PNG")
            media_type = JPEG if image.format == "JPEG" else PNG
            return _written(_upright(image), media_type), media_type
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels("PNG") from None
    except _DAMAGED:
        raise InvalidInput(
            "This is neither a PDF nor a picture in JPEG or PNG format, or it is damaged.", field="file"
        ) from None


def _too_many_pixels(kind: str) -> TooLarge:
    return TooLarge(
        "Pictures may have up to %(limit)s million pixels.", limit=_MOST_PIXELS[kind] // 1_000_000
    )


def _upright(image: Image.Image) -> Image.Image:
    box = (LONGEST_SIDE, LONGEST_SIDE)
    image.draft("RGB", box)  # lets a JPEG decode at a fraction of its size
    mode = "RGBA" if image.has_transparency_data else "RGB"
    plain = image if image.mode in _PLAIN else image.convert(mode)
    # Made small before it is turned: no second copy of what may be a hundred megabytes.
    plain.thumbnail(box, reducing_gap=3.0)
    return ImageOps.exif_transpose(plain).convert(mode)


def _written(image: Image.Image, media_type: str) -> bytes:
    """Pixels only, so nothing of the camera, the place or a second file appended goes along."""
    out = io.BytesIO()
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    if media_type == JPEG:
        bare.convert("RGB").save(out, "JPEG", quality=_QUALITY, optimize=True, exif=b"", icc_profile=b"")
    else:
        bare.save(out, "PNG", optimize=False, exif=b"", icc_profile=b"")
    return out.getvalue()


def _named(name: str, media_type: str) -> str:
    stem = _UNNAMABLE.sub(" ", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem)[:LONGEST_NAME].strip(" .")
    return (stem or "paper") + ENDINGS[media_type]
