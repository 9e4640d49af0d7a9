"""Draw the pages of a PDF as one picture, so that a reviewer reads it and nothing in it acts in a browser.

The drawing is done by a process of its own with little memory and time: what a stranger's file breaks there is gone
with it. That process is this file, run as a program: a PDF on its standard input, a JPEG on its output.
"""

import asyncio
import io
import resource
import sys
from weakref import WeakKeyDictionary

from bodega.kernel.errors import InvalidInput

MOST_PAGES = 8
# An A4 page becomes 992 pixels wide: small print can be read.
SCALE = 120 / 72
LONGEST_SIDE = 2000
_MEMORY_BYTES = 1024 * 1024 * 1024
_CPU_SECONDS = 10
_WAIT_SECONDS = 20
_GAP = 12
_AT_ONCE = 2
_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def draw_pdf(content: bytes) -> bytes:
    """A JPEG of the first pages, one under the other; raises `InvalidInput` for what cannot be drawn."""
    async with _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE)):
        return await _draw(content)


async def _draw(content: bytes) -> bytes:
    # An empty environment: whatever takes that process over finds no key and no address of a database in it.
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", __name__, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, env={}, cwd="/",
    )  # fmt: skip
    try:
        async with asyncio.timeout(_WAIT_SECONDS):
            picture, _ = await process.communicate(content)
    except TimeoutError:
        picture = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not picture:
        raise InvalidInput("This PDF cannot be drawn. Please save it and open it with care.")
    return picture


def main() -> None:
    """Read, draw, write; a file that cannot be drawn ends the process with a failure."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    sys.stdout.buffer.write(_drawn(sys.stdin.buffer.read()))


def _drawn(content: bytes) -> bytes:
    # Only the drawing process ever loads the library.
    import pypdfium2  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    document = pypdfium2.PdfDocument(content)
    pages = []
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        scale = min(SCALE, LONGEST_SIDE / max(*page.get_size(), 1))
        pages.append(page.render(scale=scale).to_pil().convert("RGB"))
    width = max(page.width for page in pages)
    sheet = Image.new("RGB", (width, sum(page.height + _GAP for page in pages) - _GAP), "#8a8fa3")
    top = 0
    for page in pages:
        sheet.paste(page, (0, top))
        top += page.height + _GAP
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=85)
    return out.getvalue()


if __name__ == "__main__":
    main()
