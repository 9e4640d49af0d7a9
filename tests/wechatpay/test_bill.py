"""Xinghai compares its books with WeChat Pay's own list of a day."""

import gzip
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bodega_wechatpay.read_bill import read_bill

from bodega.kernel.clock import SetClock
from bodega_shop.extend import GatewayRejected, Money, Temporary, UnknownOutcome
from simulators.wechatpay.money_moved import BEIJING
from simulators.wechatpay.write_bill import HEADING, SUMS, row

PAYMENT = [
    "2026-11-20 10:00:00",
    "wx8888888888888888",
    "1600000001",
    "0",
    "",
    "4200001",
    "20261120N1",
    "o1",
    "NATIVE",
    "SUCCESS",
    "OTHERS",
    "CNY",
    "94.80",
    "5.00",
    "0",
    "0",
    "0.00",
    "0.00",
    "",
    "",
    "星海点卡",
    "",
    "0.56880",
    "0.60%",
    "99.80",
    "0.00",
    "",
]


def written(*rows: list[str], count: str | None = None) -> str:
    sums = [count or str(len(rows)), "0.00", "0.00", "0.00", "0.00000", "0.00", "0.00"]
    return "\r\n".join([HEADING, *map(row, rows), SUMS, row(sums), ""])


def changed(**cells: str) -> list[str]:
    return [cells.get(name, cell) for name, cell in zip(HEADING.split(","), PAYMENT, strict=True)]


async def test_what_moved_stands_in_the_bill(
    gateway: Any, channel: Any, paid: Any, wish: Any, rig: Any, service: Any
) -> None:
    number = await paid(coupon=500)
    refund = wish(number, 700)
    await gateway.refund(channel(), refund)
    day = await rig.bill_day()
    payment, back = await gateway.bill(channel(), day)
    assert (payment.kind, payment.out_trade_no, payment.gross) == ("payment", number, Money(9980, "CNY"))
    assert payment.gateway_txn == back.gateway_txn == service.orders[number].transaction_id
    assert payment.fee == Money(57, "CNY")
    assert (back.kind, back.out_refund_no, back.gross) == ("refund", refund.out_refund_no, Money(700, "CNY"))
    assert (back.state, back.fee) == ("succeeded", Money(4, "CNY"))
    assert payment.occurred_at.astimezone(BEIJING).date() == day


async def test_the_same_day_again_has_the_same_lines(gateway: Any, channel: Any, paid: Any, rig: Any) -> None:
    await paid()
    await paid()
    day = await rig.bill_day()
    first = await gateway.bill(channel(), day)
    assert await gateway.bill(channel(), day) == first
    assert len({line.line_key for line in first}) == 2


async def test_a_name_with_commas_divides_nothing(
    gateway: Any, channel: Any, attempt: Any, rig: Any, service: Any
) -> None:
    wanted = attempt(subject="星海,点卡,`100`元\u2028")
    await gateway.create(channel(), wanted)
    service.pay(wanted.out_trade_no)
    (line,) = await gateway.bill(channel(), await rig.bill_day())
    assert line.gross == Money(9980, "CNY")


async def test_a_day_on_which_nothing_moved_is_empty(gateway: Any, channel: Any, rig: Any) -> None:
    assert list(await gateway.bill(channel(), await rig.bill_day())) == []


async def test_another_merchants_payments_are_not_in_it(
    gateway: Any, channel: Any, paid: Any, rig: Any
) -> None:
    await paid()
    theirs = channel(**rig.settings_of_another() | {"native": True})
    assert list(await gateway.bill(theirs, await rig.bill_day())) == []


@pytest.mark.parametrize(("hour", "asks"), [(1, False), (2, True)])
async def test_a_bill_is_asked_for_from_ten_in_the_morning_in_china(
    gateway: Any, channel: Any, service: Any, hour: int, asks: bool
) -> None:
    clock = SetClock(datetime(2026, 11, 21, hour, tzinfo=UTC))
    with pytest.raises(GatewayRejected if asks else Temporary):
        await gateway.bill(channel(clock=clock), date(2026, 11, 20))
    assert len(service.heard) == (1 if asks else 0)


async def test_a_bill_that_is_being_written_comes_later(
    gateway: Any, channel: Any, says: Any, rig: Any
) -> None:
    says({"code": "STATEMENT_CREATING", "message": "账单生成中"}, 400)
    with pytest.raises(Temporary):
        await gateway.bill(channel(), await rig.bill_day())


async def test_a_bill_may_come_unpacked(
    gateway: Any, channel: Any, paid: Any, rig: Any, service: Any
) -> None:
    await paid()
    day = await rig.bill_day()
    (line,) = await gateway.bill(channel(), day)
    packed = list(service.files.values())[-1].content
    service.spoil_bill = gzip.decompress(packed)
    assert list(await gateway.bill(channel(), day)) == [line]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + written(PAYMENT).encode(),
        gzip.compress(b"another file"),
        gzip.compress(b"half a file" * 1000)[:40],
        b"\x1f\x8bnot gzip",
        b'{"code":"SYSTEM_ERROR"}',
    ],
    ids=["a plain one", "another one", "half a one", "no gzip", "an error"],
)
async def test_a_file_that_is_not_the_one_promised_is_not_believed(
    gateway: Any, channel: Any, paid: Any, rig: Any, service: Any, content: bytes
) -> None:
    await paid()
    service.spoil_bill = content
    with pytest.raises(UnknownOutcome):
        await gateway.bill(channel(), await rig.bill_day())


