"""Orders as WeChat Pay takes them: create, query, close, with the refusals of its documents."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from simulators.wechatpay.keys import Merchant
from simulators.wechatpay.money_moved import Payment
from simulators.wechatpay.speak import No

NUMBER = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
MONTH_OF_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\+08:00|Z)")


def create(
    orders: dict[str, Payment],
    merchant: Merchant,
    way: str,
    asked: dict[str, Any],
    now: datetime,
    address: str,
) -> dict[str, str]:
    """What the buyer is sent to; the same again for the same request."""
    check(merchant, way, asked, now)
    known = orders.get(asked["out_trade_no"])
    if known is None:
        total = asked["amount"]["total"]
        known = Payment(merchant, way, asked, total, datetime.fromisoformat(asked["time_expire"]))
        orders[known.number] = known
    elif known.merchant is not merchant or (known.way, known.asked) != (way, asked):
        raise No(403, "OUT_TRADE_NO_USED", "商户订单号重复")
    elif known.state == "CLOSED":
        raise No(400, "ORDER_CLOSED", "订单已关闭")
    elif known.state != "NOTPAY":
        raise No(400, "ORDER_PAID", "订单已支付")
    if way == "native":
        return {"code_url": f"weixin://wxpay/bizpayurl?pr={known.number[-12:]}"}
    if way == "h5":
        return {"h5_url": f"{address}/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx{known.number}&package=1"}
    return {"prepay_id": f"wx{known.number}"}


def check(merchant: Merchant, way: str, asked: dict[str, Any], now: datetime) -> None:
    if asked.get("mchid") != merchant.mchid or asked.get("appid") != merchant.appid:
        raise No(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配")
    amount, description = asked.get("amount", {}), asked.get("description", "")
    wrong = (
        ("out_trade_no", not NUMBER.fullmatch(str(asked.get("out_trade_no", "")))),
        ("description", not 1 <= len(str(description).encode()) <= 127),
        ("amount.total", type(amount.get("total")) is not int or amount["total"] < 1),
        ("amount.currency", amount.get("currency", "CNY") != "CNY"),
        ("notify_url", not re.fullmatch(r"https?://[^?#]+", str(asked.get("notify_url", "")))),
        ("time_expire", not MONTH_OF_TIME.fullmatch(str(asked.get("time_expire", "")))),
        ("payer.openid", way == "jsapi" and not asked.get("payer", {}).get("openid")),
        ("scene_info", way == "h5" and not asked.get("scene_info", {}).get("payer_client_ip")),
        ("h5_info", way == "h5" and not asked.get("scene_info", {}).get("h5_info", {}).get("type")),
    )
    for name, is_wrong in wrong:
        if is_wrong:
            raise No(400, "PARAM_ERROR", f"参数错误 {name}")
    if datetime.fromisoformat(asked["time_expire"]) < now + timedelta(minutes=1):
        raise No(400, "PARAM_ERROR", "time_expire时间过短，刷卡至少1分钟，其他5分钟")


def find(orders: dict[str, Payment], merchant: Merchant, kind: str, name: str) -> Payment:
    """By our number, or by WeChat Pay's once it was paid."""
    by_id = (order for order in orders.values() if order.transaction_id == name)
    found = orders.get(name) if kind == "out-trade-no" else next(by_id, None)
    if found is None or found.merchant is not merchant:
        raise No(404, "ORDER_NOT_EXIST", "订单不存在")
    return found


def close(order: Payment) -> None:
    if order.state == "CLOSED":
        raise No(400, "ORDER_CLOSED", "订单已关闭")
    if order.state != "NOTPAY":
        raise No(400, "ORDER_PAID", "订单已支付")
    order.state = "CLOSED"


def pay(order: Payment, now: datetime, *, total: int | None, coupon: int) -> None:
    """The buyer pays in WeChat; an order that is closed or over takes no money."""
    if order.state != "NOTPAY" or now > order.expires_at:
        raise No(400, "ORDER_CLOSED", "订单已关闭")
    order.state, order.paid_at, order.coupon = "SUCCESS", now, coupon
    order.total = order.total if total is None else total
    order.transaction_id = f"4200{secrets.randbelow(10**24):024}"
