"""Composes the program: the store, the postman, and every address it answers."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from litestar import Litestar, Response, get
from litestar.datastructures import State
from litestar.di import Provide

from bodega_practice.deliver_notifies import RETRY_SECONDS, Postman
from bodega_practice.mailbox_pages import show_mailbox, show_mailbox_of
from bodega_practice.message_routes import get_merchant, get_messages, take_message
from bodega_practice.open_store import Store
from bodega_practice.overview_page import show_overview
from bodega_practice.payer_pages import play, show_trade
from bodega_practice.practice import Practice
from bodega_practice.protocol_routes import ask, ask_or_refund, open_by_server, submit_by_form, submit_by_link
from bodega_practice.provisioning_routes import get_platform_keys, get_trade, put_merchant, say_healthy
from bodega_practice.render_page import STYLESHEET
from bodega_practice.send_notify import new_client
from bodega_practice.show_failure import show_failure
from bodega_practice.v2_routes import ask_v2, create_v2, go_to_cashier, submit_v2_by_form, submit_v2_by_link

BODY_BYTES = 64 * 1024


def unix_ms() -> int:
    return time.time_ns() // 1_000_000


def create_practice_app(
    store: Store,
    *,
    admin_token: str = "",
    retry_seconds: tuple[float, ...] = RETRY_SECONDS,
    now_ms: Callable[[], int] = unix_ms,
) -> Litestar:
    """Make the ASGI application; while it runs it also sends the notifies. The caller closes the store."""
    postman = Postman(store, now_ms, retry_seconds)
    practice = Practice(store, postman, admin_token, now_ms)

    @asynccontextmanager
    async def carry_notifies(_app: Litestar) -> AsyncIterator[None]:
        async with new_client() as client:
            carrying = asyncio.create_task(postman.carry(client))
            try:
                yield
            finally:
                carrying.cancel()
                with suppress(asyncio.CancelledError):
                    await carrying

    shop_calls = [submit_by_link, submit_by_form, open_by_server, ask, ask_or_refund]
    v2_calls = [submit_v2_by_link, submit_v2_by_form, create_v2, go_to_cashier, ask_v2]
    pages = [show_overview, show_trade, play, show_mailbox, show_mailbox_of, show_stylesheet]
    messages = [get_merchant, take_message, get_messages]
    return Litestar(
        [*shop_calls, *v2_calls, *pages, *messages, put_merchant, get_trade, get_platform_keys, say_healthy],
        state=State({"practice": practice}),
        dependencies={"practice": Provide(lambda: practice, sync_to_thread=False)},
        exception_handlers={Exception: show_failure},
        lifespan=[carry_notifies],
        request_max_body_size=BODY_BYTES,
        openapi_config=None,
        logging_config=None,
    )


@get("/practice.css")
async def show_stylesheet() -> Response[bytes]:
    """The address carries the file's digest, so a browser may keep it."""
    keep = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(STYLESHEET.read_bytes(), media_type="text/css", headers=keep)
