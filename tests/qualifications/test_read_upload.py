"""What somebody uploads is told by its content, kept small, and rid of everything but what is seen."""

import io
import struct
import zlib

import pytest
from PIL import Image

from bodega.kernel.errors import InvalidInput, TooLarge
from bodega.qualifications.read_upload import LARGEST_BYTES, read_upload

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"


def _jpeg(**more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 20), "#369").save(out, "JPEG", **more)
    return out.getvalue()


def _bomb() -> bytes:
    """A PNG that says it is 50,000 by 50,000 pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")  # fmt: skip


def _scans(count: int) -> bytes:
    """A progressive picture whose last scan comes again and again; each goes through all of its pixels."""
    whole = _jpeg(progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * count + b"\xff\xd9"


async def test_a_picture_of_scans_without_end_is_refused_before_it_is_decoded():
    assert (await read_upload(_scans(5), "a.jpg")).media_type == "image/jpeg"
    with pytest.raises(InvalidInput, match="layers"):
        await read_upload(_scans(100), "a.jpg")


async def test_a_pdf_is_kept_as_it_is_whatever_it_was_called():
    kept = await read_upload(PDF, "../../etc/licence.exe")
    assert (kept.content, kept.media_type, kept.name) == (PDF, "application/pdf", "licence.pdf")


async def test_a_picture_is_turned_upright_and_loses_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # lay on its side
    exif[0x010E] = "taken at Lin Wei's home"
    kept = await read_upload(_jpeg(exif=exif), "营业执照.png")
    assert (kept.media_type, kept.name) == ("image/jpeg", "营业执照.jpg")
    assert b"home" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as image:
        assert image.size == (20, 60)
        assert not image.getexif()


async def test_what_was_hidden_behind_a_picture_is_gone():
    kept = await read_upload(_jpeg(comment=b"<script>") + b"PK\x03\x04 a second file", "a.jpg")
    assert b"script" not in kept.content
    assert b"second" not in kept.content


async def test_a_huge_scan_is_made_smaller_and_stays_readable():
    out = io.BytesIO()
    Image.new("L", (6000, 4000), 255).save(out, "PNG")
    kept = await read_upload(out.getvalue(), "scan.png")
    with Image.open(io.BytesIO(kept.content)) as image:
        assert image.size == (4096, 2731)


async def test_a_bomb_is_refused_by_what_its_head_says():
    with pytest.raises(TooLarge, match="million pixels"):
        await read_upload(_bomb(), "bomb.png")


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>", b"GIF89a" + b"\0" * 40, b"PK\x03\x04", b"\x89PNG\r\n\x1a\n rest", b"MZ\x90",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7 without an end", b"\xff\xd8\xff\xe0 cut off",
    ],
)  # fmt: skip
async def test_anything_else_is_refused(content):
    with pytest.raises(InvalidInput):
        await read_upload(content, "licence.pdf")


async def test_a_locked_pdf_is_sent_back_with_what_to_do():
    with pytest.raises(InvalidInput, match="password"):
        await read_upload(PDF.replace(b"<<", b"<</Encrypt 5 0 R"), "a.pdf")


async def test_too_many_bytes_are_refused_before_anything_is_read():
    with pytest.raises(TooLarge, match="10 MB"):
        await read_upload(b"%PDF-1.7" + b"\0" * LARGEST_BYTES, "a.pdf")


async def test_no_file_at_all_is_said():
    with pytest.raises(InvalidInput, match="choose a file"):
        await read_upload(b"", "")
