"""Give money back, and find out what became of a refund.

V1 has neither numbers for refunds nor a question about them: what had no answer stays unknown, and nothing is ever
repeated. Some builds answer 0 for yes, others for no: then the order itself is asked how much went back.
"""

from bodega_epay.ask import ask, refuse_unless_good
from bodega_epay.ask_service import ask_for_order, never_heard
from bodega_epay.read_notification import read_yuan
from bodega_epay.settings import V2, complete
from bodega_shop.extend import (
    ChannelContext,
    GatewayRejected,
    RefundRef,
    RefundRequest,
    RefundStatus,
    UnknownOutcome,
    Unsupported,
)

_UNCLEAR = "0"
_FAILED, _SUCCEEDED = "0", "1"


async def refund_payment(ctx: ChannelContext, refund: RefundRequest) -> RefundStatus:
    """Called once for each number. Raises `GatewayRejected`, `Temporary`, `UnknownOutcome`, `Unsupported`."""
    settings = complete(ctx.settings)
    if not settings.refunds:
        raise Unsupported
    if refund.money.currency != refund.paid.currency or refund.money.minor <= 0:
        raise GatewayRejected
    fields = {"trade_no": refund.gateway_txn, "money": refund.money.to_decimal_text()}
    if not refund.gateway_txn:
        fields["out_trade_no"] = refund.out_trade_no
    if settings.version == V2:
        fields["out_refund_no"] = refund.out_refund_no
    answer = await ask(ctx, settings, "refund", fields)
    if settings.version != V2 and answer.get("code") == _UNCLEAR != settings.good_code:
        return await _ask_how_much(ctx, refund)
    refuse_unless_good(ctx, settings, answer)
    return RefundStatus("succeeded", refund.money, answer.get("refund_no"))


async def _ask_how_much(ctx: ChannelContext, refund: RefundRequest) -> RefundStatus:
    order = await ask_for_order(ctx, refund.out_trade_no)
    back = read_yuan(order.get("refundmoney")) if order is not None else None
    if back is None or back < refund.refunded_before + refund.money:
        raise UnknownOutcome
    return RefundStatus("succeeded", refund.money)


async def ask_for_refund(ctx: ChannelContext, refund: RefundRef) -> RefundStatus:
    """V2 only. Raises `GatewayRejected` when the service will not say, `Temporary`, `UnknownOutcome`, `Unsupported`."""
    settings = complete(ctx.settings)
    if settings.version != V2:
        raise Unsupported
    number = (
        {"refund_no": refund.gateway_refund}
        if refund.gateway_refund
        else {"out_refund_no": refund.out_refund_no}
    )
    answer = await ask(ctx, settings, "refundquery", number)
    if answer.get("code") != settings.good_code and never_heard(answer):
        return RefundStatus("not_found")
    refuse_unless_good(ctx, settings, answer)
    name, value = next(iter(number.items()))
    if answer.get(name) not in ("", value):
        raise UnknownOutcome
    return _read(answer.get("status"), answer.get("money"), answer.get("refund_no"), answer.get("trade_no"))


def _read(status: str, money: str, refund_no: str, trade_no: str) -> RefundStatus:
    amount = read_yuan(money)
    if status == _SUCCEEDED and amount is not None:
        return RefundStatus("succeeded", amount, refund_no, gateway_txn=trade_no)
    if status == _FAILED:
        return RefundStatus("failed", amount, refund_no, gateway_txn=trade_no)
    raise UnknownOutcome
