"""Alipay goes on telling until the shop has said `success`, and the shop may hear it any number of times."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bodega_shop.extend import RawRequest
from simulators.alipay.loopback_server import Reply, Request, serving


async def test_eight_sendings_in_a_day_are_one_event(
    gateway: Any, channel: Any, attempt: Any, rig: Any, browser: httpx.AsyncClient
) -> None:
    """The shop is down for a day: it answers `fail` to each, and could have read every one of them."""
    heard: list[str] = []
    ready = False

    async def shop(request: Request) -> Reply:
        posted = RawRequest(
            request.method,
            request.path,
            b"",
            {"content-type": "application/x-www-form-urlencoded"},
            rig.platform.notices[-1].form,
            "198.51.100.9",
        )
        event = await gateway.parse_notification(channel(), posted)
        assert request.form["out_trade_no"] == event.out_trade_no
        heard.append(event.event_key)
        ack = gateway.ack(accepted=ready)
        return Reply(ack.body, ack.content_type, "200 OK" if ready else "400 Bad Request")

    moment = datetime.now(UTC)
    async with serving(shop) as address:
        payment = attempt()
        await rig.follow((await gateway.create(channel(), payment)).action)
        await rig.pay(payment.out_trade_no)
        notice = rig.platform.notices[-1]
        notice.trade.notify_url = address
        due: datetime | None = moment
        while due is not None:
            rig.platform.now = lambda moment=due: moment
            due = await rig.platform.send(notice, browser)
        assert len(notice.sendings) == 8
        assert timedelta(hours=24) < notice.sendings[-1] - notice.sendings[0] < timedelta(hours=26)
        ready = True
        assert await rig.platform.send(notice, browser) is None
        assert notice.heard
    assert len(heard) == 9
    assert len(set(heard)) == 1
