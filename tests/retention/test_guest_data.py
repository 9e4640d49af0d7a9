"""Chen Hao bought without an account: what is kept about him, a copy of it, and how he is forgotten."""

import json
from datetime import timedelta

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.retention.delete_due import delete_due
from bodega_shop.retention.hold_back import WantedHold, list_holds, place_hold, release_hold

EMAIL = "chen.hao@example.com"


class LinWei:
    account_id = None
    name = "Lin Wei"


async def query(stand, sql: str, *args: object):
    async with shop_scope(stand.shop) as scope:
        return await scope.fetchval(sql, *args)


@pytest.fixture
def now(stand):
    return stand.street.runtime.clock.now()


@pytest.fixture
async def order(stand, now) -> str:
    """Delivered, with a message that told of it and a word about the shop."""
    placed = await stand.place()
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
        await scope.execute("delete from message")
        await scope.execute(
            "insert into message (id, purchase_id, kind, via, recipient, state, attempts, created_at)"
            " values ($1, $2, 'delivered', 'email', $3, 'sent', 1, $4)",
            new_id(), placed.id, EMAIL, now,
        )  # fmt: skip
        await scope.execute(
            "insert into feedback (id, at, order_number, stars, words) values ($1, $2, $3, 5, 'Chen Hao was here')",
            new_id(), now, placed.number,
        )  # fmt: skip
    return placed.number


@pytest.fixture
async def browser(stand, order):
    """Another browser than the one that bought: it has found the order by number and contact."""
    async with stand.street.client(stand.shop) as browser:
        assert (await browser.get(f"/orders/{order}/data")).status_code == 404
        found = await browser.post("/look-up", data={"number": order, "contact": EMAIL})
        assert found.status_code == 303
        yield browser


async def test_a_guest_sees_until_when_and_takes_a_copy_without_codes(stand, order, browser):
    page = (await browser.get(f"/orders/{order}/data")).text
    assert "The law wants it kept until" in page
    assert EMAIL not in page
    answer = await browser.get(f"/orders/{order}/data/file")
    held = json.loads(answer.content)
    assert held["order"][0]["contact"] == EMAIL
    assert held["feedback"][0]["words"] == "Chen Hao was here"
    assert held["messages"][0]["recipient"] == EMAIL
    assert "XH-" not in answer.text
    assert await query(stand, "select count(*) from data_request where kind = 'export'") == 1


async def test_a_guest_is_forgotten_as_far_as_the_law_allows_and_wholly_when_it_is_over(
    stand, order, browser, lin_wei, now
):
    path = f"/orders/{order}/data/erasure"
    wrong = await browser.post(path, data={"contact": "mei@example.com", "sure": "on"})
    assert wrong.status_code == 400
    assert "This is not the contact of the order." in wrong.text
    assert (await browser.post(path, data={"contact": EMAIL})).status_code == 400
    done = await browser.post(path, data={"contact": EMAIL, "sure": "on"}, follow_redirects=True)
    assert "What no law keeps is erased" in done.text
    assert await query(stand, "select recipient || (select words from feedback) from message") == ""
    assert await query(stand, "select contact from purchase") == EMAIL
    assert order in await lin_wei.read("/console/retention")
    until = await query(stand, "select kept_until from data_request where kind = 'erasure'")
    await delete_due(stand.shop, now=until - timedelta(days=1))
    assert await query(stand, "select contact from purchase") == EMAIL
    await delete_due(stand.shop, now=until + timedelta(hours=1))
    assert await query(stand, "select contact from purchase") == ""
    assert "nothing here names you any more" in (await browser.get(f"/orders/{order}/data")).text
    assert list(await audit_shop(stand.shop)) == []


async def test_a_hold_or_an_open_order_makes_it_wait_and_it_is_done_by_itself(stand, order, browser, now):
    await place_hold(stand.shop, WantedHold("order", order, "A court asked", None), by=LinWei, now=now)
    path = f"/orders/{order}/data/erasure"
    page = await browser.post(path, data={"contact": EMAIL, "sure": "on"}, follow_redirects=True)
    assert "The law holds your data back at the moment." in page.text
    await delete_due(stand.shop, now=now)
    assert await query(stand, "select recipient from message") == EMAIL
    async with shop_scope(stand.shop) as scope:
        [hold] = await list_holds(scope, now=now)
    await release_hold(stand.shop, hold.id, by=LinWei, now=now)
    await delete_due(stand.shop, now=now)
    assert await query(stand, "select recipient from message") == ""
    assert await query(stand, "select state from data_request") == "done"


async def test_what_belongs_to_a_customer_and_no_order_goes_in_its_time(stand, order, now):
    customer_id = new_id()
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into customer (id, email, email_digest, password_hash, locale, state, consent, consent_at, created_at,"
            " seen_at) values ($1, $2, $2::text::bytea, '', 'en', 'active', '1', $3, $3, $3)",
            customer_id, EMAIL, now,
        )  # fmt: skip
        await scope.execute(
            "insert into payback (id, customer_id, principal, bonus, currency, reason, state, asked_at, decided_at)"
            " values ($1, $2, 1, 0, 'CNY', 'I moved house', 'refused', $3, $3)",
            new_id(), customer_id, now,
        )  # fmt: skip
        await scope.execute(
            "insert into message (id, customer_id, kind, via, recipient, state, attempts, created_at)"
            " values ($1, $2, 'code', 'email', $3, 'sent', 1, $4)",
            new_id(), customer_id, EMAIL, now,
        )  # fmt: skip
        await scope.execute(
            "insert into dispute (id, channel_id, reference, purchase_id, payment_id, state, amount, currency, reason,"
            " opened_at, changed_at, ended_at) select $1, channel_id, 'D1', purchase_id, id, 'won', 1, 'CNY',"
            " 'Chen Hao says no', $2, $2, $2 from payment",
            new_id(), now,
        )  # fmt: skip
    later = now + timedelta(days=190)
    held = WantedHold("customer", EMAIL, "A court asked", later + timedelta(days=1))
    await place_hold(stand.shop, held, by=LinWei, now=now)
    alone = "select recipient from message where purchase_id is null"
    await delete_due(stand.shop, now=later)
    assert await query(stand, alone) == EMAIL
    await delete_due(stand.shop, now=later + timedelta(days=2))
    assert await query(stand, alone) == ""
    texts = (
        "select (select reason from payback) || (select reason from dispute) || (select words from feedback)"
    )
    assert await query(stand, texts) == "I moved houseChen Hao says noChen Hao was here"
    await delete_due(stand.shop, now=now + timedelta(days=1100))
    assert await query(stand, texts) == ""
