"""An audit of 星海点卡行 finds nothing wrong after an ordinary day, and names each row that somebody doctored."""

import pytest

from bodega.kernel.database import shop_scope


async def test_nothing_differs_after_an_ordinary_day(day):
    assert await day.audit() == []


async def test_the_day_had_something_to_audit(day):
    states = [
        await day.stand.state(order.number)
        for order in (day.delivered, day.aside, day.waiting, day.expired, day.balanced, day.part_paid)
    ]
    assert states == ["delivered", "exception", "pending", "expired", "delivered", "pending"]
    async with shop_scope(day.stand.shop) as scope:
        phases = await scope.fetch("select distinct phase from transfer order by 1")
    assert [row["phase"] for row in phases] == ["pending", "post", "posted"]


DOCTORED = {
    "a transfer of another sum": (
        (
            "update transfer set amount = amount - 1 where leg = 'sale' and source_id ="
            " (select id from payment where purchase_id = $1)"
        ),
        "delivered",
        "payments: the payment {number}01 received 99.80 CNY and the books say 99.79 CNY",
    ),
    "a transfer to nobody's account": (
        (
            "update transfer set credit = 'pocket' where leg = 'sale' and source_id ="
            " (select id from payment where purchase_id = $1)"
        ),
        "delivered",
        "names the account pocket, which is nobody's",
    ),
    "a transfer of nothing known": (
        (
            "update transfer set source_id = $1 where leg = 'received' and source = 'payment' and source_id ="
            " (select id from payment where purchase_id = $1)"
        ),
        "aside",
        "belongs to the payment {id}, which does not exist",
    ),
    "a promise kept with another sum": (
        "update transfer set amount = amount + 5 where source_id = $1 and leg = 'wallet:post'",
        "balanced",
        "of 99.80 CNY with 99.85 CNY",
    ),
    "a fatter wallet": (
        (
            "update wallet set principal = principal + 100 where customer_id ="
            " (select customer_id from purchase where id = $1)"
        ),
        "balanced",
        "balances: the account wallet:{customer} holds 0.00 CNY by its transfers and 1.00 CNY is kept",
    ),
    "a total beside its lines": (
        "update purchase set total = 100 where id = $1",
        "delivered",
        "orders: the goods of the order {number} add up to 99.80 CNY and its total is 1.00 CNY",
    ),
    "an order that counts too much": (
        "update purchase set paid = paid + 1 where id = $1",
        "delivered",
        "orders: by the books 99.80 CNY came for the order {number}, which counts 99.81 CNY",
    ),
    "an order that counts a refund nobody made": (
        "update purchase set refunded = 5 where id = $1",
        "delivered",
        "orders: refunds of the order {number} add up to 0.00 CNY and it counts 0.05 CNY",
    ),
    "a payment that counts a refund nobody made": (
        "update payment set refunded = 5 where purchase_id = $1",
        "delivered",
        "payments: of the payment {number}01 refunds gave back 0.00 CNY and the payment counts 0.05 CNY",
    ),
    "a payment that asks for another sum": (
        "update payment set amount = 5000 where purchase_id = $1",
        "waiting",
        "payments: the payment {number}01 asks for 50.00 CNY where its order leaves 99.80 CNY to pay",
    ),
    "a commission nobody booked": (
        "update payment set commission = 7 where purchase_id = $1",
        "delivered",
        "payments: of the payment {number}01 the platform keeps 0.07 CNY and the books say 0.00 CNY",
    ),
    "a delivery without its money": (
        "delete from transfer where source = 'order' and source_id = $1 and leg = 'delivered'",
        "balanced",
        "orders: the order {number} is delivered and the books still hold 99.80 CNY for it",
    ),
    "a state that no event led to": (
        "update purchase set state = 'cancelled' where id = $1",
        "waiting",
        "states: the order {number} is cancelled and its events end at pending",
    ),
    "an event in another order of things": (
        "update purchase_event set from_state = 'paid' where purchase_id = $1 and kind = 'expired'",
        "expired",
        "states: event 2 of the order {number} (expired) starts from paid and the order was pending",
    ),
    "a way that no order goes": (
        "update purchase_event set to_state = 'pending' where purchase_id = $1 and kind = 'expired'",
        "expired",
        "states: event 2 of the order {number} goes from pending to pending, which no order does",
    ),
    "an event that is gone": (
        "delete from purchase_event where purchase_id = $1 and kind = 'paid'",
        "delivered",
        "states: the order {number} has 2 events and the last one has the number 3",
    ),
    "a code that went back to the shelf": (
        "update code set state = 'free', purchase_id = null, sold_at = null where purchase_id = $1",
        "delivered",
        "stock: the order {number} is delivered with 0 codes of 100元 where 1 belong",
    ),
    "a code sold with an order nobody paid": (
        "update code set state = 'sold', sold_at = now() where purchase_id = $1",
        "waiting",
        "stock: 1 codes are sold for the order {number}, which is pending",
    ),
    "a code too many": (
        (
            "update code set state = 'sold', sold_at = now(), purchase_id = $1 where id ="
            " (select id from code where state = 'free' limit 1)"
        ),
        "delivered",
        "stock: the order {number} holds 2 codes and 1 were ordered",
    ),
    "a code that is lost": (
        "update batch set imported = imported + 1 where $1::uuid is not null",
        "delivered",
        "(paste) brought 13 codes and 12 are there",
    ),
    "a code shown to somebody else": (
        "update reveal set purchase_id = (select id from purchase where state = 'expired') where purchase_id = $1",
        "delivered",
        "and belongs to {number}",
    ),
    "a code shown before it was sold": (
        "update reveal set at = at - interval '1 day' where purchase_id = $1",
        "delivered",
        "deliveries: 1 codes of the order {number} were shown before it was delivered",
    ),
    "a payment of no order": (
        "update payment set purchase_id = gen_random_uuid() where purchase_id = $1",
        "delivered",
        "orphans: the payment ",
    ),
    "a reveal of no code": (
        "update reveal set code_id = gen_random_uuid() where purchase_id = $1",
        "delivered",
        "orphans: the reveal ",
    ),
    "a promise that outlived its order": (
        "delete from transfer where source_id = $1 and leg = 'wallet:post'",
        "balanced",
        "promises: the order {number} is delivered and the promise of 99.80 CNY (wallet) is still open",
    ),
    "a refund that never moved": (
        (
            "insert into refund (id, number, purchase_id, payment_id, target, cause, amount, counted, currency, state,"
            " reason, actor, created_at) select gen_random_uuid(), number || 'R01', id,"
            " (select p.id from payment p where p.purchase_id = o.id), 'source', 'staff', 100, 100, 'CNY', 'succeeded',"
            " '', 'Mei', now() from purchase o where id = $1"
        ),
        "delivered",
        "refunds: the refund {number}R01 is succeeded, which moves 1.00 CNY, and the books moved 0.00 CNY",
    ),
    "a refunded order that kept the money": (
        "update purchase set state = 'refunded' where id = $1",
        "delivered",
        "refunds: the order {number} counts as refunded with 0.00 CNY of 99.80 CNY",
    ),
}


