"""Make a picture that somebody uploaded our own: decoded, turned upright, made small and written anew."""

import io
import struct
from dataclasses import dataclass

from PIL import Image, ImageOps

from bodega.kernel.aside import Aside
from bodega.kernel.errors import InvalidInput, TooLarge

LARGEST_UPLOAD_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 1200
MEDIA_TYPE = "image/webp"
_MOST_PIXELS = 40_000_000  # a phone's photo has 12 to 50 million; four bytes each are held while decoding
_QUALITY = 82
# A photo has a dozen. Each scan goes through the whole picture again, so thousands would keep a thread for hours.
_MOST_SCANS = 64
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_ASIDE = Aside(at_once=2)

# What Pillow raises on damaged files, besides its own errors.
_DAMAGED = (ArithmeticError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP file and its size in pixels."""

    content: bytes
    width: int
    height: int


async def reencode_image(upload: bytes) -> Picture:
    """Any JPEG, PNG, WebP or GIF (its first frame) as WebP with at most 1200 pixels a side.

    Only pixels survive: no place, no camera, no script in a comment, no second file appended. Raises `TooLarge`
    for too many bytes or pixels, `InvalidInput` for what is no such picture.
    """
    if len(upload) > LARGEST_UPLOAD_BYTES:
        raise TooLarge("Pictures may have up to %(limit)s MB.", limit=LARGEST_UPLOAD_BYTES // 1024 // 1024)
    refuse_endless(upload)
    return await _ASIDE(lambda: _reencode(upload))


def refuse_endless(upload: bytes) -> None:
    """Raises `InvalidInput` for a JPEG of so many scans that decoding it would take for ever.

    The mark of a scan (FF DA) cannot stand in a scan's data: FF is followed by 00 there (ITU-T T.81, F.1.2.3).
    """
    if upload.startswith(b"\xff\xd8") and upload.count(b"\xff\xda") > _MOST_SCANS:
        raise InvalidInput("This picture is stored in too many layers. Please save it anew and try again.")


def _reencode(upload: bytes) -> Picture:
    try:
        with Image.open(io.BytesIO(upload), formats=_FORMATS) as image:
            _refuse_bomb(image)
            return _write(_pixels(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except _DAMAGED:
        raise InvalidInput(
            "This is not a picture in JPEG, PNG, WebP or GIF format, or it is damaged."
        ) from None


def _refuse_bomb(image: Image.Image) -> None:
    """The size stands in the head of the file: nothing has been decoded yet."""
    if image.width * image.height > _MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> TooLarge:
    return TooLarge("Pictures may have up to %(limit)s million pixels.", limit=_MOST_PIXELS // 1_000_000)


def _pixels(image: Image.Image) -> Image.Image:
    box = (LONGEST_SIDE, LONGEST_SIDE)
    image.draft("RGB", box)  # lets a JPEG decode at a fraction of its size
    plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain.thumbnail(box, reducing_gap=3.0)
    return ImageOps.exif_transpose(plain)


def _write(image: Image.Image) -> Picture:
    out = io.BytesIO()
    # Said plainly, because earlier releases of Pillow carry the colour profile over.
    image.save(out, "WEBP", quality=_QUALITY, exif=b"", icc_profile=b"", xmp=b"")
    return Picture(out.getvalue(), image.width, image.height)
