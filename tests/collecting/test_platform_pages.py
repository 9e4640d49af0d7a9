"""Ada keeps the platform's accounts, shops choose them, and both read what is owed."""

import re
from html import unescape

import pytest
from bodega_stripe.settings import StripeSettings

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound, Refused
from bodega.kernel.money import Money
from bodega.plugins.settings_form import form_values
from bodega.street.change_policy import change_policy
from bodega.street.policy import Policy
from bodega_shop.collecting.platform_channel import find_platform_channel, list_platform_channels
from bodega_shop.collecting.read_platform_form import PlatformTexts
from bodega_shop.collecting.save_platform_channel import change_platform_channel
from bodega_shop.payments.list_channels import list_channels
from bodega_shop.payments.offer_channels import offer_channels
from bodega_shop.payments.read_channel_form import ChannelTexts
from bodega_shop.payments.save_channel import create_channel

KEY = "sk_test_street"
OFFER = {
    "channel_name": "平台代收", "channel_way": "collect", "channel_currency": "CNY", "channel_commission": "2.5",
    "channel_enabled": "on", "channel_gateway": "stripe",
}  # fmt: skip


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def account(stripe) -> dict[str, str]:
    return {
        **form_values(StripeSettings, {}),
        "secret_key": KEY, "webhook_secret": "whsec_street", "base_url": stripe.url,
    }  # fmt: skip


async def test_ada_adds_an_account_and_its_secrets_are_sealed(take_seat, account):
    ada = await take_seat()
    answer = await ada.send("/channels", **OFFER, **account)
    assert answer.status_code == 200, answer.text
    channel = (await list_platform_channels())[-1]
    assert channel.commission_points == 250
    assert KEY not in str(channel.settings)
    assert KEY not in answer.text
    assert f"/pay/notify/{channel.id}" in answer.text
    assert "平台代收" in await ada.read("/channels")
    assert "Added a channel of the platform" in words(await ada.read("/audit"))


async def test_what_belongs_to_one_shop_is_no_field_of_the_platforms(take_seat, account):
    ada = await take_seat()
    answer = await ada.send("/channels", **OFFER, **(account | {"connected_account": "acct_xinghai"}))
    assert 'name="connected_account"' not in answer.text
    assert (await list_platform_channels())[-1].settings["connected_account"] == ""


async def test_a_form_with_a_mistake_is_shown_again_without_the_key(take_seat, account):
    ada = await take_seat()
    before = len(await list_platform_channels())
    answer = await ada.send("/channels", **(OFFER | {"channel_commission": "lots"}), **account)
    assert answer.status_code == 400
    assert 'id="f-channel_commission-error"' in answer.text
    assert KEY not in answer.text
    assert len(await list_platform_channels()) == before


async def test_a_way_that_the_service_does_not_know_is_refused(take_seat, account):
    ada = await take_seat()
    wrong = {
        **OFFER,
        "channel_gateway": "epay",
        "channel_way": "connect",
        "pid": "1",
        "key": "k",
        "base_url": "https://pay.example",
    }
    assert (await ada.send("/channels", **wrong)).status_code == 400


async def test_ada_tests_the_account_and_reads_what_is_wrong(take_seat, account, stripe):
    ada = await take_seat()
    await ada.send("/channels", **OFFER, **account)
    channel = (await list_platform_channels())[-1]
    assert "It works" in (await ada.send(f"/channels/{channel.id}/checks")).text
    stripe.street.expired.add(KEY)
    assert "Stripe does not accept this key." in (await ada.send(f"/channels/{channel.id}/checks")).text
    assert (await find_platform_channel(channel.id)).problem


async def test_a_change_asks_for_the_password_again_and_keeps_secrets_that_were_left_empty(
    take_seat, account, street
):
    late, ada = await take_seat(minutes_ago=30), await take_seat()
    await ada.send("/channels", **OFFER, **account)
    channel = (await list_platform_channels())[-1]
    changed = {**OFFER, **account, "secret_key": "", "webhook_secret": "", "channel_commission": "5"}
    await late.send(f"/channels/{channel.id}", **changed)
    assert (await find_platform_channel(channel.id)).commission_points == 250
    await ada.send(f"/channels/{channel.id}", **changed)
    kept = await find_platform_channel(channel.id)
    assert kept.commission_points == 500
    assert kept.settings["secret_key"] == channel.settings["secret_key"]


async def test_nobody_but_administrators_sees_the_platforms_accounts(stand, take_seat, street):
    lin_wei = await take_seat(stand.shop)
    async with street.client() as visitor:
        for cookies in ({}, dict(lin_wei.browser.cookies)):
            visitor.cookies.update(cookies)
            for path in ("/admin/channels", "/admin/money", "/admin/channels/new?gateway=stripe"):
                assert (await visitor.get(path)).status_code in (303, 401, 403)


async def test_without_a_licence_shops_are_offered_connect_and_nothing_that_collects(
    street, stand, add_platforms, take_seat
):
    collect, connect = await add_platforms("collect"), await add_platforms("connect")
    lin_wei = await take_seat(stand.shop)
    page = await lin_wei.read("/channels")
    assert f"through={connect}" in page
    assert f"through={collect}" not in page
    answer = await lin_wei.send("/channels", channel_through=str(collect), channel_name="代收")
    assert answer.status_code == 404


