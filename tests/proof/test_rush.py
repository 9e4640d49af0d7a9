"""Two thousand buyers come to 星海点卡行 at once, for five hundred codes: nobody gets another one's, and nobody waits for nothing.

Everything is real: the web processes, their servers, and a client that holds one connection for each buyer.
"""

import httpx
import pytest

from bodega.bench.load.plan import Rush

BUYERS, CODES = 2_000, 500
ONCE, THREE_TIMES = 1, 3


@pytest.mark.parametrize("notifies", [ONCE, THREE_TIMES])
def test_two_thousand_buyers_get_five_hundred_codes_and_everyone_else_is_told_so(
    busy_street, audit, notifies
):
    [stand] = busy_street.open_shops(1, CODES)
    rush = Rush(BUYERS, repeats=notifies, seed=notifies)
    # A connection that hears nothing would keep the client from ever coming to its end.
    result = busy_street.load([stand], connections=BUYERS, rush=rush, seconds=0, warm_seconds=0)
    assert result.ended == {
        "ordered": CODES,
        "paid": CODES * notifies,
        "delivered": CODES,
        "sold out": BUYERS - CODES,
    }
    assert len(result.codes) == len(set(result.codes)) == CODES
    assert audit(busy_street, stand["slug"]) == ([], CODES)
    assert order_one_more(busy_street, stand).status_code == 409


def order_one_more(street, stand) -> httpx.Response:
    """Who comes after the rush is told the same, with the status that programs understand."""
    return httpx.post(
        f"http://127.0.0.1:{street.settings.port}/api/v1/orders",
        headers={"host": stand["host"]},
        json={
            "sku_id": stand["sku"],
            "quantity": 1,
            "contact": "chen.hao@example.com",
            "channel": stand["channel"],
        },
        trust_env=False,
        timeout=30,
    )
