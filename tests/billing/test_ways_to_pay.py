"""A bill is paid by a form that is posted to the service and by a code that is scanned, from page to page."""

import re
import socket
from html import unescape

import pytest
from bodega_practice.program import practice_running

import alipay_gateway.rig
import epay.rig
from bodega.billing.audit_billing import audit_billing
from bodega.billing.choose_plan import choose_plan
from bodega.kernel.database import platform_scope
from bodega.plugins.settings_form import form_values
from bodega_shop.collecting.read_platform_form import PlatformTexts
from bodega_shop.collecting.save_platform_channel import add_platform_channel
from bodega_shop.contracts.paying import FormPost, QrCode
from bodega_shop.payments.keep_action import action_from_json

TOKEN = "token-of-the-bills"


@pytest.fixture
async def account(request, tmp_path):
    """An account of the platform's at that service."""
    if request.param == "code":
        async with alipay_gateway.rig.open_rig() as rig:
            yield rig
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with (
        practice_running(port, tmp_path, TOKEN) as practice,
        epay.rig.open_rig(practice, TOKEN, answers="html", version="V2", way="mapi") as rig,
    ):
        yield rig


@pytest.mark.parametrize(("account", "kind"), [("form", FormPost), ("code", QrCode)], indirect=["account"])
async def test_a_bill_is_paid_from_page_to_page(street, books, save, begins, sit, send, account, kind):
    settings = {**form_values(account.gateway.settings_type, {}), **account.settings()}
    texts = PlatformTexts("Service", "0", True, settings)
    channel_id = await add_platform_channel(
        street.runtime, account.gateway.code, "collect", "CNY", texts, by=books.owner, now=begins
    )
    plan_id = await save(account.money.minor)
    await choose_plan(
        street.runtime, books.shop.id, plan_id, "month", by=books.owner, now=street.runtime.clock.now()
    )
    (bill,) = await books.bills()
    home = f"/my/bills/{bill['id']}"
    lin_wei = await sit(books.owner.account_id)
    for _ in range(2):
        page = await send(lin_wei, home, f"{home}/payments", channel=str(channel_id))
    assert page.status_code == 200
    async with platform_scope() as scope:
        (row,) = await scope.fetch(
            "select out_trade_no, action from bill_payment where bill_id = $1", bill["id"]
        )
    action = action_from_json(row["action"])
    assert isinstance(action, kind)
    if isinstance(action, FormPost):
        target, fields = posted_form(page.text, action.url)
        assert (target, fields) == (action.url, dict(action.fields))
    else:
        assert re.search(r'class="qr"[^>]*><svg', page.text)
    await account.follow(action)
    await account.pay(row["out_trade_no"])
    (sent,) = await account.messages(row["out_trade_no"])
    assert await tell(street, channel_id, account.tampered(sent)) in (400, 403)
    assert (await books.bills())[0]["state"] == "open"
    for _ in range(2):
        assert await tell(street, channel_id, sent) == 200
        await books.asked(row["out_trade_no"])
    assert (await books.bills())[0]["state"] == "paid"
    assert "Attempts" not in (await lin_wei.get(home)).text
    assert await audit_billing(books.shop.id) == []


def posted_form(html, url):
    """The form of the page that goes to that address, and what it carries."""
    form = re.search(
        rf'<form method="post" action="{re.escape(url)}">(.*?)</form>', unescape(html), re.DOTALL
    )
    assert form is not None
    return url, dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[1]))


async def tell(street, channel_id, sent):
    async with street.client(None) as service:
        query = f"?{sent.query}" if sent.query else ""
        answer = await service.request(
            sent.method, f"/pay/notify/{channel_id}{query}", content=sent.body, headers=sent.headers
        )
    return answer.status_code
