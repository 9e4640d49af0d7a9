"""`bodega audit billing`: the platform's own money on the installation of this street."""

import json

from bodega.kernel.ids import new_id

STRAY = """
    insert into platform.transfer (id, shop_id, source, source_id, leg, debit, credit, amount, currency, phase, at)
    values ($1, $2, 'withdrawal', $1, 'paid', 'leaving:x', 'bank', 100, 'CNY', 'posted', now())"""


async def test_money_that_left_without_a_withdrawal_is_named_and_ends_with_1(
    street, shop, settings, run_bodega
):
    environment, stray = settings.as_environment(), new_id()
    answer = run_bodega("audit", "billing", environment=environment)
    assert (answer.code, answer.out) == (0, "Everything adds up.\n"), answer.out + answer.err
    async with street.owner_pool.acquire() as connection:
        await connection.execute(STRAY, stray, shop.id)
        try:
            answer = run_bodega("audit", "billing", environment=environment)
            told = run_bodega("audit", "billing", "--json", environment=environment)
        finally:
            await connection.execute("delete from platform.transfer where id = $1", stray)
    assert answer.code == told.code == 1
    assert f"withdrawal.nobodys {stray}" in answer.out
    assert ("withdrawal.nobodys", str(stray)) in {
        (one["area"], one["subject"]) for one in json.loads(told.out)
    }