@pytest.mark.parametrize("what", DOCTORED)
async def test_a_doctored_row_is_named(day, what):
    sql, which, sentence = DOCTORED[what]
    order = getattr(day, which)
    expected = sentence.format(number=order.number, id=order.id, customer=day.customer_id)
    said = [f"{one.area}: {one.text}" for one in await day.audit_doctored(sql, order.id)]
    assert any(expected in one for one in said), said


async def test_a_doctored_row_is_named_with_its_own_number_and_no_other(day):
    found = await day.audit_doctored("update purchase set paid = paid + 1 where id = $1", day.delivered.id)
    assert {one.subject for one in found} == {day.delivered.number}


PROTECTED = ("transfer", "purchase_event", "event_seal", "reveal", "deed")
CHANGES = {
    "update": "update {table} set id = id",
    "delete": "delete from {table}",
    "truncate": "truncate {table} cascade",
}


@pytest.mark.parametrize("table", PROTECTED)
@pytest.mark.parametrize("change", CHANGES)
async def test_the_server_refuses_the_shop_itself_to_change_what_was_written(day, table, change):
    with pytest.raises(Exception, match=f"permission denied for table {table}"):
        async with shop_scope(day.stand.shop) as scope:
            await scope.execute(CHANGES[change].format(table=table))
