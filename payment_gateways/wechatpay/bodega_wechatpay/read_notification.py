"""Read a notify of WeChat Pay: believe it only if it is signed lately and sealed for us, and say what it claims."""

import hmac
import re
from typing import TypeVar

import msgspec

from bodega_shop.extend import ChannelContext, InvalidInput, RawRequest, SignatureInvalid, VerifiedEvent
from bodega_wechatpay.open_account import Account, open_account
from bodega_wechatpay.open_resource import Sealed, open_resource
from bodega_wechatpay.read_transaction import Refund, Transaction, merchant_matches, money_of, paid_money
from bodega_wechatpay.verify_signature import verify_signature

Shape = TypeVar("Shape")

_NUMBER = re.compile(r"[!-~]{1,64}")
_PAYMENT, _REFUND = "TRANSACTION.", "REFUND."


class _Notice(msgspec.Struct, frozen=True):
    id: str
    event_type: str
    resource: Sealed


def read_notification(ctx: ChannelContext, request: RawRequest) -> VerifiedEvent:
    """What a signed message claims. All of it is looked up again before it is believed: `must_query`.

    Raises `SignatureInvalid` unless WeChat Pay signed it within the last minutes and sealed it with this channel's
    key, `ConfigInvalid` where keys are missing, `InvalidInput` for a signed message that says too little.
    """
    account = open_account(ctx)
    if verify_signature(account.verifiers, request.headers, request.body, ctx.clock.now()) != "holds":
        raise SignatureInvalid
    notice = _read(request.body, _Notice)
    content = open_resource(account.apiv3_keys, notice.resource)
    if content is None:
        raise SignatureInvalid
    if not _NUMBER.fullmatch(notice.id):
        raise InvalidInput("The message of the payment service has no usable %(name)s.", name="id")
    if notice.event_type.startswith(_PAYMENT):
        return _payment_event(account, notice, _read(content, Transaction))
    if notice.event_type.startswith(_REFUND):
        return _refund_event(account, notice, _read(content, Refund))
    return VerifiedEvent(notice.id, "", "", "ignored", None, merchant_matches=True)


def _payment_event(account: Account, notice: _Notice, found: Transaction) -> VerifiedEvent:
    paid = notice.event_type == "TRANSACTION.SUCCESS" and found.trade_state == "SUCCESS"
    return VerifiedEvent(
        event_key=notice.id,
        out_trade_no=found.out_trade_no,
        gateway_txn=found.transaction_id,
        state="succeeded" if paid else "ignored",
        money=paid_money(found),
        merchant_matches=merchant_matches(account, found),
        must_query=True,
    )


def _refund_event(account: Account, notice: _Notice, found: Refund) -> VerifiedEvent:
    """The only name under which a refund can be asked for is its number, so that is its `reference` too."""
    return VerifiedEvent(
        event_key=notice.id,
        out_trade_no=found.out_trade_no,
        gateway_txn=found.transaction_id,
        state="ignored",
        money=money_of(found.amount.refund, found.amount.currency),
        merchant_matches=hmac.compare_digest(found.mchid.encode(), account.mchid.encode()),
        must_query=True,
        about="refund",
        refund_no=found.out_refund_no,
        reference=found.out_refund_no,
    )


def _read(body: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, RecursionError):
        raise InvalidInput("The message of the payment service cannot be read.") from None
