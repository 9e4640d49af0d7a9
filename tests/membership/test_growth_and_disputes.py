"""What Chen Hao's bank takes for good takes his growth with it, and what it gives again brings growth again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.plugins.settings_form import form_values, read_form
from bodega_shop.contracts.paying import VerifiedEvent
from bodega_shop.floor import floor_of
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.refunds.hear_dispute import hear_dispute
from simulators.village_bank import Bank, BankGateway, BankSettings


@pytest_asyncio.fixture
async def bank(club) -> AsyncIterator[Bank]:
    """The channel of the club is at the village bank from now on."""
    bank, gateways = Bank(), floor_of(club.runtime).gateways
    server = await asyncio.start_server(bank.serve, "127.0.0.1", 0)
    bank.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    gateways._items["bank"] = ("shop", BankGateway())
    typed = {**form_values(BankSettings, {}), "url": bank.url}
    stored = read_form(BankSettings, typed, {}, vault=club.shop.vault, owner=club.stand.channel_id)
    async with shop_scope(club.shop) as scope:
        await scope.execute("update channel set settings = $1, gateway = 'bank'", stored)
    await club.runtime.directory.announce_change(club.shop.id)
    yield bank
    del gateways._items["bank"]
    server.close()


async def hear(club, bank, number, state, minor):
    bank.disputes["D1"] = {"state": state, "minor": minor, "out_trade_no": number, "fee": 0}
    channel = await floor_of(club.runtime).channels.open(club.runtime, club.shop, club.stand.channel_id)
    event = VerifiedEvent(
        "m1", "", "", "ignored", None, True, must_query=True, about="dispute", reference="D1"
    )
    return await hear_dispute(club.runtime, club.shop, channel, event, now=datetime.now(UTC))


async def test_a_lost_dispute_takes_growth_back_in_proportion_once(club, bank):
    order = await club.buy(2)
    await club.tell()
    assert await hear(club, bank, f"{order.number}01", "open", 9980) == "dispute_open"
    await club.tell()
    assert await club.growth() == 199, "nothing is decided yet"
    assert await hear(club, bank, f"{order.number}01", "lost", 9980) == "dispute_lost"
    assert await hear(club, bank, f"{order.number}01", "lost", 9980) == "dispute_known"
    await club.tell(await club.news() * 2)
    assert await club.growth() == 99


async def test_a_dispute_that_is_won_after_all_brings_growth_again(club, bank):
    order = await club.buy()
    await hear(club, bank, f"{order.number}01", "lost", 9980)
    news = await club.news()
    await hear(club, bank, f"{order.number}01", "won", 9980)
    await club.tell(await club.news() + news)
    assert await club.growth() == 99


async def test_a_dispute_that_is_won_takes_nothing(club, bank):
    order = await club.buy()
    await hear(club, bank, f"{order.number}01", "open", 9980)
    await hear(club, bank, f"{order.number}01", "won", 9980)
    news = await club.news()
    assert {name for name, _ in news} == {"orders.tell"}
    await club.tell(news)
    assert await club.growth() == 99


async def test_a_part_that_went_back_and_the_rest_that_was_lost_leave_nothing(club, bank):
    order = await club.buy()
    await club.refund(order.id, 5000)
    await hear(club, bank, f"{order.number}01", "lost", 4980)
    await club.tell()
    assert await club.growth() == 0


async def test_a_second_payment_that_is_lost_takes_no_growth(club, bank):
    order = await club.buy()
    number = f"{order.number}01"
    claim = Claim(club.stand.channel_id, "e-again", number, "another", order.to_pay, b"", "test")
    paid = await confirm_payment(club.shop, await club.stand.profile(), claim, now=datetime.now(UTC))
    assert paid.word == "surplus"
    await hear(club, bank, f"{number}S2", "lost", 9980)
    await club.tell()
    assert await club.growth() == 99
