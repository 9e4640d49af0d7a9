"""How a shop hands its messages over, and how a program reads them again: with the merchant's key or the admin token."""

import hmac
from typing import Any

from litestar import get, post
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from bodega.kernel.errors import NotSignedIn
from bodega_practice.keep_message import MessageForm, keep_message
from bodega_practice.practice import Practice
from bodega_practice.provisioning_routes import Pid
from bodega_practice.read_messages import KeptMessage, newest_messages
from bodega_practice.register_merchant import find_merchant


def requires_key_or_token(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Raises NotSignedIn for any key but that of the merchant in the address, NotFound when there is none."""
    practice: Practice = connection.app.state.practice
    merchant = find_merchant(practice.store, connection.path_params["pid"])
    given = connection.headers.get("authorization", "").removeprefix("Bearer ").encode()
    secrets = [secret.encode() for secret in (merchant.key, practice.admin_token) if secret]
    if not any(hmac.compare_digest(given, secret) for secret in secrets):
        raise NotSignedIn("The merchant key is wrong.")


@get("/practice/merchants/{pid:str}", guards=[requires_key_or_token])
async def get_merchant(practice: Practice, pid: Pid) -> dict[str, str]:
    """The harmless question: whether this is the right address and the right key."""
    merchant = find_merchant(practice.store, pid)
    return {"pid": merchant.pid, "name": merchant.name}


@post("/practice/merchants/{pid:str}/messages", guards=[requires_key_or_token], status_code=204)
async def take_message(practice: Practice, pid: Pid, data: MessageForm) -> None:
    keep_message(practice.store, find_merchant(practice.store, pid), data, practice.now_ms())


@get("/practice/merchants/{pid:str}/messages", guards=[requires_key_or_token])
async def get_messages(practice: Practice, pid: Pid) -> list[KeptMessage]:
    return newest_messages(practice.store, find_merchant(practice.store, pid).pid)
