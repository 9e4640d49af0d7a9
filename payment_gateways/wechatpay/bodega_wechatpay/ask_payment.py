"""Ask WeChat Pay for the truth about one payment, and ask it to take no more money for it."""

from bodega_shop.extend import ChannelContext, CloseResult, PaymentStatus, UnknownOutcome
from bodega_wechatpay.ask_service import ask_service
from bodega_wechatpay.call_service import read_json, refuse
from bodega_wechatpay.open_account import open_account
from bodega_wechatpay.read_transaction import Transaction, merchant_matches, paid_at, paid_money

NEVER_HEARD = frozenset({"ORDERNOTEXIST", "RESOURCENOTEXISTS"})

# REFUND: it was paid, and some of it was given back since.
_PAID = frozenset({"SUCCESS", "REFUND"})
_WAITING = frozenset({"NOTPAY", "USERPAYING", "ACCEPT", "PAYERROR"})
_ENDED = frozenset({"CLOSED", "REVOKED"})


async def ask_for_payment(ctx: ChannelContext, out_trade_no: str) -> PaymentStatus:
    """Raises `GatewayRejected` when WeChat Pay will not say, `Temporary` and `UnknownOutcome` to ask again later."""
    account = open_account(ctx)
    target = f"/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid={account.mchid}"
    answer = await ask_service(ctx, account, "GET", target)
    if answer.status == 404 and answer.code in NEVER_HEARD:
        return PaymentStatus("not_found")
    if not answer.is_good:
        refuse(ctx, answer)
    found = read_json(ctx, answer.body, Transaction)
    if found.out_trade_no != out_trade_no:
        raise UnknownOutcome
    ours = merchant_matches(account, found)
    if found.trade_state in _WAITING:
        return PaymentStatus("pending", merchant_matches=ours)
    if found.trade_state in _ENDED:
        return PaymentStatus("failed", gateway_txn=found.transaction_id, merchant_matches=ours)
    money = paid_money(found)
    if found.trade_state not in _PAID or money is None:
        raise UnknownOutcome
    return PaymentStatus(
        "succeeded", money, found.transaction_id, paid_at=paid_at(found), merchant_matches=ours
    )


async def close_payment(ctx: ChannelContext, out_trade_no: str) -> CloseResult:
    """Raises `GatewayRejected`, `Temporary`, `UnknownOutcome`."""
    account = open_account(ctx)
    target = f"/v3/pay/transactions/out-trade-no/{out_trade_no}/close"
    answer = await ask_service(ctx, account, "POST", target, {"mchid": account.mchid})
    if answer.code == "ORDERPAID":
        return "already_paid"
    if answer.status == 404 and answer.code in NEVER_HEARD:
        return "not_found"
    if not answer.is_good and answer.code != "ORDERCLOSED":
        refuse(ctx, answer)
    return "closed"
