"""Sends one notify over real HTTP and says what the shop answered."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from bodega_practice.reach_loopback import build_request
from bodega_practice.return_to_shop import with_query

LIMIT_SECONDS = 10
ANSWER_BYTES = 2048
SHOWN_LETTERS = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the beginning of the body, or, where there was none, the name of the problem."""

    status: int | None
    text: str
    problem: str = ""

    @property
    def is_success(self) -> bool:
        """The protocol asks for a body of exactly these seven letters; a friendlier answer is a failure."""
        return self.status == 200 and self.text == "success"


def new_client() -> httpx.AsyncClient:
    """No redirects, because a notify carries a signature; no proxy from the environment; no kept connections.

    A connection that the shop closed while it lay idle would look like a failed notify.
    """
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=0)
    return httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=LIMIT_SECONDS, limits=limits)


async def send_notify(client: httpx.AsyncClient, method: str, url: str, fields: Mapping[str, str]) -> Answer:
    """Never raises for what the network or the shop does: that is the answer."""
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            return await _exchange(client, method, url, dict(fields))
    except (TimeoutError, httpx.TimeoutException):
        return Answer(None, "", "timeout")
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
        return Answer(None, "", "unreachable")


async def _exchange(client: httpx.AsyncClient, method: str, url: str, fields: dict[str, str]) -> Answer:
    if method == "POST":
        request = build_request(client, "POST", url, data=fields)
    else:
        request = build_request(client, "GET", with_query(url, fields))
    response = await client.send(request, stream=True)
    try:
        return Answer(response.status_code, await _beginning(response))
    finally:
        await response.aclose()


async def _beginning(response: httpx.Response) -> str:
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > ANSWER_BYTES:
            break
    return body.decode(errors="replace")[:SHOWN_LETTERS]
