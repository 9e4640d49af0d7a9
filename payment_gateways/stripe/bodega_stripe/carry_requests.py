"""Carry the requests of Stripe's SDK over the shop's own HTTP client, so that its rules hold for them too."""

import asyncio
import json
from collections.abc import Awaitable, Mapping
from typing import Any

import httpx
import stripe

from bodega_shop.extend import TooLarge

_SURELY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# A notice meant for a developer's screen would be raised as a warning here.
_KEPT_BACK = frozenset({"stripe-notice"})

# The SDK would otherwise number this machine in a file and report how long calls took.
stripe.enable_telemetry = False


class NoAnswer(stripe.APIConnectionError):
    """Something was sent, and nobody knows what became of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)  # type: ignore[no-untyped-call]


class NotReached(NoAnswer):
    """Nothing was sent."""


class CarriedClient(stripe.HTTPClient):
    """Public addresses only, no redirects, one deadline, a bounded answer; and no sending twice: the shop decides."""

    name = "bodega"

    def __init__(self, http: httpx.AsyncClient) -> None:
        super().__init__()
        self._http = http

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Raises `NotReached` when nothing was sent, `NoAnswer` when the answer is missing."""
        try:
            response = await self._http.request(method, url, headers=dict(headers), content=post_data)
        except _SURELY_NOT_SENT as error:
            raise NotReached(type(error).__name__) from None
        except (httpx.HTTPError, TooLarge) as error:
            raise NoAnswer(type(error).__name__) from None
        if not _is_an_answer(response.content):
            raise NoAnswer(f"HTTP {response.status_code} without an answer of Stripe's")
        kept = {name: value for name, value in response.headers.items() if name not in _KEPT_BACK}
        return response.content, response.status_code, httpx.Headers(kept)

    def sleep_async(self, secs: float) -> Awaitable[None]:
        return asyncio.sleep(secs)

    async def close_async(self) -> None:
        """The client belongs to the process, not to this channel."""


def _is_an_answer(body: bytes) -> bool:
    """An object, and in it an error that is one: anything else makes the SDK fall over its own feet."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and isinstance(found.get("error", {}), dict)