async def test_a_small_file_that_unpacks_without_end_is_given_up(
    gateway: Any, channel: Any, paid: Any, rig: Any, service: Any
) -> None:
    await paid()
    service.spoil_bill = gzip.compress(b"\0" * (64 * 1024 * 1024 + 1))
    with pytest.raises(UnknownOutcome):
        await gateway.bill(channel(), await rig.bill_day())


async def test_a_signed_question_goes_to_no_other_host(
    gateway: Any, channel: Any, paid: Any, rig: Any, service: Any
) -> None:
    await paid()
    for host in ("https://bills.example", "http://127.0.0.1:9", "https://api.mch.weixin.qq.com@evil.example"):
        service.download_host = host
        with pytest.raises(UnknownOutcome):
            await gateway.bill(channel(), await rig.bill_day())


@pytest.mark.parametrize("call", ["bill", "download"])
@pytest.mark.parametrize("how", ["unread", "error"])
async def test_no_answer_is_no_empty_bill(
    gateway: Any, channel: Any, paid: Any, rig: Any, service: Any, call: Any, how: Any
) -> None:
    await paid()
    day = await rig.bill_day()
    service.broken.append((call, how))
    with pytest.raises(UnknownOutcome):
        await gateway.bill(channel(), day)
    assert len(await gateway.bill(channel(), day)) == 1


async def test_an_address_of_the_file_is_good_for_seconds_only(
    gateway: Any, channel: Any, paid: Any, rig: Any, service: Any
) -> None:
    await paid()
    day = await rig.bill_day()
    service.file_seconds = -1
    with pytest.raises(GatewayRejected):
        await gateway.bill(channel(), day)


def test_a_payment_is_booked_with_the_whole_sum_of_the_order() -> None:
    (line,) = read_bill(written(PAYMENT))
    assert (line.gross, line.fee) == (Money(9980, "CNY"), Money(57, "CNY"))
    assert line.occurred_at == datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fee", "fen"),
    [("0.00000", 0), ("0.00499", 0), ("0.00500", 1), ("0.56880", 57), ("0", 0), ("-0.00600", 1)],
)
def test_fees_of_a_thousandth_of_a_fen_are_rounded_half_up(fee: str, fen: int) -> None:
    (line,) = read_bill(written(changed(手续费=fee)))
    assert line.fee == Money(fen, "CNY")


@pytest.mark.parametrize(
    ("state", "means"),
    [("SUCCESS", "succeeded"), ("PROCESSING", "pending"), ("FAIL", "failed"), ("CHANGE", "failed")],
)
def test_a_refund_says_how_far_it_is(state: str, means: str) -> None:
    cells = {"交易状态": "REFUND", "退款状态": state, "申请退款金额": "1.5", "订单金额": "0.00"}
    (line,) = read_bill(written(changed(**cells)))
    assert (line.kind, line.state, line.gross) == ("refund", means, Money(150, "CNY"))


@pytest.mark.parametrize(
    "cells",
    [
        {"货币种类": "USD"},
        {"交易状态": "SOMETHING"},
        {"交易状态": "REFUND", "退款状态": "SOMETHING"},
        {"订单金额": "99.805"},
        {"订单金额": "-1.00"},
        {"订单金额": "1e2"},
        {"订单金额": ""},
        {"订单金额": "９９.80"},
        {"手续费": "NaN"},
        {"交易时间": "yesterday"},
        {"商品名称": "a,`b"},
    ],
)
def test_a_line_that_cannot_be_read_spoils_the_bill(cells: dict[str, str]) -> None:
    with pytest.raises(UnknownOutcome):
        read_bill(written(changed(**cells)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\r\n",
        f"{HEADING}\r\n{SUMS}\r\n",
        HEADING,
        written(PAYMENT, count="2"),
        written(PAYMENT).replace(f"{SUMS}\r\n", ""),
        written(PAYMENT).replace("订单金额,申请", "别的,申请"),
        written(PAYMENT).replace("`2026", "2026"),
        written(PAYMENT).rpartition("`1")[0],
    ],
)
def test_a_file_that_is_not_whole_is_no_bill(text: str) -> None:
    with pytest.raises(UnknownOutcome):
        read_bill(text)


def test_a_bill_without_lines_is_empty() -> None:
    assert list(read_bill(written())) == []


def test_a_line_of_the_day_before_yesterday_is_not_older() -> None:
    (line,) = read_bill(written(changed(交易时间="2026-11-20 00:00:00")))
    assert line.occurred_at == datetime(2026, 11, 20, tzinfo=UTC) - timedelta(hours=8)
