"""Three years and a day at 星海点卡行: what is due goes, what is held stays, and books and chains hold all the while."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.evidence.verify_shop import verify_shop
from bodega_shop.orders.keep_evidence import keep_evidence
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.retention.ask_erasure import list_requests, try_erasure
from bodega_shop.retention.delete_due import delete_due
from bodega_shop.retention.hold_back import WantedHold, list_holds, place_hold, release_hold
from bodega_shop.retention.periods import check_periods
from bodega_shop.retention.set_periods import set_periods
from bodega_shop.settings.profile import read_profile

EMAIL = "chen.hao@example.com"
THREE_YEARS_AND_A_DAY = timedelta(days=1098 + 1)


class LinWei:
    """Whoever the record names."""

    account_id = None
    name = "Lin Wei"


async def query(stand, sql: str, *args: object):
    async with shop_scope(stand.shop) as scope:
        return await scope.fetchval(sql, *args)


async def delivered_order(stand) -> str:
    placed, now = await stand.place(), stand.street.runtime.clock.now()
    claim = Claim(
        stand.channel_id,
        f"e-{placed.number}",
        f"{placed.number}01",
        "T1",
        Money(stand.price, "CNY"),
        b"trade",
        "test",
    )
    await confirm_payment(stand.shop, await stand.profile(), claim, now=now)
    async with shop_scope(stand.shop) as scope:
        await keep_evidence(scope, placed.id, "Chen Hao wrote this", now=now)
    assert await query(stand, "select state from purchase where number = $1", placed.number) == "delivered"
    return placed.number


async def assert_books_and_chains_hold(stand) -> None:
    assert list(await audit_shop(stand.shop)) == []
    assert (await verify_shop(stand.shop)).broken == ""


async def test_after_three_years_and_a_day_an_order_names_nobody_any_more(stand):
    number = await delivered_order(stand)
    now = stand.street.runtime.clock.now()
    await delete_due(stand.shop, now=now + timedelta(days=1090))
    assert await query(stand, "select contact from purchase where number = $1", number) != ""
    assert await delete_due(stand.shop, now=now + THREE_YEARS_AND_A_DAY) >= 1
    row = "select contact || address from purchase where number = $1"
    assert await query(stand, row, number) == ""
    assert await query(stand, "select string_agg(text, '') from evidence_text") == ""
    assert await query(stand, "select count(*) from purchase_event") > 0
    await assert_books_and_chains_hold(stand)
    assert await delete_due(stand.shop, now=now + THREE_YEARS_AND_A_DAY) == 0


async def test_a_hold_keeps_an_order_until_it_is_released(stand):
    number = await delivered_order(stand)
    now = stand.street.runtime.clock.now()
    later = now + THREE_YEARS_AND_A_DAY
    held = WantedHold("order", number, "Court of Hangzhou asked for it", None)
    await place_hold(stand.shop, held, by=LinWei(), now=now)
    await delete_due(stand.shop, now=later)
    assert await query(stand, "select contact from purchase where number = $1", number) != ""
    async with shop_scope(stand.shop) as scope:
        [hold] = await list_holds(scope, now=later)
    await release_hold(stand.shop, hold.id, by=LinWei(), now=later)
    await delete_due(stand.shop, now=later)
    assert await query(stand, "select contact from purchase where number = $1", number) == ""


async def test_a_period_below_the_floor_is_refused_and_the_law_is_named(stand):
    async with shop_scope(stand.shop) as scope:
        profile = await read_profile(scope)
    days = {"trade": 1095, "reports": 366, "logs": 184}
    with pytest.raises(InvalidInput) as refused:
        await set_periods(stand.shop, profile, days, by=LinWei(), now=datetime.now(UTC))
    assert refused.value.field == "trade"
    assert "31" in refused.value.params["source"].en
    check_periods(profile, {**days, "trade": 1096})
    assert await query(stand, "select count(*) from retention_period") == 0


async def customer(stand) -> object:
    customer_id, now = new_id(), stand.street.runtime.clock.now()
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into customer (id, email, email_digest, password_hash, locale, state, consent, consent_at, created_at,"
            " seen_at) values ($1, $2, $3, '', 'en', 'active', '1', $4, $4, $4)",
            customer_id, EMAIL, stand.shop.vault.fingerprint(EMAIL, "contact"), now,
        )  # fmt: skip
        await scope.execute("update purchase set customer_id = $1", customer_id)
        await scope.execute(
            "insert into data_request (id, customer_id, kind, state, asked_at, due_at) values ($1, $2, 'erasure', 'waiting', $3, $3)",
            new_id(), customer_id, now,
        )  # fmt: skip
    return customer_id


async def test_an_erased_customer_is_nobody_and_what_is_kept_has_a_date(stand):
    await delivered_order(stand)
    customer_id, now = await customer(stand), stand.street.runtime.clock.now()
    async with shop_scope(stand.shop) as scope:
        assert await try_erasure(scope, await read_profile(scope), customer_id, now=now)
        [request] = await list_requests(scope, customer_id)
    assert (request.state, request.kept_orders) == ("done", 1)
    assert request.kept_until > now + timedelta(days=1090)
    assert await query(stand, "select state || email || phone || name from customer") == "erased"
    assert await query(stand, "select contact from purchase") != ""
    await assert_books_and_chains_hold(stand)
    await delete_due(stand.shop, now=request.kept_until + timedelta(hours=1))
    assert await query(stand, "select contact from purchase") == ""
    await assert_books_and_chains_hold(stand)


async def test_an_erasure_waits_while_money_or_goods_are_due_and_is_done_later(stand):
    placed = await stand.place()
    customer_id, now = await customer(stand), stand.street.runtime.clock.now()
    async with shop_scope(stand.shop) as scope:
        assert not await try_erasure(scope, await read_profile(scope), customer_id, now=now)
        [request] = await list_requests(scope, customer_id)
    assert (request.state, request.obstacle) == ("waiting", "orders")
    await query(stand, "update purchase set state = 'cancelled' where number = $1 returning 1", placed.number)
    await delete_due(stand.shop, now=now)
    assert await query(stand, "select state from customer") == "erased"


async def test_of_a_reveal_the_shops_role_may_blank_the_address_and_nothing_else(stand):
    await query(stand, "update reveal set address = '' where false returning 1")
    for sql in ("update reveal set actor = ''", "delete from reveal", "update consent set versions = ''"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await query(stand, sql)
