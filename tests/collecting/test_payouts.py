"""A buyer's payment through the platform ends on the shop's bank account, and both sides' books say the same."""

from datetime import timedelta

from bodega.kernel.database import platform_scope
from bodega.kernel.form import Form
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.settlement.ask_withdrawal import ask_withdrawal
from bodega.settlement.audit_settlements import audit_settlements
from bodega.settlement.batches import approve_batch, prepare_batch
from bodega.settlement.change_account import change_account
from bodega.settlement.nightly import run_shop, settle_one
from bodega.settlement.pay_out import mark_paid, mark_returned
from bodega.settlement.tell_shop import tell_shop
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.collecting.read_platform_books import read_owed, read_platform_books
from bodega_shop.collecting.read_shops_side import read_shops_side

PRICE, PART = 9980, 1996


async def test_what_was_sold_is_settled_paid_out_and_known_to_the_shops_own_books(
    licensed, open_till, worker
):
    till = await open_till("platform")
    order = await till.sold(2)
    await till.refund(order, PART)
    runtime, shop_id, now = till.runtime, till.shop.id, till.runtime.clock.now()
    async with platform_scope() as scope:
        owner_id = await scope.fetchval("select owner_id from shop where id = $1", shop_id)
    owner, ada, bo = type(worker("x"))(owner_id, "Lin Wei"), worker("Ada"), worker("Bo")
    account = {"way": "alipay", "holder": "林薇", "bank": "", "account": "lin.wei@example.com"}
    await change_account(runtime, shop_id, Form(account), by=owner, now=now - timedelta(days=30))
    await run_shop(runtime, {"shop_id": str(shop_id)})
    await settle_one(runtime, shop_id, now=now + timedelta(days=8))
    later = now + timedelta(days=90)
    # 3.33 per cent of two at once, less its part of what went back.
    net = 2 * PRICE - 665 - PART + 67
    async with platform_scope() as scope:
        owed = (await read_owed(scope, shop_id))["CNY"]
    assert owed == net
    withdrawal = await ask_withdrawal(shop_id, Money(owed, "CNY"), by=owner, now=later)
    await approve_batch(await prepare_batch([withdrawal], by=ada, now=later), by=bo, now=later)
    before = sum(money.minor for money in (await read_platform_books()).out)
    await mark_paid(runtime, [withdrawal], "CMB-1", by=ada, now=later)
    payload = {"withdrawal_id": str(withdrawal), "shop_id": str(shop_id)}
    await tell_shop(runtime, payload)
    await tell_shop(runtime, payload)
    assert (await till.balances())["bank"] == owed
    side = await read_shops_side(till.shop, "Asia/Shanghai")
    assert [(one.owed.minor, one.told.minor) for one in side.totals] == [(0, 0)]
    assert side.moves[0].kind == "paid_out"
    books = await read_platform_books()
    assert sum(money.minor for money in books.out) == before + owed
    await mark_returned(runtime, withdrawal, "No such account", by=ada, now=later)
    await tell_shop(runtime, payload)
    assert "bank" not in await till.balances()
    async with platform_scope() as scope:
        assert (await read_owed(scope, shop_id))["CNY"] == owed
    assert (await till.balances())["platform"] == owed
    assert await audit_shop(till.shop) == []
    assert await audit_settlements() == []
    await tell_shop(runtime, {"withdrawal_id": str(new_id()), "shop_id": str(shop_id)})
