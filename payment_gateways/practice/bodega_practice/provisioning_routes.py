"""What the demo and the tests may ask with the admin token: make a merchant, follow a trade."""

import hmac
from typing import Annotated, Any

from litestar import Response, get, put
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.params import Parameter

from bodega.kernel.errors import NotSignedIn
from bodega_practice.follow_notifies import follow_notifies
from bodega_practice.platform_keys import Which, platform_key, public_text
from bodega_practice.practice import Practice
from bodega_practice.read_trades import find_trade
from bodega_practice.register_merchant import MerchantForm, register_merchant

WHICH: tuple[Which, ...] = ("first", "second")
Pid = Annotated[str, Parameter(pattern=r"^[A-Za-z0-9_-]{1,32}$")]


def requires_token(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Raises NotSignedIn for any token but the one the program was started with; without one nothing is right."""
    practice: Practice = connection.app.state.practice
    given = connection.headers.get("authorization", "").removeprefix("Bearer ").encode()
    if not practice.admin_token or not hmac.compare_digest(given, practice.admin_token.encode()):
        raise NotSignedIn("The admin token is missing or wrong.")


@put("/practice/merchants/{pid:str}", guards=[requires_token])
async def put_merchant(practice: Practice, pid: Pid, data: MerchantForm) -> dict[str, Any]:
    merchant = register_merchant(practice.store, pid, data)
    return {"pid": merchant.pid, "name": merchant.name, "dialect": merchant.dialect}


@get("/practice/trades/{trade_no:str}", guards=[requires_token])
async def get_trade(practice: Practice, trade_no: str) -> dict[str, Any]:
    trade = find_trade(practice.store, trade_no)
    return {"trade": trade, "notifies": follow_notifies(practice.store, trade_no)}


@get("/practice/platform-keys", guards=[requires_token])
async def get_platform_keys(practice: Practice) -> dict[str, str]:
    """The public halves: a console would show the first, and both while one replaces the other."""
    return {which: public_text(platform_key(practice.store, which)) for which in WHICH}


@get("/healthz")
async def say_healthy(practice: Practice) -> Response[str]:
    """Unhealthy once notifies are no longer carried: then the program should be started again."""
    works = practice.postman.is_carrying
    return Response("ok" if works else "stopped", status_code=200 if works else 503, media_type="text/plain")
