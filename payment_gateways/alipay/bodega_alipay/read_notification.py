"""Read a notify of Alipay's: decode it once, believe it only if it is signed, and say what it claims."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bodega_alipay.open_account import complete, public_keys
from bodega_alipay.sign_text import SIGN_TYPE, joined, signature_holds
from bodega_shop.extend import (
    ChannelContext,
    InvalidInput,
    Money,
    RawRequest,
    SignatureInvalid,
    VerifiedEvent,
    parse_amount,
)

_PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})
_OF_A_REFUND = ("refund_fee", "gmt_refund", "out_biz_no")
_MOST_FIELDS = 100
_FORM = "application/x-www-form-urlencoded"
_NUMBER = re.compile(r"[!-~]{1,128}")


def read_notification(ctx: ChannelContext, request: RawRequest) -> VerifiedEvent:
    """What a signed message claims; nothing of it is believed before Alipay was asked.

    Raises `SignatureInvalid` unless Alipay signed it for this channel, `ConfigInvalid` where a key is missing,
    `InvalidInput` for a signed message without the numbers that every one has.
    """
    settings = complete(ctx.settings)
    fields = decode(request)
    if not _is_signed(fields, public_keys(settings)):
        raise SignatureInvalid
    matches = _same(fields, "app_id", settings.app_id) and _same(fields, "seller_id", settings.seller_id)
    if any(fields.get(name) for name in _OF_A_REFUND):
        return _of_a_refund(ctx, fields, matches=matches)
    paid = fields.get("trade_status") in _PAID
    return VerifiedEvent(
        event_key=_event_key(ctx, fields),
        out_trade_no=_number(fields, "out_trade_no"),
        gateway_txn=_number(fields, "trade_no"),
        state="succeeded" if paid else "ignored",
        money=read_yuan(fields.get("total_amount", "")),
        merchant_matches=matches,
        must_query=paid,
    )


def decode(request: RawRequest) -> dict[str, str]:
    """The fields of the posted form, decoded once: a second time would break on a per cent sign.

    Raises `SignatureInvalid` for what cannot be decoded in exactly one way: another encoding, a field sent twice.
    """
    if request.method != "POST" or _content_type(request) != _FORM:
        raise SignatureInvalid
    try:
        pairs = parse_qsl(
            request.body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise SignatureInvalid from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise SignatureInvalid
    return fields


def read_yuan(text: str) -> Money | None:
    """`99.8` and `99.80` alike; None for anything that is no amount in yuan."""
    try:
        return parse_amount(text, "CNY")
    except InvalidInput:
        return None


def _is_signed(fields: Mapping[str, str], keys: Sequence[RSAPublicKey]) -> bool:
    """Messages about trades are signed without their `sign_type`, others of Alipay's with it. Empty fields count.

    Signed text joins fields with `&` unescaped. Names that could pose as several fields are none of Alipay's.
    """
    if fields.get("sign_type", SIGN_TYPE) != SIGN_TYPE or any("&" in name or "=" in name for name in fields):
        return False
    with_type = {name: value for name, value in fields.items() if name != "sign"}
    without_type = {name: value for name, value in with_type.items() if name != "sign_type"}
    signature = fields.get("sign", "")
    return any(signature_holds(joined(said), signature, keys) for said in (without_type, with_type))


def _of_a_refund(ctx: ChannelContext, fields: Mapping[str, str], *, matches: bool) -> VerifiedEvent:
    """It repeats the state of the trade, and must never deliver anything; its sum is all that was given back so far."""
    out_trade_no = _number(fields, "out_trade_no")
    number = fields.get("out_biz_no") or out_trade_no
    return VerifiedEvent(
        event_key=_event_key(ctx, fields),
        out_trade_no=out_trade_no,
        gateway_txn=_number(fields, "trade_no"),
        state="ignored",
        money=read_yuan(fields.get("refund_fee", "")),
        merchant_matches=matches,
        must_query=True,
        about="refund",
        refund_no=number,
        reference=number,
    )


def _event_key(ctx: ChannelContext, fields: Mapping[str, str]) -> str:
    """Alipay repeats a message under the same `notify_id`, and only a repetition."""
    return hashlib.sha256(f"{ctx.channel_id}\n{_number(fields, 'notify_id')}".encode()).hexdigest()


def _content_type(request: RawRequest) -> str:
    header = next((value for name, value in request.headers.items() if name.lower() == "content-type"), "")
    return header.partition(";")[0].strip().lower()


def _same(fields: Mapping[str, str], name: str, expected: str) -> bool:
    return hmac.compare_digest(fields.get(name, "").encode(), expected.encode())


def _number(fields: Mapping[str, str], name: str) -> str:
    value = fields.get(name, "")
    if not _NUMBER.fullmatch(value):
        raise InvalidInput("Alipay's message has no usable %(name)s.", name=name)
    return value
