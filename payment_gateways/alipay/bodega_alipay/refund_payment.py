"""Give money back through Alipay, and ask what became of it."""

from bodega_alipay.ask_alipay import NEVER_HEARD
from bodega_alipay.call_alipay import Answer, call_alipay, refuse
from bodega_alipay.open_account import Account, open_account
from bodega_alipay.read_notification import read_yuan
from bodega_shop.extend import (
    BodegaError,
    ChannelContext,
    GatewayRejected,
    InvalidInput,
    RefundRef,
    RefundRequest,
    RefundStatus,
    UnknownOutcome,
)

_MOST_REASON = 256
_MOVED_NOW = "Y"
_SUCCEEDED = "REFUND_SUCCESS"


async def refund_payment(ctx: ChannelContext, refund: RefundRequest) -> RefundStatus:
    """Sent with our number every time, so that a repetition gives nothing back twice.

    Raises `GatewayRejected` with Alipay's reason, `Temporary`, `UnknownOutcome`.
    """
    if refund.money.currency != "CNY" or refund.money.minor <= 0:
        raise GatewayRejected
    account = open_account(ctx)
    content = _names(refund.out_trade_no, refund.gateway_txn) | {
        "refund_amount": refund.money.to_decimal_text(),
        "refund_reason": " ".join(refund.reason.split())[:_MOST_REASON],
        "out_request_no": refund.out_refund_no,
    }
    answer = await call_alipay(
        ctx, account, "alipay.trade.refund", {name: value for name, value in content.items() if value}
    )
    if not answer.done:
        raise GatewayRejected("Alipay refused the refund: %(reason)s", reason=answer.reason)
    if answer.get("fund_change") != _MOVED_NOW:
        return await _look_it_up(ctx, account, refund)
    return RefundStatus(
        "succeeded",
        refund.money,
        refund.out_refund_no,
        out_trade_no=answer.get("out_trade_no"),
        gateway_txn=answer.get("trade_no"),
    )


async def ask_for_refund(ctx: ChannelContext, refund: RefundRef) -> RefundStatus:
    """Raises `GatewayRejected` when Alipay will not say, `Temporary` and `UnknownOutcome` to ask again later."""
    return await _ask(ctx, open_account(ctx), refund)


async def _look_it_up(ctx: ChannelContext, account: Account, refund: RefundRequest) -> RefundStatus:
    """No money moved now: because it did before, or because it has not yet."""
    reference = RefundRef(refund.out_refund_no, "", refund.out_trade_no, refund.gateway_txn)
    try:
        found = await _ask(ctx, account, reference)
    except BodegaError:
        return RefundStatus("pending")
    return RefundStatus("pending") if found.state == "not_found" else found


async def _ask(ctx: ChannelContext, account: Account, refund: RefundRef) -> RefundStatus:
    number, names = (
        refund.out_refund_no or refund.gateway_refund,
        _names(refund.out_trade_no, refund.gateway_txn),
    )
    if not number or not names:
        raise InvalidInput("Alipay finds a refund only under its number and that of its payment.")
    answer = await call_alipay(
        ctx, account, "alipay.trade.fastpay.refund.query", {"out_request_no": number, **names}
    )
    if answer.said == NEVER_HEARD:
        return RefundStatus("not_found")
    if not answer.done:
        refuse(ctx, answer)
    return _status(answer, number)


def _status(answer: Answer, number: str) -> RefundStatus:
    """A plain yes means only that the question was understood; a refund is there when its sum is."""
    status, money = answer.get("refund_status"), read_yuan(answer.get("refund_amount"))
    if not status and money is None:
        return RefundStatus("not_found")
    if answer.get("out_request_no") not in ("", number):
        raise UnknownOutcome
    succeeded = status in ("", _SUCCEEDED)
    if succeeded and money is None:
        raise UnknownOutcome
    return RefundStatus(
        "succeeded" if succeeded else "pending",
        money,
        number,
        out_trade_no=answer.get("out_trade_no"),
        gateway_txn=answer.get("trade_no"),
    )


def _names(out_trade_no: str, trade_no: str) -> dict[str, str]:
    """Alipay takes either name of the payment; where both are given and differ it would believe its own."""
    if out_trade_no:
        return {"out_trade_no": out_trade_no}
    return {"trade_no": trade_no} if trade_no else {}
