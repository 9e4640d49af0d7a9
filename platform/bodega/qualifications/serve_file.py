"""Hand a paper's file to a browser so that nothing in it can act: PDFs are saved, never shown inside a page."""

from urllib.parse import quote

from litestar import Response

from bodega.qualifications.open_file import OpenedFile
from bodega.qualifications.read_upload import ENDINGS, PDF


def serve_file(file: OpenedFile) -> Response[bytes]:
    """Pictures were written anew by us and may be looked at; they too run in a sandbox, and nothing is kept."""
    way = "attachment" if file.media_type == PDF else "inline"
    plain = f"paper{ENDINGS[file.media_type]}"
    return Response(
        file.content,
        media_type=file.media_type,
        headers={
            "content-disposition": f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name)}",
            "content-security-policy": "default-src 'none'; sandbox",
            "cross-origin-resource-policy": "same-origin",
            "cache-control": "no-store",
        },
    )
