"""The pages on which a buyer pays, and the way back to the shop."""

from html import escape
from urllib.parse import urlencode

from simulators.alipay.books import PAID, WAITING, Trade, yuan
from simulators.alipay.loopback_server import Reply


def page(trade: Trade) -> Reply:
    if trade.status == PAID:
        return _html("<h1>支付成功</h1>")
    if trade.status != WAITING:
        return _html("<h1>交易已关闭</h1>", "410 Gone")
    return _html(
        f"<h1>{escape(trade.subject)}</h1><p>¥ {yuan(trade.fen)}</p>"
        f'<form method="post" action="/cashier/{trade.token}/pay"><button>确认付款</button></form>'
    )


def back_to_shop(trade: Trade) -> Reply:
    """What the address says is for the eye alone: a shop that believed it would believe anybody."""
    if not trade.return_url:
        return page(trade)
    said = {"out_trade_no": trade.out_trade_no, "trade_no": trade.trade_no, "total_amount": yuan(trade.fen)}
    return Reply(b"", status="302 Found", headers={"location": f"{trade.return_url}?{urlencode(said)}"})


def _html(body: str, status: str = "200 OK") -> Reply:
    return Reply(f'<!doctype html><meta charset="utf-8"><title>支付宝</title>{body}'.encode(), status=status)
