"""The trade bill of one day, as WeChat Pay writes it: backticks, yuan, fees with five digits, sums at the end."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from simulators.wechatpay.money_moved import BEIJING, Payment, Refund

HEADING = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
RATE = Decimal("0.006")


def bill_of(orders: Iterable[Payment], day: date, *, all_on_this_day: bool) -> str | None:
    """None when nothing moved."""
    lines = []
    for order in orders:
        if order.paid_at is not None and (all_on_this_day or day_of(order.paid_at) == day):
            lines.append(payment_line(order, moment(order.paid_at, day)))
        lines += [
            refund_line(order, refund, moment(refund.accepted_at, day))
            for refund in order.refunds
            if refund.state != "PROCESSING" and (all_on_this_day or day_of(refund.accepted_at) == day)
        ]
    if not lines:
        return None
    sums = [str(len(lines)), "0.00", "0.00", "0.00", "0.00000", "0.00", "0.00"]
    return "\r\n".join([f"\ufeff{HEADING}", *map(row, lines), SUMS, row(sums), ""])


def payment_line(order: Payment, when: str) -> list[str]:
    paid, fee = yuan(order.total - order.coupon), f"{RATE * (order.total - order.coupon) / 100:.5f}"
    return [
        *beginning(order, when, "SUCCESS"), paid, yuan(order.coupon), "0", "0", "0.00", "0.00", "", "",
        str(order.asked["description"]), "", fee, "0.60%", yuan(order.total), "0.00", "",
    ]  # fmt: skip


def refund_line(order: Payment, refund: Refund, when: str) -> list[str]:
    state = {"SUCCESS": "SUCCESS", "CLOSED": "FAIL", "ABNORMAL": "CHANGE"}[refund.state]
    fee = f"{-RATE * refund.fen / 100:.5f}"
    return [
        *beginning(order, when, "REFUND"), "0.00", "0.00", refund.refund_id, refund.number, yuan(refund.fen),
        "0.00", "ORIGINAL", state, str(order.asked["description"]), "", fee, "0.60%", "0.00",
        yuan(refund.fen), "",
    ]  # fmt: skip


def beginning(order: Payment, when: str, state: str) -> list[str]:
    return [
        when, str(order.asked["appid"]), order.merchant.mchid, "0", "", order.transaction_id, order.number,
        "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", "NATIVE", state, "OTHERS", "CNY",
    ]  # fmt: skip


def row(cells: Iterable[str]) -> str:
    return ",".join(f"`{cell}" for cell in cells)


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def day_of(when: datetime) -> date:
    return when.astimezone(BEIJING).date()


def moment(when: datetime, day: date) -> str:
    return f"{day.isoformat()} {when.astimezone(BEIJING):%H:%M:%S}"
