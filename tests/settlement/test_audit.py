"""Whoever changes what was settled or paid out behind the books' back is found, by name."""

import pytest

from bodega.plugins.proof_door import Difference
from bodega.settlement.audit_settlements import CHECKS, audit_settlements

WRONGS = {
    "settlement.lines": "update platform.settlement set collected = collected + 1, net = net + 1 where shop_id = $1",
    "settlement.strays": "update platform.settlement_line set kind = 'fees' where settlement_id ="
    " (select id from platform.settlement where shop_id = $1) and kind = 'collected'",
    "withdrawal.booked": "update platform.withdrawal set amount = amount + 1 where shop_id = $1",
    "balance.leaving": "update platform.withdrawal set state = 'approved' where shop_id = $1",
    "batch.two_people": "update platform.withdrawal set currency = 'USD' where shop_id = $1",
    "withdrawal.nobodys": "update platform.transfer set source = 'bill' where shop_id = $1 and leg = 'paid'",
}


@pytest.mark.parametrize("check", WRONGS)
async def test_each_wrong_is_named(purse, begins, days, street, check):
    await purse.collect(500_00, begins)
    await purse.morning(begins + days(1))
    await purse.paid(300_00, begins + days(20))
    assert await audit_settlements() == []
    async with street.owner_pool.acquire() as connection:
        change = connection.transaction()
        await change.start()
        try:
            await connection.execute(WRONGS[check], purse.shop.id)
            found = {one.area for one in await audited_by(connection)}
        finally:
            await change.rollback()
    assert check in found
    assert await audit_settlements() == []


async def audited_by(connection) -> list[Difference]:
    """The same checks, in the transaction that only this connection sees."""
    await connection.execute("set local search_path to platform")
    return [
        Difference(check, row["id"], "")
        for check, statement in CHECKS.items()
        for row in await connection.fetch(statement)
    ]
