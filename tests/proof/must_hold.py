"""What must hold at 星海点卡行 after every step of any history."""

from collections import Counter
from typing import Any

from bodega.kernel.database import shop_scope
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.books.read_balances import read_balances
from bodega_shop.evidence.verify_shop import verify_shop
from bodega_shop.orders.states import DELIVERED, EXCEPTION, REFUNDED
from proof.shop_life import ShopLife

# In its own currency, what was paid and not given back is held for the order or earned by it.
PAID_IS_SOMEWHERE = """
    select o.number, o.state, o.paid - o.refunded as kept, coalesce(sum(m.held), 0)::bigint as held,
           coalesce(sum(m.earned), 0)::bigint as earned
      from purchase o
      left join lateral (
          select (t.credit = 'held')::int * t.amount - (t.debit = 'held')::int * t.amount as held,
                 (t.credit in ('sales', 'surcharge', 'refunds'))::int * t.amount
               - (t.debit in ('sales', 'surcharge', 'refunds'))::int * t.amount as earned
            from transfer t
           where t.currency = o.currency and t.leg not like 'over%'
             and (t.phase in ('posted', 'post')
                  or (t.phase = 'pending' and t.source = 'refund'
                      and not exists (select 1 from transfer d where d.resolves = t.id)))
             and t.source_id in (select o.id union select id from payment where purchase_id = o.id
                                 union select id from refund where purchase_id = o.id)
      ) m on true
     where o.kind = 'goods' group by o.id"""

RECEIVED = """
    select p.gateway_txn, p.out_trade_no, p.received, p.received_currency, o.state, o.kind, p.state as payment_state
      from payment p join purchase o on o.id = p.purchase_id where p.received is not null"""

AT_THE_BANK = """
    select currency, sum(minor)::bigint as minor from (
        select received_currency as currency, received as minor from payment where received is not null
        union all
        select currency, -amount from refund where target in ('source', 'hand') and state = 'succeeded'
        union all
        select currency, -amount from dispute where state in ('open', 'lost')) moved
     group by currency having sum(minor) <> 0"""

WALLETS = "select customer_id, principal, bonus from wallet"


async def must_hold(life: ShopLife) -> None:
    """The auditor's questions, the chain of events, and some that ask the bank instead of the shop."""
    differences = await audit_shop(life.shop)
    assert not differences, [one.text for one in differences]
    assert not (await verify_shop(life.shop)).broken
    async with shop_scope(life.shop) as scope:
        orders = [dict(row) for row in await scope.fetch(PAID_IS_SOMEWHERE)]
        received = [dict(row) for row in await scope.fetch(RECEIVED)]
        at_the_bank = {row["currency"]: row["minor"] for row in await scope.fetch(AT_THE_BANK)}
        wallets = [dict(row) for row in await scope.fetch(WALLETS)]
        codes = await scope.fetchval("select count(*) from code")
        balances = await read_balances(scope)
    assert codes == life.codes, "codes neither vanish nor appear"
    paid_is_held_earned_or_given_back(orders)
    told_money_is_there_once(life, received)
    the_books_add_up(life, balances, at_the_bank, wallets)
    assert not life.bank.asked_too_much, "more was asked back from the bank than was paid there"


def paid_is_held_earned_or_given_back(orders: list[dict[str, Any]]) -> None:
    for order in orders:
        assert order["kept"] == order["held"] + order["earned"], order
        assert order["kept"] >= 0, order
        if order["state"] == DELIVERED:
            assert order["held"] == 0, order
        if order["state"] == EXCEPTION:
            assert order["earned"] == 0, order
    assert sum(order["kept"] for order in orders) == sum(order["held"] + order["earned"] for order in orders)


def told_money_is_there_once(life: ShopLife, received: list[dict[str, Any]]) -> None:
    """Every message that was heard is money of exactly one payment, as much as the bank says, and none was made up."""
    at_bank = {one.txn: (one.money.minor, one.money.currency, one.out_trade_no) for one in life.bank.received}
    times = Counter(row["gateway_txn"] for row in received)
    assert not [txn for txn in life.told if times[txn] != 1], (life.told, times)
    for row in received:
        minor, currency, number = at_bank[row["gateway_txn"]]
        assert (row["received"], row["received_currency"]) == (minor, currency), row
        assert row["out_trade_no"].startswith(number), row
        assert row["state"] in (DELIVERED, EXCEPTION, REFUNDED), f"paid, and the order is {row['state']}"


def the_books_add_up(
    life: ShopLife,
    balances: dict[tuple[str, str], int],
    at_the_bank: dict[str, int],
    wallets: list[dict[str, Any]],
) -> None:
    for currency in {currency for _, currency in balances}:
        assert sum(sum_ for (_, told), sum_ in balances.items() if told == currency) == 0, balances
    clearing = f"clearing:{life.stand.channel_id}"
    booked = {
        currency: sum_ for (account, currency), sum_ in balances.items() if account == clearing and sum_
    }
    assert booked == at_the_bank, "the books say that other sums lie at the bank than its messages told"
    assert all(wallet["principal"] >= 0 and wallet["bonus"] >= 0 for wallet in wallets), wallets


async def must_hold_in_the_end(life: ShopLife) -> None:
    """Nothing is under way any more: what the bank gave back is what the shop says, refund by refund."""
    async with shop_scope(life.shop) as scope:
        rows = await scope.fetch(
            "select number, gateway_refund, amount, state, cause from refund where target = 'source'"
        )
    ours = {row["number"]: (row["amount"], row["state"]) for row in rows if row["cause"] != "external"}
    theirs = {row["gateway_refund"]: row["amount"] for row in rows if row["cause"] == "external"}
    for one in life.bank.returned.values():
        if one.foreign:
            assert theirs.get(f"B{one.number}") == one.money.minor, one
        else:
            assert ours[one.number] == (one.money.minor, one.state), one
    told = {one.number for one in life.bank.returned.values()}
    for number, (_, state) in ours.items():
        assert number in told or state == "failed", (
            f"the refund {number} is {state}, and the bank never made it"
        )
    for order in life.orders:
        await life.look(order)
