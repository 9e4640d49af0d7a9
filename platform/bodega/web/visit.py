"""A visit: what every page needs to know of the request it answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from litestar import Request
from litestar.datastructures import State

from bodega.kernel.errors import NotFound
from bodega.kernel.i18n import LOCALES, choose_locale
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega.web.client_address import client_address

LOCALE_COOKIE = "locale"

AnyRequest = Request[Any, Any, State]


@dataclass(frozen=True)
class Visit:
    """Who comes from where, when, to which host, and in which language they are answered."""

    address: str
    now: datetime
    locale: str
    host: str
    agent: str


def provide_runtime(request: AnyRequest) -> Runtime:
    return cast("Runtime", request.scope["state"]["runtime"])


def provide_shop(request: AnyRequest) -> Shop:
    """The shop of this request's host; `NotFound` on a host that is no shop's."""
    shop = request.scope["state"].get("shop")
    if shop is None:
        raise NotFound
    return cast("Shop", shop)


def provide_visit(request: AnyRequest) -> Visit:
    runtime = provide_runtime(request)
    shop: Shop | None = request.scope["state"].get("shop")
    return Visit(
        address=address_of(request, runtime),
        now=runtime.clock.now(),
        locale=locale_of(request, shop.locale if shop else "zh-CN"),
        host=request.scope["state"]["host"],
        agent=request.headers.get("user-agent", "")[:200],
    )


def address_of(request: AnyRequest, runtime: Runtime) -> str:
    client = request.scope.get("client")
    return client_address(
        client[0] if client else "",
        request.headers.getall("x-forwarded-for", []),
        runtime.settings.trusted_proxies,
    )


def locale_of(request: AnyRequest, default: str) -> str:
    """The visitor's own choice, then what the shop speaks."""
    return choose_locale(
        visitor_cookie=request.query_params.get("lang") or request.cookies.get(LOCALE_COOKIE),
        accept_language=request.headers.get("accept-language"),
        shop_default=default,
        offered=LOCALES,
    )
