"""Call one method of Alipay's gateway; the meaning of every failure is settled here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import httpx
import structlog

from bodega_alipay.beijing_time import to_beijing_text
from bodega_alipay.cut_answer import cut_answer
from bodega_alipay.open_account import Account
from bodega_alipay.sign_text import SIGN_TYPE, signature_holds, signed
from bodega_shop.extend import (
    ChannelContext,
    ConfigInvalid,
    GatewayRejected,
    Temporary,
    TooLarge,
    UnknownOutcome,
)

_SURELY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_DONE, _BUSINESS_NO, _TOO_OFTEN = "10000", "40004", "40005"
# Refused at the gateway, before anybody looked at the business: the only answers that may come without a signature.
_REFUSED = frozenset({"20001", "40001", "40002", "40003", "40006"})
_NOBODY_KNOWS = ("SYSTEM_ERROR", "SYSTEM-ERROR", "UNKNOW-ERROR", "UNKNOWN-ERROR")
_LONGEST_REASON = 200

log = structlog.get_logger()


class NotSignedByAlipay(UnknownOutcome):
    """The answer is not signed with Alipay's key as it stands in the settings."""


@dataclass(frozen=True)
class Answer:
    """What Alipay said. Every number is the text that was sent: `99.8` has not been through a float.

    `done` is a plain yes; otherwise `said` is the code of the no, in capitals, and `reason` its words on one line.
    """

    done: bool
    fields: Mapping[str, Any]
    said: str = ""
    reason: str = ""

    def get(self, name: str) -> str:
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""


def request_fields(
    ctx: ChannelContext, account: Account, method: str, content: Mapping[str, Any], **more: str
) -> dict[str, str]:
    """The signed fields of a request; its time is China's, whatever this machine's zone is."""
    fields = {
        **account.names,
        **more,
        "method": method,
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": SIGN_TYPE,
        "timestamp": to_beijing_text(ctx.clock.now()),
        "version": "1.0",
        "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
    }
    return signed(fields, account.private_key)


async def call_alipay(
    ctx: ChannelContext, account: Account, method: str, content: Mapping[str, Any], **more: str
) -> Answer:
    """One call, never repeated and never redirected.

    A no of Alipay's is an `Answer` too. Raises `Temporary` when nothing was sent or carried out, `UnknownOutcome` when
    the answer is missing, unsigned or makes no sense, `ConfigInvalid` for an address that is none.
    """
    fields = request_fields(ctx, account, method, content, **more)
    # Without it in the address, Chinese text in the body is taken for GBK and the signature for wrong.
    charset = {"charset": fields.pop("charset")}
    try:
        response = await ctx.http.post(account.address, params=charset, data=fields)
    except _SURELY_NOT_SENT as error:
        _note(ctx, "alipay_not_reached", type(error).__name__)
        raise Temporary from None
    except (httpx.HTTPError, TooLarge) as error:
        _note(ctx, "alipay_no_answer", type(error).__name__)
        raise UnknownOutcome from None
    except httpx.InvalidURL:
        raise ConfigInvalid("This is not an address of Alipay's.") from None
    return _read(ctx, account, response, f"{method.replace('.', '_')}_response")


def refuse(ctx: ChannelContext, answer: Answer) -> NoReturn:
    """Alipay said no: what it said goes to the log, for a buyer must not read a stranger's text on our page."""
    _note(ctx, "alipay_refused", answer.reason)
    raise GatewayRejected


def _read(ctx: ChannelContext, account: Account, response: httpx.Response, name: str) -> Answer:
    if response.status_code != httpx.codes.OK:
        _note(ctx, "alipay_no_answer", f"HTTP {response.status_code}")
        raise UnknownOutcome
    try:
        parts = cut_answer(response.content.decode())
    except ValueError:
        parts = {}
    said, fields = parts.get(name) or parts.get("error_response") or ("", None)
    if not isinstance(fields, dict):
        _note(ctx, "alipay_no_answer", "not an answer of Alipay's")
        raise UnknownOutcome
    _, signature = parts.get("sign", ("", ""))
    is_signed = isinstance(signature, str) and signature_holds(said, signature, account.public_keys)
    return _judge(ctx, account, fields, is_signed=is_signed, claims_to_be=bool(signature))


def _judge(
    ctx: ChannelContext, account: Account, fields: Mapping[str, Any], *, is_signed: bool, claims_to_be: bool
) -> Answer:
    code, sub_code = str(fields.get("code", "")), str(fields.get("sub_code") or "").upper()
    reason = _one_line(f"{sub_code or code} {fields.get('sub_msg') or fields.get('msg') or ''}", account)
    if not is_signed and (claims_to_be or code not in _REFUSED | {_TOO_OFTEN}):
        _note(ctx, "alipay_answer_not_signed", reason)
        raise NotSignedByAlipay
    if code == _DONE:
        return Answer(done=True, fields=fields)
    if code == _TOO_OFTEN:
        _note(ctx, "alipay_too_often", reason)
        raise Temporary
    if code not in _REFUSED | {_BUSINESS_NO} or sub_code.endswith(_NOBODY_KNOWS):
        _note(ctx, "alipay_no_answer", reason)
        raise UnknownOutcome
    return Answer(done=False, fields=fields, said=sub_code, reason=reason)


def _one_line(text: str, account: Account) -> str:
    """A complaint about a signature repeats what was signed, with the token in it."""
    token = account.names.get("app_auth_token", "")
    return " ".join((text.replace(token, "[hidden]") if token else text).split())[:_LONGEST_REASON]


def _note(ctx: ChannelContext, event: str, reason: str) -> None:
    log.warning(event, shop=ctx.shop, channel=str(ctx.channel_id), reason=reason)
