"""Give money back through WeChat Pay, and ask what became of it."""

from typing import Any

from bodega_shop.extend import (
    ChannelContext,
    GatewayRejected,
    RefundRef,
    RefundRequest,
    RefundStatus,
    UnknownOutcome,
)
from bodega_wechatpay.ask_service import ask_service
from bodega_wechatpay.call_service import read_json, refuse
from bodega_wechatpay.name_goods import REASON_BYTES, shorten
from bodega_wechatpay.open_account import open_account
from bodega_wechatpay.open_payment import YUAN
from bodega_wechatpay.read_transaction import REFUND_STATES, Refund, money_of

REFUNDS = "/v3/refund/domestic/refunds"


async def refund_payment(ctx: ChannelContext, refund: RefundRequest) -> RefundStatus:
    """The same number gives the money back once, however often it is sent; a good answer only says “accepted”.

    Raises `Temporary` also when the last refund of this payment is less than a minute old, `GatewayRejected`,
    `UnknownOutcome`.
    """
    account = open_account(ctx)
    if {refund.money.currency, refund.paid.currency} != {YUAN} or refund.money.minor <= 0:
        raise GatewayRejected
    answer = await ask_service(ctx, account, "POST", REFUNDS, _order(ctx, refund))
    if not answer.is_good:
        refuse(ctx, answer)
    found = read_json(ctx, answer.body, Refund)
    if found.out_refund_no != refund.out_refund_no or found.amount.refund != refund.money.minor:
        raise UnknownOutcome
    return _status(found, found.refund_id)


async def ask_for_refund(ctx: ChannelContext, refund: RefundRef) -> RefundStatus:
    """A refund made in the merchant console has a number too, and WeChat Pay knows refunds by that alone: such a one
    is asked for, and answered, under the name it came with. Raises as a question about a payment does.
    """
    account = open_account(ctx)
    number = refund.out_refund_no or refund.gateway_refund
    answer = await ask_service(ctx, account, "GET", f"{REFUNDS}/{number}")
    if answer.status == 404 and answer.code in ("RESOURCENOTEXISTS", "REFUNDNOTEXIST"):
        return RefundStatus("not_found")
    if not answer.is_good:
        refuse(ctx, answer)
    found = read_json(ctx, answer.body, Refund)
    if found.out_refund_no != number:
        raise UnknownOutcome
    return _status(found, found.refund_id if refund.out_refund_no else number)


def _order(ctx: ChannelContext, refund: RefundRequest) -> dict[str, Any]:
    order: dict[str, Any] = {
        "out_refund_no": refund.out_refund_no,
        "notify_url": ctx.notify_url,
        "amount": {"refund": refund.money.minor, "total": refund.paid.minor, "currency": YUAN},
    }
    if reason := shorten(refund.reason, REASON_BYTES):
        order["reason"] = reason
    if refund.gateway_txn:
        return {"transaction_id": refund.gateway_txn, **order}
    return {"out_trade_no": refund.out_trade_no, **order}


def _status(found: Refund, name: str) -> RefundStatus:
    state = REFUND_STATES.get(found.status)
    money = money_of(found.amount.refund, found.amount.currency)
    if state is None or money is None:
        raise UnknownOutcome
    return RefundStatus(
        state,
        money,
        name,
        failure=found.status if state == "failed" else "",
        out_trade_no=found.out_trade_no,
        gateway_txn=found.transaction_id,
    )
