"""The outermost layer: which host is this, whose shop is that, and a request id, headers and figures for every answer."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache
from typing import Any

import structlog
from litestar import Litestar
from prometheus_client import Counter, Histogram

from bodega.kernel.ids import new_id
from bodega.plugins.guard_routes import NOWHERE, is_switched_off
from bodega.runtime import Runtime
from bodega.street.shop import ANSWERING_STATES
from bodega.web.health import HEALTH_PATHS, answer_health
from bodega.web.host_name import host_name
from bodega.web.plain_answers import answer_plainly
from bodega.web.security_headers import SECURE_HEADERS, SECURITY_HEADERS, UNREFERRED_HEADERS
from bodega.web.visit import header_of

AsgiScope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

REQUESTS = Counter("bodega_requests_total", "Answered requests", ["side", "method", "status"])
SECONDS = Histogram("bodega_request_seconds", "Time to the first byte", ["side"])

log = structlog.get_logger()


class StreetApp:
    """An ASGI application in front of two others: the platform's pages and the shops' pages."""

    def __init__(
        self,
        platform_app: Litestar,
        shop_app: Litestar,
        opening: Callable[[], AbstractAsyncContextManager[Runtime]],
    ) -> None:
        self.platform_app = platform_app
        self.shop_app = shop_app
        self._opening = opening
        self.runtime: Runtime | None = None

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and self.runtime is not None:
            await self._answer(self.runtime, scope, receive, send)

    async def _answer(self, runtime: Runtime, scope: AsgiScope, receive: Receive, send: Send) -> None:
        state = scope.setdefault("state", {})
        state.update(runtime=runtime, request_id=str(new_id()), shop=None)
        if scope["path"] in HEALTH_PATHS:
            await answer_health(runtime, scope, send)
            return
        host = host_name(header_of(scope, b"host"))
        state["host"] = host or ""
        side, application = await self._side(runtime, state, host)
        shop = state["shop"]
        if shop is not None and is_switched_off(scope["path"], shop):
            scope["path"] = NOWHERE
        structlog.contextvars.bind_contextvars(request_id=state["request_id"], shop=shop.slug if shop else "")
        dressed = _Dressed(send, side, state["request_id"], scope["method"], runtime.settings.public_scheme)
        try:
            if application is None:
                await answer_plainly(runtime, scope, dressed, side)
            else:
                await application(scope, receive, dressed)  # type: ignore[arg-type]
        finally:
            structlog.contextvars.clear_contextvars()

    async def _side(
        self, runtime: Runtime, state: dict[str, Any], host: str | None
    ) -> tuple[str, Litestar | None]:
        if host is None:
            return "bad_host", None
        if host == runtime.settings.base_domain:
            return "platform", self.platform_app
        shop = await runtime.directory.by_host(host)
        if shop is None:
            return "unknown_host", None
        if shop.state not in ANSWERING_STATES:
            return "not_open_yet", None
        state["shop"] = shop
        return "shop", self.shop_app

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Runtime]:
        """Everything open and both applications started, for as long as the context lasts."""
        async with self._opening() as runtime, self.platform_app.lifespan(), self.shop_app.lifespan():
            self.runtime = runtime
            try:
                yield runtime
            finally:
                self.runtime = None

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:
            log.exception("start_failed")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            raise
        await send({"type": "lifespan.shutdown.complete"})


class _Dressed:
    """`send`, with our headers on the first message and its figures counted."""

    def __init__(self, send: Send, side: str, request_id: str, method: str, scheme: str) -> None:
        self._send = send
        self._side = side
        self._request_id = request_id
        self._method = method
        self._secure = scheme == "https"
        self._started = time.perf_counter()

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            headers.extend(UNREFERRED_HEADERS if _says_referrer(headers) else SECURITY_HEADERS)
            headers.append((b"x-request-id", self._request_id.encode()))
            if self._secure:
                headers.extend(SECURE_HEADERS)
            message["headers"] = headers
            _answered(self._side, self._method, message["status"]).inc()
            _timed(self._side).observe(time.perf_counter() - self._started)
        await self._send(message)


def _says_referrer(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether the page says itself what a next site may learn of where its visitor comes from."""
    return any(name == b"referrer-policy" for name, _ in headers)


# The library finds a labelled figure anew under a lock each time.
@lru_cache(maxsize=256)
def _answered(side: str, method: str, status: int) -> Counter:
    return REQUESTS.labels(side, method, str(status))


@lru_cache(maxsize=16)
def _timed(side: str) -> Histogram:
    return SECONDS.labels(side)
