"""Read the lines of a bill: columns by their names, amounts without a float, every line or none."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from bodega_alipay.beijing_time import from_beijing_text
from bodega_shop.extend import BillLine, InvalidInput, Money, parse_amount

_TRADE, _NUMBER, _KIND, _DONE_AT = "支付宝交易号", "商户订单号", "业务类型", "完成时间"
_GROSS, _FEE, _REFUND = "订单金额", "服务费", "退款批次号/请求号"
_NEEDED = frozenset({_TRADE, _NUMBER, _KIND, _GROSS})
_AMOUNT = re.compile(r"[+-]?([0-9.]+)")
_UNIT = re.compile(r"[（(]元[)）]$")
_YUAN = "CNY"


def read_bill(text: str) -> Sequence[BillLine]:
    """Alipay moves columns, writes blanks behind numbers and puts remarks around the list: none of it matters.

    Raises `ValueError` for a table without the columns that are needed, or a line that cannot be read.
    """
    seen: Counter[str] = Counter()
    return [_line(row, seen) for row in _rows(text)]


def _rows(text: str) -> Iterator[Mapping[str, str]]:
    names: list[str] | None = None
    for cells in csv.reader(io.StringIO(text), strict=True):
        values = [cell.strip() for cell in cells]
        if not any(values) or values[0].startswith("#"):
            continue
        if names is None:
            names = [_UNIT.sub("", name) for name in values]
            if not _NEEDED.issubset(names):
                raise ValueError("this is no bill of trades")
        elif len(values) < len([name for name in names if name]):
            raise ValueError("a line of this bill is cut off")
        else:
            yield dict(zip(names, values, strict=False))
    if names is None:
        raise ValueError("this bill has no heading")


def _line(row: Mapping[str, str], seen: Counter[str]) -> BillLine:
    trade_no, out_trade_no = row[_TRADE], row[_NUMBER]
    if not trade_no:
        raise ValueError("a line of this bill names no trade")
    kind, refund_no = _kind(row[_KIND]), row.get(_REFUND, "")
    said = "\n".join((trade_no, row[_KIND], refund_no, row[_GROSS], row.get(_DONE_AT, "")))
    seen[said] += 1
    return BillLine(
        line_key=hashlib.sha256(f"{said}\n{seen[said]}".encode()).hexdigest(),
        kind=kind,
        gateway_txn=trade_no,
        out_trade_no=out_trade_no,
        gross=_money(row[_GROSS]),
        fee=_money(row[_FEE]) if row.get(_FEE) else None,
        occurred_at=_moment(row.get(_DONE_AT, "")),
        out_refund_no=refund_no if kind == "refund" else "",
    )


def _kind(said: str) -> Literal["payment", "refund", "adjustment"]:
    if said.startswith("退款"):
        return "refund"
    return "payment" if said.startswith("交易") else "adjustment"


def _money(said: str) -> Money:
    """Without its sign: a refund and a fee stand with a minus there, and the kind says which way the money went."""
    found = _AMOUNT.fullmatch(said.replace(",", ""))
    try:
        return parse_amount(found[1] if found else said, _YUAN)
    except InvalidInput:
        raise ValueError("a sum in this bill cannot be read") from None


def _moment(said: str) -> datetime | None:
    return from_beijing_text(said) if said else None