async def test_a_shop_that_collects_through_the_platform_enters_no_account_and_no_fee(
    licensed, stand, add_platforms, take_seat
):
    collect = await add_platforms("collect")
    lin_wei = await take_seat(stand.shop)
    form = await lin_wei.read(f"/channels/new?through={collect}")
    assert 'name="secret_key"' not in form
    assert 'name="channel_fee_percent"' not in form
    assert "3.33 %" in words(form)
    fields = {
        "channel_name": "代收",
        "channel_enabled": "on",
        "channel_fee_percent": "50",
        "channel_fee_by": "buyer",
    }
    answer = await lin_wei.send("/channels", channel_through=str(collect), **fields)
    assert answer.status_code == 200, answer.text
    channel = (await list_channels(stand.shop))[-1]
    assert (channel.money_to, channel.fee_points, channel.fee_by) == ("platform", 0, "shop")
    assert channel.platform_channel_id == collect


async def test_what_the_platform_switches_off_buyers_are_no_longer_offered(
    licensed, street, open_till, stripe
):
    till = await open_till("platform")
    amount = Money(9980, "CNY")

    async def offered() -> bool:
        shop = await street.runtime.directory.by_id(till.shop.id)
        return "stripe" in [one.gateway for one in await offer_channels(street.runtime, shop, amount)]

    assert await offered()
    await change_policy(street.runtime, Policy(), actor_id=None, actor="Ada", now=street.runtime.clock.now())
    assert not await offered()
    # What is on its way still arrives.
    order = await till.order()
    await till.pay(order)
    assert await till.stand.state(order.number) == "delivered"


async def test_a_new_commission_counts_from_the_next_payment(licensed, street, open_till, account, worker):
    till = await open_till("platform")
    await till.sold()
    texts = PlatformTexts("Stripe", "10", True, account | {"secret_key": "", "webhook_secret": ""})
    await change_platform_channel(
        street.runtime, till.platforms, texts, by=worker("Ada"), now=street.runtime.clock.now()
    )  # fmt: skip
    await till.sold()
    assert (await till.balances())["commission"] == 332 + 998
    await till.check_both_sides()


async def test_what_stripe_handed_over_is_what_was_agreed_when_the_payment_was_begun(
    street, open_till, account, worker
):
    till = await open_till("connect")
    order = await till.order()
    texts = PlatformTexts("Stripe", "10", True, account | {"secret_key": "", "webhook_secret": ""})
    await change_platform_channel(
        street.runtime, till.platforms, texts, by=worker("Ada"), now=street.runtime.clock.now()
    )
    await till.pay(order)
    assert (await till.balances())["commission"] == 332
    await till.refund(order, 9980)
    assert "commission" not in await till.balances()
    await till.check_both_sides()


async def test_lin_wei_and_ada_read_the_same_sums(licensed, open_till, take_seat):
    till = await open_till("platform")
    order = await till.sold(2)
    await till.refund(order, 5000)
    lin_wei, ada = await take_seat(till.shop), await take_seat()
    owed = Money(2 * 9980 - 665 - 5000 + 167, "CNY").format("en")
    mine = words(await lin_wei.read("/platform-money"))
    assert f"The platform owes you {owed}" in mine
    assert order.number in mine
    assert "on its way there" not in mine
    theirs = await ada.read("/money")
    row = re.search(rf'/admin/shops/{till.shop.id}".*?</tr>', theirs, re.DOTALL)
    assert row
    assert owed in words(row[0])
    assert str(till.platforms) in theirs


async def test_what_was_not_told_yet_is_said_to_be_on_its_way(licensed, open_till, take_seat):
    till = await open_till("platform")
    await till.sold()
    async with till.stand.street.owner_pool.acquire() as connection:
        await connection.execute("delete from platform.transfer where shop_id = $1", till.shop.id)
    lin_wei = await take_seat(till.shop)
    assert "on its way there" in words(await lin_wei.read("/platform-money"))


async def test_a_shop_that_never_used_the_platform_reads_so(stand, take_seat):
    assert "Nothing has gone through the platform yet" in await (await take_seat(stand.shop)).read(
        "/platform-money"
    )


async def test_the_books_of_the_platform_add_up_over_all_shops(licensed, open_till, add_platforms):
    platforms = await add_platforms("collect")
    for name in ("星海点卡行", "云听会员店"):
        till = await open_till("platform", platforms=platforms, name=name)
        await till.refund(await till.sold(2), 5000)
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select sum(case when debit like 'collected:%' then amount else 0 end - case when credit like 'collected:%' then amount else 0 end) as collected,"
            " sum(case when credit like 'shop:%' then amount else 0 end - case when debit like 'shop:%' then amount else 0 end) as owed,"
            " sum(case when credit = 'commission' then amount else 0 end - case when debit = 'commission' then amount else 0 end) as earned,"
            " sum(case when debit = 'fees' then amount else 0 end) as paid from transfer"
        )
    assert row["collected"] == row["owed"] + row["earned"] - row["paid"]


async def test_a_platform_account_that_is_gone_from_the_form_is_refused(
    licensed, street, stand, add_platforms, worker
):
    off = await add_platforms("collect", enabled=False)
    shop = await street.runtime.directory.by_id(stand.shop.id)
    texts = ChannelTexts("代收", "", "", True, {})
    now = street.runtime.clock.now()
    with pytest.raises(Refused):
        await create_channel(
            street.runtime, shop, "stripe", texts, by=worker("Lin Wei"), now=now, through=off
        )
    with pytest.raises(NotFound):
        await create_channel(
            street.runtime, shop, "stripe", texts, by=worker("Lin Wei"), now=now, through=shop.id
        )
