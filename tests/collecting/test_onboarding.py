"""Lin Wei opens an account at Stripe under the platform's, and is paid there once Stripe says that it works."""

import re

import pytest_asyncio

from bodega.kernel.database import platform_scope
from bodega.kernel.money import Money
from bodega_shop.floor import floor_of
from bodega_shop.payments.list_channels import list_channels
from bodega_shop.payments.offer_channels import offer_channels

OFFER = {"channel_name": "银行卡", "channel_fee_by": "shop"}


@pytest_asyncio.fixture
async def connect_channel(stand, add_platforms, take_seat):
    """Lin Wei has chosen the platform's Connect channel."""
    platforms = await add_platforms("connect")
    lin_wei = await take_seat(stand.shop)
    answer = await lin_wei.send("/channels", channel_through=str(platforms), **OFFER, channel_enabled="on")
    assert answer.status_code == 200, answer.text
    return (await list_channels(stand.shop))[-1], lin_wei, answer.text


def sent_to(answer) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_the_form_asks_for_no_key_and_a_new_channel_is_not_offered_to_buyers(connect_channel, stand):
    channel, _, page = connect_channel
    assert 'name="secret_key"' not in page
    assert "You have none yet." in page
    assert not channel.enabled
    assert channel.money_to == "shop"
    assert channel.commission_points == 333


async def test_it_cannot_be_offered_before_stripe_says_that_it_works(connect_channel, stand):
    channel, lin_wei, _ = connect_channel
    answer = await lin_wei.send(f"/channels/{channel.id}", **OFFER, channel_enabled="on")
    assert answer.status_code == 400
    assert "Finish setting up your account" in answer.text
    assert not (await list_channels(stand.shop))[-1].enabled


async def test_the_way_there_and_back(connect_channel, stand, stripe, street):
    channel, lin_wei, _ = connect_channel
    opened = stripe.street.opened
    url = sent_to(await lin_wei.send(f"/channels/{channel.id}/onboardings", follow=False))
    ((account_id, wish),) = opened.wishes.items()
    assert wish["display_name"] == stand.shop.name

    # Half-way she closes the page: coming back proves nothing.
    back = opened.visit(url)
    page = await lin_wei.browser.get(back, follow_redirects=True)
    assert "does not let this account take payments yet" in page.text

    # The link works once. The refresh address gives another, for the same account.
    again = sent_to(await lin_wei.browser.get(opened.visit(url)))
    assert again != url
    assert list(opened.wishes) == [account_id]

    back = opened.visit(again, stripe.street.accounts[account_id])
    page = await lin_wei.browser.get(back, follow_redirects=True)
    assert "Your account takes payments." in page.text
    answer = await lin_wei.send(f"/channels/{channel.id}", **OFFER, channel_enabled="on")
    assert answer.status_code == 200, answer.text
    offered = await offer_channels(street.runtime, stand.shop, Money(9980, "CNY"))
    assert "stripe" in [one.gateway for one in offered]
    settings = (
        await floor_of(street.runtime).channels.open(street.runtime, stand.shop, channel.id)
    ).context.settings
    assert (settings.secret_key, settings.connected_account) == ("sk_test_street", account_id)
    async with platform_scope() as scope:
        known = await scope.fetchval(
            "select account from connected_account where shop_channel_id = $1", channel.id
        )
    assert known == account_id


async def test_a_refresh_link_is_worth_nothing_to_whoever_is_not_signed_in(
    connect_channel, stand, street, stripe
):
    channel, _, _ = connect_channel
    async with street.client(stand.shop) as stranger:
        answer = await stranger.get(
            f"/console/channels/{channel.id}/onboarding/again", headers={"accept": "text/html"}
        )
    assert "stripe.com" not in answer.headers.get("location", "")
    assert stripe.street.opened.links == {}


async def test_an_operator_does_not_open_accounts(connect_channel, stand, take_seat, stripe):
    channel, _, _ = connect_channel
    mei = await take_seat(stand.shop, "operator")
    assert (await mei.browser.get(f"/console/channels/{channel.id}/onboarding/again")).status_code == 403
    assert stripe.street.opened.wishes == {}


async def test_a_channel_without_an_account_never_takes_money_into_the_platforms(
    connect_channel, stand, street
):
    channel, lin_wei, _ = connect_channel
    answer = await lin_wei.send(f"/channels/{channel.id}/checks")
    assert "Please set up your account at the payment service first." in answer.text


async def test_when_stripe_is_away_she_reads_why(connect_channel, stripe):
    channel, lin_wei, _ = connect_channel
    stripe.street.expired.add("sk_test_street")
    answer = await lin_wei.send(f"/channels/{channel.id}/onboardings")
    assert "Stripe does not accept this key." in answer.text


async def test_no_page_of_the_shop_holds_the_platforms_secrets(connect_channel, stand):
    channel, lin_wei, page = connect_channel
    shown = page + await lin_wei.read(f"/channels/{channel.id}") + await lin_wei.read("/channels")
    assert not re.search(r"sk_test_|whsec_", shown)
    assert not re.search(r"sk_test_|whsec_|sealed", str(channel.settings))
