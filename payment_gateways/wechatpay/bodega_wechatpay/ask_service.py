"""Ask WeChat Pay and believe only what it signed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import msgspec

from bodega_shop.extend import ChannelContext, UnknownOutcome
from bodega_wechatpay.call_service import Answer, note, send
from bodega_wechatpay.fetch_certificates import fetch_certificates
from bodega_wechatpay.open_account import Account
from bodega_wechatpay.verify_signature import verify_signature


async def ask_service(
    ctx: ChannelContext,
    account: Account,
    method: Literal["GET", "POST"],
    target: str,
    fields: Mapping[str, Any] | None = None,
) -> Answer:
    """A good answer is signed, a refusal at least not wrongly.

    Raises `Temporary`, and `UnknownOutcome` for an answer that may come from somebody else: what was asked for may
    have been done all the same.
    """
    body = msgspec.json.encode(fields) if fields is not None else b""
    answer = await send(ctx, account, method, f"{account.base_url}{target}", body)
    verdict = answer.verdict
    if verdict == "another key" and not account.asked_serial:
        verdict = await _with_new_certificates(ctx, account, answer)
    if verdict == "holds" or (verdict == "unsigned" and not answer.is_good):
        return answer
    note(ctx, "wechatpay_no_answer", f"signature: {verdict}")
    raise UnknownOutcome


async def _with_new_certificates(ctx: ChannelContext, account: Account, answer: Answer) -> Any:
    """A platform certificate newer than those entered is looked up for this one answer; messages need it entered."""
    note(ctx, "wechatpay_new_certificate", answer.headers.get("wechatpay-serial", "")[:64])
    found = await fetch_certificates(ctx, account)
    fresh = replace(account, verifiers={**account.verifiers, **found.verifiers})
    return verify_signature(fresh.verifiers, answer.headers, answer.body, ctx.clock.now())
