import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bodega.kernel.errors import InvalidInput, TooLarge
from bodega.kernel.sniff_image import LARGEST_UPLOAD_BYTES, Picture, _reencode, reencode_image


def picture(size=(60, 40), mode="RGB", color="red"):
    return Image.new(mode, size, color)


def upload(image, form="PNG", **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def seen(result):
    image = Image.open(io.BytesIO(result.content))
    assert image.format == "WEBP"
    assert image.size == (result.width, result.height)
    return image


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_a_picture_in_any_usual_format_becomes_webp(form):
    image = seen(await reencode_image(upload(picture(), form)))
    assert image.size == (60, 40)
    red, green, blue = image.convert("RGB").getpixel((30, 20))
    assert red > 240
    assert max(green, blue) < 20


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
async def test_every_kind_of_pixel_is_understood(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert seen(await reencode_image(upload(Image.new(mode, (8, 8)), form))).mode in {"RGB", "RGBA"}


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((2400, 1200), (1200, 600)),
        ((900, 3600), (300, 1200)),
        ((1200, 1200), (1200, 1200)),
        ((5000, 1), (1200, 1)),
    ],
)
async def test_a_large_picture_is_made_small_in_proportion(size, shown):
    assert seen(await reencode_image(upload(picture(size), "JPEG"))).size == shown


async def test_a_logo_keeps_its_transparency():
    image = seen(await reencode_image(upload(picture(mode="RGBA", color=(0, 0, 0, 0)))))
    assert image.convert("RGBA").getpixel((5, 5))[3] == 0


async def test_only_the_first_frame_of_an_animation_is_kept():
    frames = [picture(color="red"), picture(color="blue")]
    animated = upload(frames[0], "GIF", save_all=True, append_images=frames[1:])
    image = seen(await reencode_image(animated))
    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((5, 5))[0] > 240


async def test_a_photo_is_upright_and_does_not_say_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Lin Wei's phone"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 49.0)
    photo = upload(
        picture((60, 40)), "JPEG", exif=exif, comment=b"<script>", icc_profile=b"icc-profile", xmp=b"<x:xmp/>"
    )
    assert b"phone" in photo
    result = await reencode_image(photo)
    image = seen(result)
    assert image.size == (40, 60)
    assert not {"exif", "icc_profile", "xmp"} & set(image.info)
    assert not any(word in result.content for word in (b"phone", b"<script>", b"icc-profile", b"xmp"))


async def test_a_file_hidden_behind_the_picture_is_left_behind():
    notes = PngInfo()
    notes.add_text("note", "<?php system($_GET[0]); ?>")
    result = await reencode_image(upload(picture(), pnginfo=notes) + b"PK\x03\x04 an archive")
    assert b"php" not in result.content
    assert b"archive" not in result.content


def png_of_size(width, height):
    """A few bytes that claim to unfold to any size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [6_400, 10_000, 30_000])
async def test_a_pixel_bomb_is_refused_before_it_unfolds(side):
    with pytest.raises(TooLarge, match="million pixels"):
        await reencode_image(png_of_size(side, side))


async def test_a_file_that_is_too_large_is_not_even_looked_at():
    with pytest.raises(TooLarge, match="10 MB"):
        await reencode_image(b"\0" * (LARGEST_UPLOAD_BYTES + 1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        png_of_size(5, 5),
        upload(picture(), "BMP"),
        upload(picture(), "TIFF"),
        upload(picture((300, 300)))[:150],
    ],
)
async def test_what_is_no_picture_of_ours_is_refused(content):
    with pytest.raises(InvalidInput):
        await reencode_image(content)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
@given(places=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6))
def test_a_damaged_file_is_refused_or_shown_and_never_an_accident(form, places):
    damaged = bytearray(upload(picture((9, 7)), form))
    for place, byte in places:
        damaged[place % len(damaged)] = byte
    with contextlib.suppress(InvalidInput, TooLarge):
        assert isinstance(_reencode(bytes(damaged)), Picture)
