"""Chen Hao asks unused money back: lately paid in, it goes at once; older, somebody decides; the bonus goes along."""

import asyncio

import pytest
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, Refused, StateConflict
from bodega.kernel.money import Money
from bodega_shop.books.read_balances import read_balance
from bodega_shop.wallet.adjust_wallet import Adjustment, adjust_wallet
from bodega_shop.wallet.ask_payback import ask_payback
from bodega_shop.wallet.decide_payback import grant_payback, refuse_payback
from bodega_shop.wallet.list_paybacks import list_open_paybacks, list_paybacks_of
from bodega_shop.wallet.plan_payback import bonus_back


@pytest_asyncio.fixture(autouse=True)
async def the_service_gives_back(stand):
    """The channel's account may refund; what the service answers is the refund's own story."""
    await allow_refunds(stand, allowed=True)


async def allow_refunds(stand, *, allowed: bool) -> None:
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update channel set settings = $1", {"refunds": allowed})
    await stand.street.runtime.directory.announce_change(stand.shop.id)


async def ask(purse, minor: int, reason: str = "") -> str:
    stand = purse.stand
    return await ask_payback(
        stand.street.runtime, stand.shop, await stand.profile(), purse.customer_id, Money(minor, "CNY"), reason,
        now=purse.now,
    )  # fmt: skip


async def refunds(purse) -> list[tuple[str, int, str, str]]:
    async with shop_scope(purse.stand.shop) as scope:
        rows = await scope.fetch(
            "select o.number, r.amount, r.target, r.state from refund r join purchase o on o.id = r.purchase_id"
            " order by r.created_at, r.id"
        )
    return [tuple(row) for row in rows]


async def grant(purse, way: str) -> None:
    stand = purse.stand
    [asked] = await list_open_paybacks(stand.shop)
    await grant_payback(stand.street.runtime, stand.shop, asked.id, way, by=purse.owner, now=purse.now)


async def test_within_seven_days_it_is_granted_at_once_and_the_bonus_goes_in_proportion(purse):
    await purse.steps((10_000, 1_000))
    placed = await purse.paid_in(10_000)
    assert await ask(purse, 4_000) == "granted"
    assert await purse.agree() == (6_000, 600)
    assert await refunds(purse) == [(placed.number, 4_000, "source", "created")]


async def test_the_newest_top_up_gives_first(purse):
    first = await purse.paid_in(3_000)
    purse.later(hours=1)
    second = await purse.paid_in(2_000)
    await ask(purse, 4_000)
    assert sorted((number, amount) for number, amount, _, _ in await refunds(purse)) == sorted(
        [(first.number, 2_000), (second.number, 2_000)]
    )


async def test_older_money_needs_a_reason_and_somebody_who_decides(purse):
    await purse.steps((10_000, 1_000))
    await purse.paid_in(10_000)
    purse.later(days=8)
    with pytest.raises(InvalidInput, match="say why"):
        await ask(purse, 4_000)
    assert await ask(purse, 4_000, "I moved abroad") == "asked"
    assert await purse.agree() == (6_000, 600), "nobody spends it while it is asked for"
    with pytest.raises(Refused, match="before"):
        await ask(purse, 1_000, "and more")
    await grant(purse, "source")
    assert await purse.agree() == (6_000, 600)
    assert [refund[1:3] for refund in await refunds(purse)] == [(4_000, "source")]


async def test_a_refusal_leaves_the_money_where_it_was_and_says_why(purse):
    await purse.steps((10_000, 1_000))
    await purse.paid_in(10_000)
    purse.later(days=8)
    await ask(purse, 10_000, "I changed my mind")
    [asked] = await list_open_paybacks(purse.stand.shop)
    with pytest.raises(InvalidInput):
        await refuse_payback(purse.stand.shop, asked.id, " ", by=purse.owner, now=purse.now)
    await refuse_payback(purse.stand.shop, asked.id, "Please spend it here.", by=purse.owner, now=purse.now)
    assert await purse.agree() == (10_000, 1_000)
    [known] = await list_paybacks_of(purse.stand.shop, purse.customer_id)
    assert (known.state, known.answer, known.decided_by) == ("refused", "Please spend it here.", "Lin Wei")
    with pytest.raises(StateConflict):
        await refuse_payback(purse.stand.shop, asked.id, "Again.", by=purse.owner, now=purse.now)


async def test_a_service_that_gives_nothing_back_leaves_it_to_a_person(purse):
    await allow_refunds(purse.stand, allowed=False)
    await purse.paid_in(5_000)
    assert await ask(purse, 5_000) == "asked"
    with pytest.raises(Refused, match="by hand"):
        await grant(purse, "source")
    assert len(await list_open_paybacks(purse.stand.shop)) == 1
    await grant(purse, "hand")
    assert await purse.agree() == (0, 0)
    assert [refund[1:] for refund in await refunds(purse)] == [(5_000, "hand", "succeeded")]


async def test_money_that_came_from_no_top_up_is_sent_by_hand(purse):
    gift = Adjustment(purse.customer_id, "principal", Money(2_000, "CNY"), "refund of an old order")
    await adjust_wallet(purse.stand.shop, gift, by=purse.owner, now=purse.now)
    await purse.paid_in(1_000)
    assert await ask(purse, 3_000, "all of it, please") == "asked"
    with pytest.raises(Refused, match="no top-up"):
        await grant(purse, "source")
    await grant(purse, "hand")
    assert await purse.agree() == (0, 0)
    async with shop_scope(purse.stand.shop) as scope:
        assert await read_balance(scope, "adjustments", "CNY") == 0


async def test_nobody_asks_for_more_than_is_their_own(purse):
    await purse.steps((10_000, 1_000))
    await purse.paid_in(10_000)
    for minor in (10_001, 0, -5):
        with pytest.raises(InvalidInput):
            await ask(purse, minor, "everything")
    assert await purse.agree() == (10_000, 1_000)


async def test_ten_who_ask_at_once_get_it_once(purse):
    await purse.paid_in(10_000)
    outcomes = await asyncio.gather(*[ask(purse, 6_000) for _ in range(10)], return_exceptions=True)
    assert outcomes.count("granted") == 1
    assert await purse.agree() == (4_000, 0)


def test_asking_for_many_small_sums_keeps_no_bonus_behind():
    principal, bonus = 100, 30
    while principal:
        back = bonus_back(principal, bonus, 1)
        assert 0 <= back <= bonus
        principal, bonus = principal - 1, bonus - back
        assert bonus * 100 <= principal * 30, "never more bonus than goes with what is left"
    assert bonus == 0
