"""星海点卡行 closes: what its customers have left goes back, or waits for a person, and is never given twice."""

from dataclasses import replace

import pytest

from bodega.kernel.errors import Refused
from bodega_shop.wallet.wind_down import count_balances, return_balances


async def test_a_shop_that_stays_returns_nobodys_balance(purse):
    await purse.paid_in(5000)
    stand = purse.stand
    with pytest.raises(Refused):
        await return_balances(
            stand.street.runtime, stand.shop, await stand.profile(), actor="Lin Wei", now=purse.now
        )


async def test_what_cannot_go_back_by_itself_waits_for_a_person_once(purse):
    await purse.paid_in(5000)
    stand = purse.stand
    closed = replace(stand.shop, state="closed")
    assert (await count_balances(closed)).total == 5000
    given = [
        await return_balances(
            stand.street.runtime, closed, await stand.profile(), actor="Lin Wei", now=purse.now
        )
        for _ in range(2)
    ]
    assert given == [1, 0]
    left = await count_balances(closed)
    assert (left.customers, left.total) == (0, 0)
