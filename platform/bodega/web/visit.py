"""A visit: what every page needs to know of the request it answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import msgspec
from litestar import Request
from litestar.datastructures import State

from bodega.kernel.errors import NotFound
from bodega.kernel.i18n import LOCALES, choose_locale
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega.web.client_address import client_address

LOCALE_COOKIE = "locale"

AnyRequest = Request[Any, Any, State]
AnyScope = Mapping[str, Any]


class Visit(msgspec.Struct, frozen=True):
    """Who comes from where, when, to which host, and in which language they are answered."""

    address: str
    now: datetime
    locale: str
    host: str
    agent: str


def provide_runtime(request: AnyRequest) -> Runtime:
    return runtime_of(request.scope)


def runtime_of(scope: AnyScope) -> Runtime:
    return cast("Runtime", scope["state"]["runtime"])


def provide_shop(request: AnyRequest) -> Shop:
    return shop_of(request.scope)


def shop_of(scope: AnyScope) -> Shop:
    """The shop of this request's host; `NotFound` on a host that is no shop's."""
    shop = scope["state"].get("shop")
    if shop is None:
        raise NotFound
    return cast("Shop", shop)


def provide_visit(request: AnyRequest) -> Visit:
    return visit_of(request.scope)


def visit_of(scope: AnyScope) -> Visit:
    """Read from the bare headers: to take all of them apart first costs more than the rest of an answer's frame."""
    state = scope["state"]
    runtime: Runtime = state["runtime"]
    shop: Shop | None = state.get("shop")
    return Visit(
        address=address_of(scope, runtime),
        now=runtime.clock.now(),
        locale=locale_of(scope, shop.locale if shop else "zh-CN"),
        host=state["host"],
        agent=header_of(scope, b"user-agent")[:200],
    )


def address_of(scope: AnyScope, runtime: Runtime) -> str:
    client = scope.get("client")
    forwarded_for = [
        value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"
    ]
    return client_address(client[0] if client else "", forwarded_for, runtime.settings.trusted_proxies)


def locale_of(scope: AnyScope, default: str) -> str:
    """The visitor's own choice, then what the shop speaks."""
    return choose_locale(
        visitor_cookie=_chosen(scope),
        accept_language=header_of(scope, b"accept-language"),
        shop_default=default,
        offered=LOCALES,
    )


def header_of(scope: AnyScope, name: bytes) -> str:
    """The first header line of that name, in lower case; empty where there is none."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return ""


def _chosen(scope: AnyScope) -> str | None:
    """What the visitor picked: in this address, or before. Programs bring neither a query nor a cookie."""
    if not scope["query_string"] and not header_of(scope, b"cookie"):
        return None
    request: AnyRequest = Request(cast("Any", scope))
    return request.query_params.get("lang") or request.cookies.get(LOCALE_COOKIE)
