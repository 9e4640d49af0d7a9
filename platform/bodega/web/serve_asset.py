"""Serve static files, to be kept by browsers for a year: a changed file has another address."""

from pathlib import PurePosixPath

from litestar import Response, get
from litestar.params import FromPath

from bodega.web.assets import read_asset

KEEP_FOR_EVER = "public, max-age=31536000, immutable"


@get("/static/{path:path}", include_in_schema=False, sync_to_thread=False)
def serve_asset(path: FromPath[PurePosixPath]) -> Response[bytes]:
    asset = read_asset(str(path).lstrip("/"))
    return Response(asset.body, media_type=asset.content_type, headers={"cache-control": KEEP_FOR_EVER})
