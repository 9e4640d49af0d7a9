"""Call the service and read its answer as raw text; the meaning of every failure is settled here.

The addresses of V1's api.php carry the merchant's key, so neither an address nor an exception that holds one is logged.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

import httpx
import structlog

from bodega_shop.extend import (
    ChannelContext,
    ConfigInvalid,
    GatewayRejected,
    Temporary,
    TooLarge,
    UnknownOutcome,
)

_SURELY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LONGEST_REASON = 200

log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """What the service said. Numbers are the text that was sent: `99.8` has not been through a float.

    `reason` is its own words, short, on one line, and without our keys, which some services repeat. `rows` is the list
    under `data`, None where there is none.
    """

    fields: Mapping[str, str]
    reason: str = ""
    rows: tuple[Mapping[str, str], ...] | None = None

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


async def call_service(
    ctx: ChannelContext, method: Literal["GET", "POST"], address: str, fields: Mapping[str, str]
) -> Answer:
    """One call, never repeated and never redirected.

    Raises `Temporary` when nothing was sent, `GatewayRejected` when the answer is a definite no, `UnknownOutcome` when
    the answer is missing or makes no sense, `ConfigInvalid` for an address that is none.
    """
    try:
        response = await ctx.http.request(
            method,
            address,
            params=fields if method == "GET" else None,
            data=fields if method == "POST" else None,
        )
    except _SURELY_NOT_SENT as error:
        _note(ctx, "epay_not_reached", type(error).__name__)
        raise Temporary from None
    except (httpx.HTTPError, TooLarge) as error:
        _note(ctx, "epay_no_answer", type(error).__name__)
        raise UnknownOutcome from None
    except httpx.InvalidURL:
        raise ConfigInvalid("The address of the payment service cannot be used.") from None
    return _read(ctx, response)


def refuse(ctx: ChannelContext, answer: Answer) -> NoReturn:
    """The service said no: what it said goes to the log, for a buyer must not read a stranger's text on our page."""
    _note(ctx, "epay_refused", answer.reason)
    raise GatewayRejected


def _read(ctx: ChannelContext, response: httpx.Response) -> Answer:
    if not response.is_success:
        _note(ctx, "epay_refused", f"HTTP {response.status_code}")
        raise UnknownOutcome if response.is_server_error else GatewayRejected
    try:
        found = json.loads(
            response.content.decode("utf-8-sig"),
            parse_float=str,
            parse_int=str,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        _note(ctx, "epay_no_answer", "not a JSON object")
        raise UnknownOutcome
    fields = _texts(found)
    return Answer(fields, _reason(ctx, fields.get("msg", "")), _rows(found.get("data")))


def _texts(found: Mapping[str, Any]) -> dict[str, str]:
    """What is text or a number. A truth is written as PHP would when it signs: `1`, or nothing."""
    truths = {True: "1", False: ""}
    texts = {name: truths[value] if isinstance(value, bool) else value for name, value in found.items()}
    return {name: value for name, value in texts.items() if isinstance(value, str)}


def _rows(data: Any) -> tuple[Mapping[str, str], ...] | None:
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        return None
    return tuple(_texts(row) for row in data)


def _reason(ctx: ChannelContext, said: str) -> str:
    for secret in ctx.settings.secrets:
        said = said.replace(secret, "[hidden]")
    return " ".join(said.split())[:_LONGEST_REASON]


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _note(ctx: ChannelContext, event: str, reason: str) -> None:
    log.warning(event, shop=ctx.shop, channel=str(ctx.channel_id), reason=reason)
