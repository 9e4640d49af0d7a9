"""An uploaded file stays in memory from the first byte to the last."""

import httpx
import pytest
from litestar import Litestar, Request, post

from bodega.web.hold_uploads import hold_uploads


@post("/", request_max_body_size=5_000_000)
async def receive(request: Request) -> dict[str, object]:
    upload = (await request.form())["file"]
    return {"on disk": upload.rolled_to_disk, "size": len(await upload.read()), "name": upload.filename}


@pytest.mark.parametrize("size", [10, 3_000_000])
async def test_a_file_of_any_size_is_never_written_to_disk(size):
    hold_uploads()
    transport = httpx.ASGITransport(app=Litestar([receive], openapi_config=None))
    async with httpx.AsyncClient(transport=transport, base_url="http://bodega.test") as browser:
        answer = await browser.post("/", files={"file": ("卡密.txt", b"x" * size)})
    assert answer.json() == {"on disk": False, "size": size, "name": "卡密.txt"}
