"""Refunds as WeChat Pay gives them: accepted first, done later, once for each number, a minute apart."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from simulators.wechatpay.keys import Merchant
from simulators.wechatpay.money_moved import Payment, Refund
from simulators.wechatpay.speak import No

MOST_REFUNDS = 50
APART = timedelta(minutes=1)


def refund(
    orders: dict[str, Payment], merchant: Merchant, asked: dict[str, Any], now: datetime
) -> tuple[Payment, Refund]:
    """The refund of that number, new or repeated."""
    order, number, amount = (
        paid_order(orders, merchant, asked),
        asked.get("out_refund_no"),
        asked.get("amount"),
    )
    if not isinstance(number, str) or not 1 <= len(number) <= 64 or not isinstance(amount, dict):
        raise No(400, "PARAM_ERROR", "参数错误")
    if len(str(asked.get("reason", "")).encode()) > 80 or "?" in str(asked.get("notify_url", "")):
        raise No(400, "PARAM_ERROR", "参数错误")
    if known := next((refund for refund in order.refunds if refund.number == number), None):
        if known.asked != asked:
            raise No(400, "PARAM_ERROR", "订单金额或退款金额与之前请求不一致")
        return order, known
    check(order, amount, now)
    if not merchant.can_pay_refunds:
        raise No(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")
    return order, accept(order, number, amount["refund"], asked, now)


def accept(order: Payment, number: str, fen: int, asked: dict[str, Any], now: datetime) -> Refund:
    made = Refund(number, fen, f"5030{secrets.randbelow(10**24):024}", asked, now)
    order.refunds.append(made)
    order.state = "REFUND"
    return made


def find(orders: dict[str, Payment], merchant: Merchant, number: str) -> tuple[Payment, Refund]:
    for order in orders.values():
        for refund in order.refunds:
            if refund.number == number and order.merchant is merchant:
                return order, refund
    raise No(404, "RESOURCE_NOT_EXISTS", "退款单不存在")


def paid_order(orders: dict[str, Payment], merchant: Merchant, asked: dict[str, Any]) -> Payment:
    transaction, number = asked.get("transaction_id"), asked.get("out_trade_no")
    for order in orders.values():
        if order.merchant is merchant and (
            order.transaction_id == transaction if transaction else order.number == number
        ):
            break
    else:
        raise No(404, "RESOURCE_NOT_EXISTS", "订单不存在")
    if order.paid_at is None:
        raise No(400, "INVALID_REQUEST", "订单状态错误")
    return order


def check(order: Payment, amount: dict[str, Any], now: datetime) -> None:
    fen, total = amount.get("refund"), amount.get("total")
    if type(fen) is not int or fen < 1 or total != order.total or amount.get("currency") != "CNY":
        raise No(400, "PARAM_ERROR", "订单金额或退款金额有误")
    if order.refunds and now - order.refunds[-1].accepted_at < APART:
        raise No(429, "FREQUENCY_LIMITED", "频率限制")
    if order.given_back + fen > order.total:
        raise No(400, "INVALID_REQUEST", "订单已全额退款")
    if len(order.refunds) >= MOST_REFUNDS:
        raise No(400, "INVALID_REQUEST", "申请退款次数超过上限")
