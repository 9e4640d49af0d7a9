"""`bodega bench` at its smallest: every figure beside its floor, and none for a shop that lost or doubled a code."""

import json
import subprocess
import sys

import pytest

from bodega.bench.audit_codes import CodeBook, audit_codes
from bodega.bench.figures import Figure, zeroed
from bodega.bench.load.journey import address_of
from bodega.bench.load.plan import LoadPlan
from bodega.bench.load.tally import LoadResult
from bodega.bench.run_bench import MEASURES
from bodega.commands.bench import bench
from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.plugins.bench_door import BenchGoods
from bodega_shop.bench.audit_shop import audit_shop
from bodega_shop.bench.buyers import signed_notify
from bodega_shop.bench.fill_shop import fill_shop
from bodega_shop.delivery.reveal_codes import seal_code

HIGH = 1_000_000


@pytest.fixture(scope="module")
def told():
    """One quick run of everything, in a process of its own, as an operator starts it."""
    argv = [sys.executable, "-m", "bodega", "bench", "--quick", "--json"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def figure(told, name):
    return next(one for one in told["figures"] if one["name"].startswith(name))


def test_everything_is_measured_beside_what_it_is_compared_to(told):
    for name in ("product page", "orders with reservation", "delivered orders", "5 shops", "20,000 codes"):
        one = figure(told, name)
        assert one["floor"] > 0
        assert one["ratio"] == pytest.approx(one["value"] / one["floor"], abs=0.01)
        assert one["faults"] == []


def test_each_figure_with_a_bar_says_bar_and_goal(told):
    delivered = figure(told, "delivered orders")
    assert (delivered["bar"], delivered["goal"]) == (0.30, 0.45)
    assert delivered["connections"] == 16


def test_a_rush_sells_every_code_once_and_tells_everybody_else(told):
    rushes = [one for one in told["figures"] if "buyers" in one["name"]]
    assert [one["connections"] for one in rushes] == [50, 200]
    assert {one["note"] for one in rushes} == {"50 delivered, 150 told sold out"}


def test_memory_is_told_for_every_kind_of_process(told):
    assert {use["name"] for use in told["memory"]} == {"web", "worker", "PostgreSQL", "Valkey"}


def test_it_says_on_which_machine_it_ran(told):
    assert told["machine"]["web processes"] == "2"


def test_every_measure_can_be_asked_for_alone():
    only = next(parameter for parameter in bench.params if parameter.name == "names")
    assert list(only.type.choices) == list(MEASURES)


@pytest.fixture
async def busy_shop(street):
    """Xinghai's benched shop: one order delivered, and the code written down as its buyer received it."""
    shop = await street.open_shop()
    now = street.runtime.clock.now()
    goods = BenchGoods(await street.account("Lin Wei"), "Lin Wei", 3, now)
    stand = await fill_shop(street.runtime, shop, goods)
    book = CodeBook()
    book.write_down(LoadResult(1.0, {}, {}, [], [await buy(street, shop, stand)]))
    return shop, book


async def buy(street, shop, stand):
    async with street.client(shop) as program:
        asked = {
            "sku_id": stand["sku"],
            "quantity": 1,
            "contact": "chen.hao@example.com",
            "channel": stand["channel"],
        }
        placed = (await program.post("/api/v1/orders", json=asked)).json()
        notify = signed_notify(stand, placed["payment"]["url"])
        await program.get(notify.split(b" ")[1].decode())
        token = {"authorization": f"Bearer {placed['token']}"}
        shown = (await program.get(f"/api/v1/orders/{placed['number']}", headers=token)).json()
    [code] = shown["codes"]
    return code


async def faults(street, shop, book):
    door = next(one.bench for one in street.runtime.extensions.manifests.values() if one.bench)
    return await audit_codes(street.runtime, door, [shop.slug], book)


async def test_a_shop_that_sold_every_code_once_has_no_faults(street, busy_shop):
    assert await faults(street, *busy_shop) == []


async def test_a_code_that_two_buyers_received_makes_the_figure_zero(street, busy_shop):
    shop, book = busy_shop
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow("select id, purchase_id from code where state = 'sold'")
    book.write_down(LoadResult(1.0, {}, {}, [], list(book._given)))
    found = await faults(street, shop, book)
    assert row
    assert "1 codes were given to more than one buyer" in found
    fast = Figure(name="delivered orders", unit="orders/s", value=900.0, floor=1000.0, ratio=0.9, bar=0.3)
    assert zeroed(fast, []).ratio == 0.9
    worthless = zeroed(fast, found)
    assert (worthless.value, worthless.ratio, worthless.verdict) == (0.0, 0.0, "FAULT")


async def test_a_code_opened_for_another_order_is_found(street, busy_shop):
    shop, _ = busy_shop
    async with shop_scope(shop) as scope:
        free = await scope.fetchval("select id from code where state = 'free' limit 1")
        sold_to = await scope.fetchval("select purchase_id from code where state = 'sold'")
        await scope.execute(
            "insert into reveal (id, code_id, purchase_id, at, actor, via, address)"
            " values ($1, $2, $3, now(), 'buyer', 'api', '10.0.0.1')",
            new_id(), free, sold_to,
        )  # fmt: skip
    assert (await audit_shop(shop)).faults == ("1 codes were opened for an order that they do not belong to",)


async def test_a_delivered_order_without_its_code_is_found(street, busy_shop):
    shop, book = busy_shop
    async with shop_scope(shop) as scope:
        await scope.execute(
            "update code set state = 'free', purchase_id = null, sold_at = null where state = 'sold'"
        )
    found = await faults(street, shop, book)
    assert any("1 delivered orders do not have as many sold codes" in fault for fault in found)
    assert "0 codes were sold and 1 were received" in found


async def test_the_codes_of_a_benchmark_are_sealed_like_any_other(street, busy_shop):
    shop, book = busy_shop
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            "select c.id, c.sealed, f.fingerprint from code c join code_fingerprint f on f.code_id = c.id"
        )
    texts = [
        shop.vault.open(row["sealed"], table="code", column="sealed", row_id=row["id"]).decode()
        for row in rows
    ]
    assert set(book._given) < set(texts)
    assert {shop.vault.fingerprint(text, "code") for text in texts} == {row["fingerprint"] for row in rows}
    assert len(seal_code(shop, rows[0]["id"], texts[0])) == len(rows[0]["sealed"])


def test_no_two_buyers_of_a_run_share_an_address():
    assert len({address_of(number) for number in range(0, HIGH, 7)}) == len(range(0, HIGH, 7))
    assert LoadPlan(port=1, connections=1, stands=[]).rush is None
