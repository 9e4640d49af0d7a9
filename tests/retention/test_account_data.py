"""Chen Hao takes a copy of what the shop holds and has his account erased; Lin Wei sees both with their clocks."""

import json

from bodega.kernel.database import shop_scope
from bodega.kernel.passwords import hash_password

PASSWORD = "seven lanterns by the river"


async def give_password(stand) -> None:
    kept = await hash_password(PASSWORD)
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update customer set password_hash = $1", kept)


async def state(stand) -> str:
    async with shop_scope(stand.shop) as scope:
        return await scope.fetchval("select state from customer")


async def test_a_customer_takes_a_copy_of_everything(chen_hao, stand):
    answer = await chen_hao.browser.get("/account/data/file")
    assert answer.headers["content-disposition"].startswith("attachment")
    held = json.loads(answer.content)
    assert held["account"][0]["email"] == "chen.hao@example.com"
    assert held["sessions"][0]["address"] == "203.0.113.7"
    assert "password" not in answer.text


async def test_a_customer_is_erased_with_the_password_and_signed_out(chen_hao, lin_wei, stand):
    await give_password(stand)
    wrong = await chen_hao.send("/account/data/erasure", password="not the right one", sure="on")
    assert wrong.status_code == 400
    assert await state(stand) == "active"
    done = await chen_hao.send("/account/data/erasure", password=PASSWORD, sure="on")
    assert done.url.path == "/"
    assert await state(stand) == "erased"
    assert (await chen_hao.browser.get("/account")).status_code == 303
    page = await lin_wei.read("/console/retention")
    assert "chen.hao" not in page


async def test_the_owner_cannot_go_below_the_floor_and_reads_why(lin_wei, stand):
    refused = await lin_wei.send("/console/retention/periods", trade="100", reports="366", logs="184")
    assert refused.status_code == 400
    assert "1096" in refused.text
    kept = await lin_wei.send("/console/retention/periods", trade="2000", reports="366", logs="184")
    assert kept.status_code == 200
    async with shop_scope(stand.shop) as scope:
        assert await scope.fetchval("select days from retention_period where kind = 'trade'") == 2000


async def test_a_hold_makes_an_erasure_wait_until_the_owner_releases_it(chen_hao, lin_wei, stand):
    await give_password(stand)
    held = await lin_wei.send(
        "/console/retention/holds", subject="customer", label="chen.hao@example.com", reason="A court asked"
    )
    assert "A court asked" in held.text
    await chen_hao.send("/account/data/erasure", password=PASSWORD, sure="on")
    assert await state(stand) == "active"
    assert "holds your data back" in await chen_hao.read("/account/data")
