"""Chen Hao changes his mind about how to pay; the fee is said first, and whatever still comes in is expected."""

from datetime import UTC, datetime

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, StateConflict, TooManyRequests
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.books.read_balances import read_balances
from bodega_shop.orders.expire_orders import end_order
from bodega_shop.payments import start_attempt as attempts
from bodega_shop.payments.claim import PLAIN_TERMS, Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.payments.start_attempt import start_attempt
from bodega_shop.payments.terms import Terms

NOW = datetime.now(UTC)


@pytest.fixture
async def second_channel(till):
    """A card channel beside the first one; its buyers bear 1 % and 0.30 of fee."""
    stand, channel = till.stand, new_id()
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into channel (id, code, gateway, name, settings, enabled, position, created_at, changed_at, fee_points,"
            " fee_fixed, fee_by) select $1, 'epay-2', gateway, '银行卡', settings, true, 2, $2, $2, 100, 30, 'buyer'"
            " from channel where id = $3",
            channel, NOW, stand.channel_id,
        )  # fmt: skip
        # Secrets are sealed to their channel: the story never opens this one's.
        await scope.execute("update channel set settings = '{}' where id = $1", channel)
    await stand.street.runtime.directory.announce_change(stand.shop.id)
    return channel


async def payments_of(stand, order):
    async with shop_scope(stand.shop) as scope:
        rows = await scope.fetch(
            "select id, attempt, channel_id, out_trade_no, amount, surcharge, state from payment where purchase_id = $1"
            " order by attempt",
            order.id,
        )
    return [dict(row) for row in rows]


def claim_for(payment, *, txn: str, terms: Terms = PLAIN_TERMS) -> Claim:
    return Claim(
        payment["channel_id"], f"event-{txn}", payment["out_trade_no"], txn, Money(payment["amount"], "CNY"), b"", "test",
        terms,
    )  # fmt: skip


async def go_another_way(till, order, code="epay-2", now=None):
    await start_attempt(
        till.stand.street.runtime, till.stand.shop, order.id, code, now=now or datetime.now(UTC)
    )


async def test_another_channel_asks_for_the_price_and_its_fee_under_a_number_of_its_own(till, second_channel):
    order = await till.stand.place()
    await go_another_way(till, order)

    first, second = await payments_of(till.stand, order)
    assert second["out_trade_no"] == f"{order.number}02"
    assert (second["amount"], second["surcharge"]) == (9980 + 100 + 30, 130)
    assert first["state"] == "created", "Epay V1 cannot close: the first attempt stays watched"


async def test_the_fee_that_the_buyer_bore_has_a_line_of_its_own_in_the_books(till, second_channel):
    order = await till.stand.place()
    await go_another_way(till, order)
    _, second = await payments_of(till.stand, order)
    terms = Terms(fee_points=100, fee_fixed=30, fee_by="buyer")
    shop, profile = till.stand.shop, await till.stand.profile()

    outcome = await confirm_payment(shop, profile, claim_for(second, txn="T2", terms=terms), now=NOW)

    assert outcome.word == "delivered"
    async with shop_scope(shop) as scope:
        balances = await read_balances(scope)
    assert balances[f"clearing:{second_channel}", "CNY"] == 10110
    assert balances["sales", "CNY"] == -9980
    assert balances["surcharge", "CNY"] == -130


async def test_both_attempts_pay_and_the_second_sum_waits_to_be_given_back(till, second_channel):
    order = await till.stand.place()
    await go_another_way(till, order)
    first, second = await payments_of(till.stand, order)
    shop, profile = till.stand.shop, await till.stand.profile()

    assert (await confirm_payment(shop, profile, claim_for(second, txn="T2"), now=NOW)).word == "delivered"
    assert (await confirm_payment(shop, profile, claim_for(first, txn="T1"), now=NOW)).word == "surplus"

    async with shop_scope(shop) as scope:
        balances = await read_balances(scope)
    assert balances["surplus", "CNY"] == -9980
    assert await till.stand.codes() == {"free": 2, "sold": 1}
    assert sum(balances.values()) == 0


async def test_a_channel_that_is_not_offered_opens_no_attempt(till, second_channel):
    order = await till.stand.place()
    with pytest.raises(InvalidInput):
        await go_another_way(till, order, "nobody-offers-this")
    assert len(await payments_of(till.stand, order)) == 1


async def test_an_order_that_ended_takes_no_further_attempt(till, second_channel, street):
    order = await till.stand.place()
    await end_order(street.runtime, till.stand.shop, order.id, "cancelled", actor="buyer", now=NOW)
    with pytest.raises(StateConflict):
        await go_another_way(till, order)


async def test_attempts_come_to_an_end(till, second_channel, monkeypatch):
    monkeypatch.setattr(attempts, "MOST_ATTEMPTS", 2)
    order = await till.stand.place()
    await go_another_way(till, order)
    with pytest.raises(TooManyRequests):
        await go_another_way(till, order, "epay")


@pytest.mark.parametrize(
    ("terms", "fee", "surcharge"),
    [
        (Terms(), 0, 0),
        (Terms(fee_points=60), 60, 0),
        (Terms(fee_points=60, fee_by="buyer"), 60, 60),
        (Terms(fee_points=60, fee_fixed=30, fee_least=100, fee_by="buyer"), 100, 100),
        (Terms(fee_points=60, fee_most=50, fee_by="buyer"), 50, 50),
    ],
)
def test_a_fee_is_what_the_terms_say_within_their_bounds(terms, fee, surcharge):
    paid = Money(9980, "CNY")
    assert (terms.fee(paid).minor, terms.surcharge(paid).minor) == (fee, surcharge)


def test_no_fee_is_more_than_what_was_paid():
    assert Terms(fee_least=100).fee(Money(5, "CNY")).minor == 5
