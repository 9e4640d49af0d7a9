"""Read the trade bill: a heading, one line for each movement, then a heading and a line of sums.

Every cell begins with a backtick, so that a comma in a name divides nothing. Amounts are in yuan, fees with up to five
digits behind the point.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from bodega_shop.extend import BillLine, Money, UnknownOutcome
from bodega_wechatpay.open_payment import BEIJING, YUAN

_YUAN = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_REFUND_STATES: dict[str, Literal["succeeded", "pending", "failed"]] = {
    "SUCCESS": "succeeded",
    "PROCESSING": "pending",
    "FAIL": "failed",
    "CHANGE": "failed",
}


def read_bill(text: str) -> Sequence[BillLine]:
    """Raises `UnknownOutcome` for a bill in which anything cannot be read, or whose count is not its own."""
    # Other characters that end a line may stand in a name.
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line]
    heading = lines[0].split(",") if lines else []
    rows = [_cells(line) for line in lines[1:] if line.startswith("`")]
    if not rows or len(rows) + 2 != len(lines) or any(len(row) != len(heading) for row in rows[:-1]):
        raise UnknownOutcome
    if rows[-1][0] != str(len(rows) - 1):
        raise UnknownOutcome
    try:
        return [_line(dict(zip(heading, row, strict=True))) for row in rows[:-1]]
    except KeyError:
        raise UnknownOutcome from None


def _cells(line: str) -> list[str]:
    return line[1:].split(",`")


def _line(row: Mapping[str, str]) -> BillLine:
    if row["货币种类"] != YUAN:
        raise UnknownOutcome
    return _payment(row) if row["交易状态"] == "SUCCESS" else _refund(row)


def _payment(row: Mapping[str, str]) -> BillLine:
    return BillLine(
        line_key=f"payment:{row['微信订单号']}",
        kind="payment",
        gateway_txn=row["微信订单号"],
        out_trade_no=row["商户订单号"],
        gross=_money(row["订单金额"]),
        fee=_fee(row["手续费"]),
        occurred_at=_moment(row["交易时间"]),
    )


def _refund(row: Mapping[str, str]) -> BillLine:
    """`fee` is the part of the fee that WeChat Pay gives back with it, without the sign it has in the bill."""
    state = _REFUND_STATES.get(row["退款状态"])
    if row["交易状态"] not in ("REFUND", "REVOKED") or state is None:
        raise UnknownOutcome
    return BillLine(
        line_key=f"refund:{row['微信退款单号']}:{state}",
        kind="refund",
        gateway_txn=row["微信订单号"],
        out_trade_no=row["商户订单号"],
        gross=_money(row["申请退款金额"]),
        fee=_fee(row["手续费"]),
        occurred_at=_moment(row["交易时间"]),
        out_refund_no=row["商户退款单号"],
        state=state,
    )


def _money(text: str) -> Money:
    """Fen, exactly."""
    fen = _yuan(text) * 100
    if fen != fen.to_integral_value() or fen < 0:
        raise UnknownOutcome
    return Money(int(fen), YUAN)


def _fee(text: str) -> Money:
    """WeChat Pay counts its fee to a thousandth of a fen; books have whole ones, rounded half up."""
    return Money(int((abs(_yuan(text)) * 100).to_integral_value(ROUND_HALF_UP)), YUAN)


def _yuan(text: str) -> Decimal:
    if not _YUAN.fullmatch(text):
        raise UnknownOutcome
    return Decimal(text)


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        raise UnknownOutcome from None
