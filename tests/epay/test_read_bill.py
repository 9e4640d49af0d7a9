"""What was paid on one day, read from the service's list of orders."""

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from bodega_epay.read_bill import PAGE

from bodega_shop.extend import GatewayRejected, Money, UnknownOutcome

DAY = date(2026, 11, 21)
CHINA = timezone(timedelta(hours=8))


def order(number: int, at: str = "2026-11-21 12:00:00", **more: Any) -> dict[str, Any]:
    return {
        "trade_no": f"T{number}",
        "out_trade_no": f"N{number}",
        "pid": 1001,
        "money": "99.80",
        "status": 1,
        "addtime": at,
        "endtime": at,
    } | more


def page(*orders: dict[str, Any]) -> bytes:
    return json.dumps({"code": 1, "msg": "ok", "count": len(orders), "data": orders}).encode()


async def test_what_was_paid_on_that_day_in_china_is_in_the_bill(
    gateway: Any, channel: Any, service: Any
) -> None:
    service.says(
        page(
            order(5, "2026-11-22 00:00:01"),
            order(4, "2026-11-21 23:59:59"),
            order(3, status=0, endtime=None),
            order(2, "2026-11-20 23:59:00", endtime="2026-11-21 00:00:00"),
            order(1, "2026-11-20 23:59:59"),
        )
    )
    lines = await gateway.bill(channel(base_url=service.url), DAY)
    assert [line.gateway_txn for line in lines] == ["T4", "T2"]
    line = lines[0]
    assert (line.kind, line.out_trade_no, line.gross, line.fee) == ("payment", "N4", Money(9980, "CNY"), None)
    assert line.occurred_at == datetime(2026, 11, 21, 23, 59, 59, tzinfo=CHINA)


async def test_pages_are_read_until_the_days_before(gateway: Any, channel: Any, service: Any) -> None:
    first = page(*(order(number) for number in range(PAGE)))
    # A new order pushed the last one of the first page to the second.
    second = page(order(PAGE - 1), order(1000), order(1001, "2026-11-18 12:00:00"), *[order(7)] * (PAGE - 3))
    service.answers = [first, second]
    lines = await gateway.bill(channel(base_url=service.url), DAY)
    assert len(lines) == PAGE + 1
    asked = [dict(parse_qsl(urlsplit(said.target).query)) for said in service.heard]
    assert [(one["act"], one["limit"], one["page"]) for one in asked] == [
        ("orders", "50", "1"),
        ("orders", "50", "2"),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        b'{"code": 1}',
        b'{"code": 1, "data": {}}',
        b'{"code": 1, "data": [1]}',
        page(order(1, money="1e2")),
        page(order(1, addtime="yesterday")),
        page(order(1, pid=1002)),
        page(order(1, trade_no="")),
        page(order(1))[:-5],
    ],
)
async def test_a_broken_bill_is_no_bill(gateway: Any, channel: Any, service: Any, broken: bytes) -> None:
    service.says(broken)
    with pytest.raises(UnknownOutcome):
        await gateway.bill(channel(base_url=service.url), DAY)


async def test_half_a_bill_is_no_bill(gateway: Any, channel: Any, service: Any) -> None:
    service.answers = [page(*(order(number) for number in range(PAGE))), b"<html>"]
    with pytest.raises(UnknownOutcome):
        await gateway.bill(channel(base_url=service.url), DAY)


async def test_a_service_that_will_not_show_its_list_says_no(
    gateway: Any, channel: Any, service: Any
) -> None:
    service.says('{"code": -1, "msg": "没有权限"}')
    with pytest.raises(GatewayRejected):
        await gateway.bill(channel(base_url=service.url), DAY)
