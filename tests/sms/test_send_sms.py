"""A buyer who gave a phone number hears of the order by SMS, once, and of nothing that is not signed."""

from datetime import UTC, datetime

import httpx
import pytest
from bodega_sms.notifier import SmsNotifier
from bodega_sms.settings import SmsSettings

from bodega.kernel.clock import SystemClock
from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, Unavailable
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega_shop.extend import Message, MessageRefused, NotifierContext
from bodega_shop.messages.tell_of_order import tell_of_order
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment

SECRET = "bridge-of-yunting-4711"
PHONE = "+8613800138000"
MESSAGE = Message(key="k1", recipient=PHONE, subject="Your order is here", text="Your codes wait at …")


@pytest.fixture
async def yunting(bridge):
    async with outbound_client(OutboundPolicy(allow_private=True, total_seconds=2.0)) as http:

        def opened(**settings: str) -> NotifierContext:
            given = {"address": bridge.url, "secret": SECRET} | settings
            return NotifierContext(
                "yunting", "云听会员店", SmsSettings(**given), _nowhere, SystemClock(), http
            )

        yield opened


async def _nowhere(host: str) -> list[str]:
    raise Unavailable


async def test_a_message_is_handed_over_with_its_key_and_its_signature(bridge, yunting):
    await SmsNotifier().send(yunting(), MESSAGE)
    assert bridge.taken == [
        {"key": "k1", "to": PHONE, "text": MESSAGE.text, "subject": MESSAGE.subject, "shop": "云听会员店"}
    ]


async def test_the_test_sends_nothing_and_finds_a_wrong_secret(bridge, yunting):
    await SmsNotifier().check_settings(yunting())
    assert bridge.taken == [{"check": True}]
    with pytest.raises(Unavailable, match="secret"):
        await SmsNotifier().check_settings(yunting(secret="another-secret-altogether"))


@pytest.mark.parametrize(("status", "error"), [(422, MessageRefused), (500, Unavailable), (429, Unavailable)])
async def test_a_final_no_ends_the_tries_and_anything_else_does_not(bridge, yunting, status, error):
    bridge.status = status
    with pytest.raises(error):
        await SmsNotifier().send(yunting(), MESSAGE)


async def test_an_address_that_does_not_answer_is_tried_again(yunting):
    with pytest.raises(Unavailable):
        await SmsNotifier().send(yunting(address="http://127.0.0.1:9/"), MESSAGE)


@pytest.mark.parametrize(
    ("missing", "field"), [({"address": ""}, "address"), ({"secret": "short"}, "secret")]
)
async def test_settings_that_are_not_complete_name_what_is_missing(yunting, missing, field):
    with pytest.raises(InvalidInput) as refused:
        await SmsNotifier().send(yunting(**missing), MESSAGE)
    assert refused.value.field == field


async def test_chen_hao_who_gave_his_number_hears_of_his_order_once(stand, street, bridge, switch_on):
    await switch_on(stand, bridge)
    order = await stand.place(contact=PHONE)
    claim = Claim(stand.channel_id, "e1", order.out_trade_no, "T", order.to_pay, b"", "test")
    await confirm_payment(stand.shop, await stand.profile(), claim, now=datetime.now(UTC))

    for _ in range(2):
        await tell_of_order(street.runtime, stand.shop, {"order_id": str(order.id), "number": order.number})

    assert [one["to"] for one in bridge.taken] == [PHONE]
    assert order.number in str(bridge.taken[0]["text"])
    assert "XH-" not in str(bridge.taken[0]["text"]), "a message leads to the codes and holds none"
    async with shop_scope(stand.shop) as scope:
        rows = await scope.fetch("select via, state from message")
    assert [tuple(row) for row in rows] == [("sms", "sent")]


def test_the_extension_needs_no_client_of_its_own():
    assert not [value for value in vars(SmsNotifier()).values() if isinstance(value, httpx.AsyncClient)]
