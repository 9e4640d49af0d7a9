"""Call WeChat Pay and read its answer; the meaning of every failure is settled here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn, TypeVar

import httpx
import msgspec
import structlog

from bodega_shop.extend import (
    LONGEST_ANSWER,
    ChannelContext,
    ConfigInvalid,
    GatewayRejected,
    Temporary,
    TooLarge,
    UnknownOutcome,
)
from bodega_wechatpay.open_account import Account
from bodega_wechatpay.sign_request import authorization
from bodega_wechatpay.verify_signature import Verdict, verify_signature

LONGEST = 1024 * 1024  # bytes of an answer
LONGEST_BILL = 32 * LONGEST

_SURELY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LONGEST_REASON = 200
_SAID_TO_PEOPLE = {
    "NOTENOUGH": "The merchant account at WeChat Pay does not hold enough money for this refund.",
    "NOAUTH": "WeChat Pay has not opened this for the merchant.",
    "APPIDMCHIDNOTMATCH": "The app id is not bound to this merchant at WeChat Pay.",
}

log = structlog.get_logger()
Shape = TypeVar("Shape")


@dataclass(frozen=True)
class Answer:
    """What came back. `code` is WeChat Pay's word for a failure, without underscores, as its documents vary there.

    `verdict` says whether WeChat Pay signed it. `reason` is for the log and for the owner, short and on one line.
    """

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    verdict: Verdict
    code: str = ""
    reason: str = ""

    @property
    def is_good(self) -> bool:
        return self.status in (200, 204)


async def send(
    ctx: ChannelContext,
    account: Account,
    method: Literal["GET", "POST"],
    address: str,
    body: bytes = b"",
    *,
    longest: int = LONGEST,
) -> Answer:
    """One signed call, never repeated and never redirected; the answer is looked at, not yet believed.

    Raises `Temporary` when nothing was sent, `UnknownOutcome` when no answer came, `ConfigInvalid` for an address
    that is none.
    """
    try:
        request = ctx.http.build_request(
            method,
            address,
            content=body or None,
            headers=_headers(account),
            extensions={LONGEST_ANSWER: longest},
        )
        # What is signed is what goes over the wire, as the client itself has encoded it.
        request.headers["Authorization"] = authorization(
            account, method, request.url.raw_path, body, int(ctx.clock.now().timestamp())
        )
        response = await ctx.http.send(request)
    except _SURELY_NOT_SENT as error:
        note(ctx, "wechatpay_not_reached", type(error).__name__)
        raise Temporary from None
    except (httpx.HTTPError, TooLarge) as error:
        note(ctx, "wechatpay_no_answer", type(error).__name__)
        raise UnknownOutcome from None
    except httpx.InvalidURL:
        raise ConfigInvalid("The address of the payment service cannot be used.") from None
    return _answer(ctx, account, response)


def refuse(ctx: ChannelContext, answer: Answer) -> NoReturn:
    """Raise what an answer means that is not a good one. Its own words go to the log, not to a buyer's page."""
    note(ctx, "wechatpay_refused", f"HTTP {answer.status} {answer.reason}")
    if answer.status == httpx.codes.TOO_MANY_REQUESTS or answer.code == "FREQUENCYLIMITED":
        raise Temporary
    if not 400 <= answer.status < 500 or answer.code == "SYSTEMERROR":
        raise UnknownOutcome
    raise GatewayRejected(_SAID_TO_PEOPLE.get(answer.code))


def read_json(ctx: ChannelContext, body: bytes, shape: type[Shape]) -> Shape:
    """Raises `UnknownOutcome` for what has another shape; an amount with a point in it is none."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, RecursionError):
        note(ctx, "wechatpay_no_answer", "another shape than documented")
        raise UnknownOutcome from None


def note(ctx: ChannelContext, event: str, reason: str) -> None:
    log.warning(event, shop=ctx.shop, channel=str(ctx.channel_id), reason=reason)


def _headers(account: Account) -> dict[str, str]:
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    return headers | ({"Wechatpay-Serial": account.asked_serial} if account.asked_serial else {})


def _answer(ctx: ChannelContext, account: Account, response: httpx.Response) -> Answer:
    headers = dict(response.headers)
    verdict = verify_signature(account.verifiers, headers, response.content, ctx.clock.now())
    if response.is_success:
        return Answer(response.status_code, response.content, headers, verdict)
    said = _said(response.content)
    reason = " ".join(f"{said.get('code', '')} {said.get('message', '')}".split())[:_LONGEST_REASON]
    code = str(said.get("code", "")).replace("_", "")
    return Answer(response.status_code, response.content, headers, verdict, code, reason)


def _said(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}
