"""Send a short answer without any framework."""

from typing import Any


async def send_text(
    send: Any, status: int, text: str | bytes, content_type: str = "text/plain; charset=utf-8"
) -> None:
    body = text.encode() if isinstance(text, str) else text
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
