"""Static files: one address per content, so that browsers may keep them for ever."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bodega.kernel.errors import NotFound

SHARED = Path(__file__).parent.parent / "web_assets" / "static"

_folders: dict[str, Path] = {"bodega": SHARED}


@dataclass(frozen=True)
class Asset:
    body: bytes
    content_type: str
    digest: str


def add_assets(name: str, folder: Path) -> None:
    """Serve the files of `folder` under `/static/<name>/`."""
    _folders[name] = folder
    read_asset.cache_clear()


def asset_url(path: str) -> str:
    """The address of `<folder>/<file>`, with its content's mark; a missing file is the author's mistake."""
    asset = read_asset(path)
    return f"/static/{path}?v={asset.digest}"


@cache
def read_asset(path: str) -> Asset:
    """One static file; raises `NotFound` for anything that is not a file inside a known folder."""
    name, _, file_name = path.partition("/")
    folder = _folders.get(name)
    if folder is None:
        raise NotFound
    file = (folder / file_name).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise NotFound
    body = file.read_bytes()
    content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    return Asset(body, content_type, hashlib.sha256(body).hexdigest()[:12])
