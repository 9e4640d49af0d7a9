"""Read a notify of the service: decode it once, believe it only if it is signed, and say what it claims."""

import hashlib
import hmac
import re
from urllib.parse import parse_qsl

from bodega_epay.ask import platform_keys
from bodega_epay.keep_time import is_now
from bodega_epay.settings import V2, EpaySettings, complete
from bodega_epay.sign_fields import signature_holds
from bodega_epay.sign_rsa import signature_holds as rsa_signature_holds
from bodega_shop.extend import (
    ChannelContext,
    InvalidInput,
    Money,
    RawRequest,
    SignatureInvalid,
    VerifiedEvent,
    parse_amount,
)

PAID = "TRADE_SUCCESS"
YUAN = "CNY"

_MOST_FIELDS = 50
_FORM = "application/x-www-form-urlencoded"
_NUMBER = re.compile(r"[!-~]{1,64}")


def read_notification(ctx: ChannelContext, request: RawRequest) -> VerifiedEvent:
    """What a signed message claims; the shop compares.

    V2 messages of every merchant are signed with the service's one key: only the pid says whose they are. Raises
    `SignatureInvalid` unless it is signed as this channel's settings say, and now, `ConfigInvalid` where there is no
    key, `InvalidInput` for a signed message without the numbers that every one has.
    """
    settings = complete(ctx.settings)
    fields = decode(request)
    if not _is_signed(ctx, settings, fields):
        raise SignatureInvalid
    trade_no, status = _number(fields, "trade_no"), _number(fields, "trade_status")
    return VerifiedEvent(
        event_key=event_key(ctx, trade_no, status),
        out_trade_no=_number(fields, "out_trade_no"),
        gateway_txn=trade_no,
        state="succeeded" if status == PAID else "ignored",
        money=read_yuan(fields.get("money", "")),
        merchant_matches=hmac.compare_digest(fields.get("pid", "").encode(), settings.pid.encode()),
        must_query=settings.ask_first,
    )


def _is_signed(ctx: ChannelContext, settings: EpaySettings, fields: dict[str, str]) -> bool:
    if settings.version == V2:
        holds = rsa_signature_holds(fields, platform_keys(settings))
        return holds and is_now(ctx, fields.get("timestamp", ""))
    keys = [key for key in (settings.key, settings.other_key) if key]
    return any(signature_holds(fields, key) for key in keys)


def decode(request: RawRequest) -> dict[str, str]:
    """The fields of the query, and of the form when it was posted: some builds do the one, some the other.

    Raises `SignatureInvalid` for what cannot be decoded in exactly one way: another encoding, a field sent twice.
    """
    try:
        fields = _parts(request.query)
        if request.method == "POST" and _content_type(request) == _FORM:
            fields += _parts(request.body)
    except ValueError:
        raise SignatureInvalid from None
    if len({name for name, _ in fields}) != len(fields):
        raise SignatureInvalid
    return dict(fields)


def event_key(ctx: ChannelContext, trade_no: str, status: str) -> str:
    """One key for every repetition of one trade in one state."""
    return hashlib.sha256(f"{ctx.channel_id}\n{trade_no}\n{status}".encode()).hexdigest()


def read_yuan(text: str) -> Money | None:
    """`99.8` and `99.80` alike; None for anything that is no amount in yuan."""
    try:
        return parse_amount(text, YUAN)
    except InvalidInput:
        return None


def _parts(encoded: bytes) -> list[tuple[str, str]]:
    return parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)


def _content_type(request: RawRequest) -> str:
    header = next((value for name, value in request.headers.items() if name.lower() == "content-type"), "")
    return header.partition(";")[0].strip().lower()


def _number(fields: dict[str, str], name: str) -> str:
    value = fields.get(name, "")
    if not _NUMBER.fullmatch(value):
        raise InvalidInput("The message of the payment service has no usable %(name)s.", name=name)
    return value
