"""The buyer paid and the gateway says no: Mei looks, asks, and two people decide."""

import pytest

from bodega.kernel.database import shop_scope
from bodega_shop.orders.states import DELIVERED


async def payment_of(counter, order):
    async with shop_scope(counter.shop) as scope:
        return await scope.fetchval("select id from payment where purchase_id = $1", order.id)


@pytest.mark.parametrize(
    "query",
    ["reference={number}", "reference={number}01", "reference=T-88", "reference=chen.hao@example.com",
     "amount=99.80&day={day}"],
)  # fmt: skip
async def test_a_payment_is_found_by_whatever_the_buyer_can_show(counter, mei, query):
    order = await counter.stand.place()
    async with shop_scope(counter.shop) as scope:
        await scope.execute("update payment set gateway_txn = 'T-88'")
        day = await scope.fetchval(
            "select (created_at at time zone 'Asia/Shanghai')::date::text from payment"
        )
    assert f"{order.number}01" in await mei.read(
        "/find-payment?" + query.format(number=order.number, day=day)
    )


@pytest.mark.parametrize(
    "query", ["reference=nothing", "amount=99.81&day=2026-01-01", "amount=1", "day=x", "reference=%00"]
)
async def test_a_search_for_nothing_finds_nothing_and_breaks_nothing(counter, mei, query):
    order = await counter.stand.place()
    assert (
        f"{order.number}01"
        not in await mei.read("/find-payment")
        + (await mei.browser.get(f"/console/find-payment?{query}")).text
    )


async def test_asking_the_service_delivers_when_it_says_yes(counter, mei, words):
    order = await counter.stand.place()
    path = f"/find-payment/{await payment_of(counter, order)}"
    assert "never heard of this payment" in words((await mei.send(f"{path}/questions")).text)
    counter.bank.payments[f"{order.number}01"] = {"minor": 9980, "currency": "CNY", "txn": "T5"}
    assert "the money is there" in words((await mei.send(f"{path}/questions")).text)
    assert await counter.stand.state(order.number) == DELIVERED


async def test_one_person_brings_proof_and_another_one_grants(counter, mei, lin_wei, words):
    order = await counter.stand.place()
    path = f"/find-payment/{await payment_of(counter, order)}"
    answer = await mei.send(f"{path}/confirmations", amount="99.80", reference="BANK-7", proof="银行回单截图")
    assert "Your proof is recorded" in words(answer.text)
    assert "银行回单截图" in words(answer.text)
    assert await counter.stand.state(order.number) == "pending"
    async with shop_scope(counter.shop) as scope:
        request = await scope.fetchval("select id from hand_confirmation")
    refused = await mei.send(f"/confirmations/{request}/grant")
    assert "Whoever asked cannot grant it" in words(refused.text)
    assert await counter.stand.state(order.number) == "pending"
    await lin_wei.send(f"/confirmations/{request}/grant")
    assert await counter.stand.state(order.number) == DELIVERED
    async with shop_scope(counter.shop) as scope:
        actor = await scope.fetchval("select actor from purchase_event where kind = 'paid'")
        asked = await scope.fetchrow("select detail from purchase_event where kind = 'confirmation_asked'")
        text = await scope.fetchrow("select text, encode(digest, 'hex') as digest from evidence_text")
    assert actor == "Mei + Lin Wei"
    assert (text["text"], text["digest"]) == ("银行回单截图", asked["detail"]["proof_digest"])
    assert "银行" not in str(asked["detail"])


async def test_the_database_itself_knows_no_first_person_as_second(counter, mei):
    order = await counter.stand.place()
    await mei.send(
        f"/find-payment/{await payment_of(counter, order)}/confirmations",
        amount="99.80",
        reference="B",
        proof="x",
    )
    with pytest.raises(Exception, match="check"):
        async with shop_scope(counter.shop) as scope:
            await scope.execute("update hand_confirmation set decided_by = asked_by")


async def test_a_second_person_who_is_not_convinced_changes_nothing(counter, mei, lin_wei):
    order = await counter.stand.place()
    path = f"/find-payment/{await payment_of(counter, order)}"
    await mei.send(f"{path}/confirmations", amount="99.80", reference="BANK-7", proof="x")
    async with shop_scope(counter.shop) as scope:
        request = await scope.fetchval("select id from hand_confirmation")
    await lin_wei.send(f"/confirmations/{request}/refusal")
    assert await counter.stand.state(order.number) == "pending"
    assert "confirmation_refused" in await counter.stand.events(order.number)
    await lin_wei.send(f"/confirmations/{request}/grant")
    assert await counter.stand.state(order.number) == "pending"


async def test_whoever_works_alone_reads_that_a_second_person_is_needed(counter, street, sit_down):
    order = await counter.stand.place()
    from bodega.kernel.database import platform_scope  # noqa: PLC0415 - one story removes the founder

    async with platform_scope() as scope:
        await scope.execute("delete from membership where shop_id = $1", counter.shop.id)
    lin_wei = await sit_down("owner", "Lin Wei")
    page = await lin_wei.read(f"/find-payment/{await payment_of(counter, order)}")
    assert "You work here alone" in page
    assert "Add a person" in page


async def test_a_manual_channel_needs_one_person_only(counter, mei, words):
    await counter.can(by_hand=True)
    order = await counter.stand.place()
    path = f"/find-payment/{await payment_of(counter, order)}"
    assert "Ask, or confirm it" in await mei.read(f"/orders/{order.number}")
    assert "The money is on our account" in await mei.read(path)
    answer = await mei.send(f"{path}/confirmations", amount="99.80", reference="ZZ-1")
    assert "The payment counts as arrived" in words(answer.text)
    assert await counter.stand.state(order.number) == DELIVERED
    again = await mei.send(f"{path}/confirmations", amount="99.80", reference="ZZ-2")
    assert "has arrived already" in words(again.text)


async def test_another_sum_typed_at_a_manual_channel_waits_for_a_decision(counter, mei):
    await counter.can(by_hand=True)
    order = await counter.stand.place()
    await mei.send(
        f"/find-payment/{await payment_of(counter, order)}/confirmations", amount="98", reference="ZZ-1"
    )
    assert await counter.stand.state(order.number) == "exception"
