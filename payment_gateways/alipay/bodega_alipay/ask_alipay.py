"""Ask Alipay for the truth about one payment, and whether it knows this application and its keys."""

from bodega_alipay.beijing_time import from_beijing_text
from bodega_alipay.call_alipay import NotSignedByAlipay, call_alipay, refuse
from bodega_alipay.open_account import Account, open_account
from bodega_alipay.read_notification import read_yuan
from bodega_shop.extend import (
    ChannelContext,
    ConfigInvalid,
    PaymentStatus,
    Temporary,
    UnknownOutcome,
)

NEVER_HEARD = "ACQ.TRADE_NOT_EXIST"

_QUERY = "alipay.trade.query"
_WAITING, _CLOSED = "WAIT_BUYER_PAY", "TRADE_CLOSED"
_PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})
_NOBODYS_ORDER = "0" * 32


async def ask_for_payment(ctx: ChannelContext, out_trade_no: str) -> PaymentStatus:
    """`not_found` until the buyer opens the payment; `failed` for a trade that ended unpaid or was given back whole.

    Raises `GatewayRejected` when Alipay will not say, `Temporary` and `UnknownOutcome` to ask again later.
    """
    return await ask_account(ctx, open_account(ctx), out_trade_no)


async def ask_account(ctx: ChannelContext, account: Account, out_trade_no: str) -> PaymentStatus:
    answer = await call_alipay(ctx, account, _QUERY, {"out_trade_no": out_trade_no})
    if answer.said == NEVER_HEARD:
        return PaymentStatus("not_found")
    if not answer.done:
        refuse(ctx, answer)
    if answer.get("out_trade_no") != out_trade_no:
        raise UnknownOutcome
    status, trade_no = answer.get("trade_status"), answer.get("trade_no")
    if status in (_WAITING, _CLOSED):
        return PaymentStatus("pending" if status == _WAITING else "failed", gateway_txn=trade_no)
    money = read_yuan(answer.get("total_amount"))
    if status not in _PAID or money is None:
        raise UnknownOutcome
    paid_at = from_beijing_text(answer.get("send_pay_date"))
    return PaymentStatus("succeeded", money, trade_no, paid_at=paid_at)


async def check_account(ctx: ChannelContext) -> None:
    """Ask for an order that nobody has, which changes nothing; raises `ConfigInvalid` saying what is wrong."""
    account = open_account(ctx, proven=True)
    try:
        answer = await call_alipay(ctx, account, _QUERY, {"out_trade_no": _NOBODYS_ORDER})
    except Temporary as error:
        raise ConfigInvalid("Alipay cannot be reached at this address.") from error
    except NotSignedByAlipay as error:
        raise ConfigInvalid("Alipay's answer does not fit the public key entered here.") from error
    except UnknownOutcome as error:
        raise ConfigInvalid("What answers at this address does not speak as Alipay does.") from error
    if not answer.done and answer.said != NEVER_HEARD:
        raise ConfigInvalid("Alipay answered: %(reason)s", reason=answer.reason or "-")
