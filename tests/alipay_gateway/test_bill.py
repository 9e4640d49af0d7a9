"""The next morning Xinghai loads Alipay's bill, and believes every line of it or none."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bodega_alipay.read_bill import read_bill
from bodega_alipay.unpack_bill import unpack_bill

from bodega.kernel.clock import SetClock
from bodega_shop.extend import GatewayRejected, Money, RefundRequest, Temporary, UnknownOutcome
from simulators.alipay import bill_files
from simulators.alipay.books import Merchant

DAY = date(2026, 11, 20)
MERCHANT = Merchant("2021000000000001", "2088000000000001", None)  # type: ignore[arg-type]


def row(**changes: str) -> dict[str, str]:
    return {
        "支付宝交易号": "T1",
        "商户订单号": "N1",
        "业务类型": "交易",
        "商品名称": '点卡, "100" 元',
        "创建时间": "2026-11-20 10:00:00",
        "完成时间": "2026-11-20 10:00:05",
        "订单金额（元）": "99.80",
        "服务费（元）": "-0.60",
    } | changes


def listed(*rows: dict[str, str]) -> str:
    return bill_files.listed(list(rows), MERCHANT, DAY)


def zipped(**files: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in files.items():
            packed.writestr(f"{name}.csv", raw)
    return archive.getvalue()


async def test_a_day_of_payments_and_refunds(gateway: Any, channel: Any, paid: Any, rig: Any) -> None:
    payment, other = await paid(), await paid()
    for number, minor in (("R1", 980), ("R2", 100)):
        await gateway.refund(
            channel(),
            RefundRequest(
                number, payment.out_trade_no, "", "", Money(minor, "CNY"), payment.money, Money(0, "CNY"), ""
            ),
        )
    lines = await gateway.bill(channel(), await rig.bill_day())
    seen = {(line.kind, line.out_trade_no, line.gross.minor, line.out_refund_no) for line in lines}
    assert seen == {
        ("payment", payment.out_trade_no, 9980, ""),
        ("refund", payment.out_trade_no, 980, "R1"),
        ("refund", payment.out_trade_no, 100, "R2"),
        ("payment", other.out_trade_no, 9980, ""),
    }
    first = next(line for line in lines if line.out_trade_no == other.out_trade_no)
    assert first.fee == Money(60, "CNY")
    assert first.gateway_txn == rig.trade(other.out_trade_no).trade_no
    assert first.occurred_at == rig.trade(other.out_trade_no).paid_at.replace(microsecond=0)
    assert [line.line_key for line in await gateway.bill(channel(), await rig.bill_day())] == [
        line.line_key for line in lines
    ]


async def test_a_day_that_is_not_over_is_not_asked_for(gateway: Any, channel: Any, rig: Any) -> None:
    in_china = SetClock(datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    for day in (date(2026, 11, 21), date(2026, 11, 22)):
        with pytest.raises(Temporary):
            await gateway.bill(channel(clock=in_china), day)
    assert rig.platform.asked == []


async def test_a_missing_bill_is_late_at_first_and_then_a_day_on_which_nothing_moved(
    gateway: Any, channel: Any
) -> None:
    today = datetime.now(UTC).astimezone(bill_files.BEIJING).date()
    with pytest.raises(Temporary):
        await gateway.bill(channel(), today - timedelta(days=1))
    assert list(await gateway.bill(channel(), today - timedelta(days=2))) == []


async def test_a_bill_that_alipay_will_not_give_is_no_empty_bill(
    gateway: Any, channel: Any, rig: Any
) -> None:
    day = date(2026, 1, 1)
    with pytest.raises(GatewayRejected):
        await gateway.bill(channel(app_id="2021999999999999"), day)
    for how in ("unread", "silent", "error"):
        await rig.break_next("bill", how)
        with pytest.raises(UnknownOutcome):
            await gateway.bill(channel(), day)


async def test_an_archive_that_is_gone_is_asked_for_again_later(
    gateway: Any, channel: Any, paid: Any, rig: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await paid()
    day = await rig.bill_day()
    rig.platform.archives = NothingKept()
    with pytest.raises(Temporary):
        await gateway.bill(channel(), day)


class NothingKept(dict[str, bytes]):
    """The address of an archive lives half a minute."""

    def __setitem__(self, name: str, archive: bytes) -> None:
        return


@pytest.mark.parametrize(
    "archive",
    [
        b"",
        b"PK\x03\x04 but no more",
        b"<html>",
        zipped(),
        zipped(a="no heading".encode("gbk")),
        zipped(a=listed(row()).encode("gbk"), b=listed(row()).encode("gbk")),
        zipped(a=b"\xff\xff\xff"),
        zipped(a=listed(row()).encode("gbk"))[:-40],
    ],
)
async def test_a_broken_archive_is_no_bill(
    gateway: Any, channel: Any, paid: Any, rig: Any, archive: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    await paid()
    day = await rig.bill_day()
    monkeypatch.setattr(bill_files, "packed", lambda *_: archive)
    with pytest.raises(UnknownOutcome):
        await gateway.bill(channel(), day)


def test_a_small_archive_that_unpacks_to_gigabytes_is_refused() -> None:
    bomb = zipped(a=b"0" * 60_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(ValueError, match="too large"):
        unpack_bill(bomb)


def test_the_list_is_told_from_the_sums_by_what_is_in_it() -> None:
    packed = bill_files.packed([row()], MERCHANT, DAY)
    [line] = read_bill(unpack_bill(packed))
    assert (line.gateway_txn, line.gross, line.fee) == ("T1", Money(9980, "CNY"), Money(60, "CNY"))


def test_columns_are_found_by_name_wherever_they_stand() -> None:
    text = "服务费(元),新的列,订单金额（元）,业务类型,商户订单号,支付宝交易号\n,x,1,交易,N9,T9\n"
    [line] = read_bill(text)
    assert (line.gateway_txn, line.out_trade_no, line.gross, line.fee) == (
        "T9",
        "N9",
        Money(100, "CNY"),
        None,
    )


def test_two_lines_that_say_the_same_are_two_lines() -> None:
    lines = read_bill(listed(row(), row()))
    assert len({line.line_key for line in lines}) == 2
    assert [line.line_key for line in read_bill(listed(row(), row()))] == [line.line_key for line in lines]


@pytest.mark.parametrize(
    ("said", "kind"),
    [("交易", "payment"), ("退款", "refund"), ("退款（交易退款）", "refund"), ("分账", "adjustment")],
)
def test_lines_of_other_kinds_are_kept(said: str, kind: str) -> None:
    [line] = read_bill(listed(row(业务类型=said)))
    assert line.kind == kind


def test_no_amount_is_negative_and_thousands_may_be_parted() -> None:
    [line] = read_bill(listed(row(**{"订单金额（元）": "-1,234.50", "服务费（元）": "+7.41"})))
    assert (line.gross, line.fee) == (Money(123450, "CNY"), Money(741, "CNY"))


@pytest.mark.parametrize(
    "broken",
    [
        {"订单金额（元）": ""},
        {"订单金额（元）": "abc"},
        {"订单金额（元）": "1e3"},
        {"订单金额（元）": "--1"},
        {"服务费（元）": "0.123"},
        {"支付宝交易号": ""},
    ],
)
def test_a_line_that_cannot_be_read_spoils_the_whole_bill(broken: dict[str, str]) -> None:
    """To pass over one silently would be to lose money silently."""
    with pytest.raises(ValueError):
        read_bill(listed(row(), row(**broken)))


@pytest.mark.parametrize(
    "text", ["", "#only\n#remarks\n", "a,b\n1,2\n", listed(row()).replace("商户订单号", "订单")]
)
def test_a_table_without_the_heading_is_no_bill(text: str) -> None:
    with pytest.raises(ValueError):
        read_bill(text)


def test_a_line_that_is_cut_off_is_noticed() -> None:
    whole = listed(row())
    with pytest.raises(ValueError):
        read_bill(whole[: whole.index("2026-11-20 10:00:05")])


def test_an_empty_bill_is_an_empty_bill() -> None:
    assert read_bill(listed()) == []
