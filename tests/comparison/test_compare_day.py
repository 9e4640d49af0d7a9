"""Each morning 星海点卡行 holds the day before against what Paper Pay lists, and mends what can be mended."""

from datetime import date, timedelta

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.refunds.begin_refund import begin_refund
from bodega_shop.refunds.plan_refund import RefundWish


@pytest.fixture
def day() -> date:
    return date(2026, 3, 2)


async def audit(counter):
    return [one.text for one in await audit_shop(counter.stand.shop)]


async def test_a_day_on_which_both_say_the_same(counter):
    orders = [await counter.sell(), await counter.sell()]
    counter.service.list(*(counter.line(order) for order in orders))
    assert await counter.compare() == "done"
    assert await counter.classes() == [("matched", ""), ("matched", "")]
    told = await counter.comparison()
    assert (told["state"], told["counts"]) == ("done", {"matched": 2})
    assert told["sums"] == {"CNY": {"payments": 19960}}
    assert await audit(counter) == []


async def test_a_payment_nobody_told_us_of_is_delivered(counter):
    order = await counter.place()
    counter.service.list(counter.line(order, fee=60))
    await counter.compare()
    assert await counter.stand.state(order.number) == "delivered"
    assert await counter.classes() == [("missing_here", "delivered")]
    assert (await counter.lines())[0]["settled_by"] == "bill"
    assert [fee[3] for fee in await counter.fees()] == [60]
    assert await audit(counter) == []


async def test_the_second_time_changes_nothing(counter):
    order, other = await counter.place(), await counter.sell()
    counter.service.list(counter.line(order, fee=60), counter.line(other, fee=30, gross=9980))
    for _ in range(3):
        await counter.compare()
    assert sorted(await counter.classes()) == [("fee", ""), ("missing_here", "delivered")]
    assert sorted(fee[3] for fee in await counter.fees()) == [30, 60]
    assert (await counter.stand.codes())["sold"] == 2
    assert await audit(counter) == []


async def test_another_sum_and_another_currency_are_differences(counter):
    first, second = await counter.sell(), await counter.sell()
    counter.service.list(counter.line(first, gross=9970), counter.line(second, currency="USD"))
    await counter.compare()
    assert {one["class"] for one in await counter.lines()} == {"amount"}
    assert {(one["gross"], one["ours"]) for one in await counter.lines()} == {(9970, 9980), (9980, 9980)}
    assert {one["settled_by"] for one in await counter.lines()} == {""}


async def test_money_for_no_order_of_ours_is_named(counter):
    counter.service.list({"key": "X", "txn": "TX", "number": "OTHER1", "gross": 500})
    await counter.compare()
    assert await counter.classes() == [("missing_here", "unknown_order")]


async def test_other_money_under_a_number_that_is_paid_waits_for_a_person(counter):
    order = await counter.sell()
    counter.service.list(counter.line(order), counter.line(order, key="Q", txn="ANOTHER"))
    await counter.compare()
    assert sorted(await counter.classes()) == [("matched", ""), ("missing_here", "second_payment")]
    assert (await counter.stand.payment(order.number))["received"] == 9980


async def test_a_payment_that_the_service_does_not_call_done_is_named(counter):
    order = await counter.sell()
    counter.service.list(counter.line(order, state="pending"))
    await counter.compare()
    assert await counter.classes() == [("status", "")]


async def test_what_the_service_kept_is_booked_where_it_differs_from_the_rule(counter):
    await counter.settings(fee_points=60)
    order = await counter.sell()
    assert (await counter.stand.payment(order.number))["fee"] == 60
    counter.service.list(counter.line(order, fee=75))
    await counter.compare()
    assert await counter.classes() == [("fee", "")]
    payment = await counter.stand.payment(order.number)
    assert (payment["fee"], payment["fee_from"]) == (75, "bill")
    assert await counter.fees() == [("fee", "fees", f"clearing:{counter.stand.channel_id}", 75)]
    assert await audit(counter) == []


async def test_a_corrected_bill_books_only_the_difference(counter):
    order = await counter.sell()
    for fee in (75, 90, 40):
        counter.service.list(counter.line(order, fee=fee))
        await counter.compare()
    clearing = f"clearing:{counter.stand.channel_id}"
    assert sorted(await counter.fees()) == [
        ("fee", "fees", clearing, 75), ("fee:2", "fees", clearing, 15), ("fee:3", clearing, "fees", 50),
    ]  # fmt: skip
    assert (await counter.stand.payment(order.number))["fee"] == 40
    assert await audit(counter) == []


async def test_a_bill_without_fees_books_what_the_rule_expects(counter):
    await counter.settings(fee_points=100)
    order = await counter.sell()
    counter.service.list(counter.line(order))
    await counter.compare()
    assert [fee[3] for fee in await counter.fees()] == [100]
    assert (await counter.stand.payment(order.number))["fee_from"] == "rule"


async def test_money_that_the_platform_collects_has_no_fee_here(counter):
    await counter.settings(money_to="platform", fee_points=100)
    order = await counter.sell()
    counter.service.list(
        counter.line(order, fee=75), {"key": "X", "txn": "TX", "number": "OTHER", "gross": 5}
    )
    await counter.compare()
    assert await counter.fees() == []
    assert [one["class"] for one in await counter.lines()] == ["fee"]


async def test_a_payment_the_service_does_not_list_has_a_day_of_grace(counter, day):
    order = await counter.sell()
    counter.service.list()
    counter.service.list(day=day + timedelta(days=1))
    await counter.compare()
    assert await counter.classes() == []
    await counter.compare(day + timedelta(days=1))
    assert await counter.classes() == [("missing_there", "")]
    assert (await counter.comparison())["counts"] == {"missing_there": 1}
    assert (await counter.lines())[0]["line_key"] == f"ours:{order.number}01"


async def test_one_that_is_listed_a_day_late_is_not_missed(counter, day):
    order = await counter.sell()
    counter.service.list()
    counter.service.list(counter.line(order), day=day + timedelta(days=1))
    await counter.compare()
    await counter.compare(day + timedelta(days=1))
    assert await counter.classes() == []


async def test_one_that_is_listed_two_days_late_settles_itself(counter, day):
    order = await counter.sell()
    counter.service.list()
    counter.service.list(day=day + timedelta(days=1))
    counter.service.list(counter.line(order), day=day + timedelta(days=2))
    for days in range(3):
        await counter.compare(day + timedelta(days=days))
    assert [(one["class"], one["settled_by"]) for one in await counter.lines()] == [("missing_there", "bill")]


async def test_a_list_that_is_not_ready_is_asked_for_again(counter):
    await counter.sell()
    assert await counter.compare() == "waiting"
    assert await counter.compare() == "waiting"
    told = await counter.comparison()
    assert (told["state"], told["attempts"]) == ("waiting", 2)
    assert await counter.jobs("comparison.compare") == 1


async def test_it_is_given_up_after_many_tries_and_a_person_can_start_it_anew(counter):
    order = await counter.sell()
    for _ in range(11):
        await counter.compare()
    assert await counter.compare() == "failed"
    counter.service.list(counter.line(order))
    assert await counter.compare() == "done"
    assert (await counter.comparison())["attempts"] == 1


async def begun_refund(counter, order, amount=1000):
    wish = RefundWish(order.id, Money(amount, "CNY"), "source", "Chen Hao asked")
    [number] = await begin_refund(counter.runtime, counter.stand.shop, wish, actor="Mei", now=counter.noon)
    return number


async def test_a_refund_is_matched_and_one_still_open_here_is_asked_about(counter):
    order = await counter.sell()
    number = await begun_refund(counter, order)
    refund = {"kind": "refund", "gross": 1000, "refund": number}
    counter.service.list(counter.line(order), counter.line(order, key="R", **refund))
    counter.service.pages[f"/refunds/{number}"] = {
        "state": "succeeded",
        "gross": 1000,
        "number": f"{order.number}01",
    }
    await counter.compare()
    assert ("status", "refund_done") in await counter.classes()
    async with shop_scope(counter.stand.shop) as scope:
        assert await scope.fetchval("select state from refund where number = $1", number) == "succeeded"
    assert await audit(counter) == []


async def test_a_refund_made_at_the_service_becomes_one_here(counter):
    order = await counter.sell()
    refund = {"kind": "refund", "gross": 980, "refund": "AT-THE-SERVICE"}
    counter.service.list(counter.line(order), counter.line(order, key="R", **refund))
    counter.service.pages["/refunds/AT-THE-SERVICE"] = {
        "state": "succeeded", "gross": 980, "number": f"{order.number}01",
    }  # fmt: skip
    for _ in range(2):
        await counter.compare()
    assert ("missing_here", "refund_external") in await counter.classes()
    async with shop_scope(counter.stand.shop) as scope:
        rows = await scope.fetch("select cause, amount, state from refund")
    assert [tuple(row) for row in rows] == [("external", 980, "succeeded")]
    assert (await counter.comparison())["sums"] == {"CNY": {"payments": 9980, "refunds": 980}}
    assert await audit(counter) == []


async def test_what_is_neither_payment_nor_refund_is_shown_to_a_person_and_payouts_are_not(counter):
    counter.service.list(
        {"key": "A", "kind": "adjustment", "gross": 300}, {"key": "B", "kind": "payout", "gross": 5000}
    )
    await counter.compare()
    assert await counter.classes() == [("other", ""), ("matched", "")]


async def test_a_channel_without_bills_is_asked_about_each_payment(counter):
    await counter.settings(lists=False, fee_points=60)
    good, short, gone = await counter.sell(), await counter.sell(), await counter.sell()
    for order, gross in ((good, 9980), (short, 5000)):
        counter.service.pages[f"/payments/{order.number}01"] = {
            "state": "succeeded", "gross": gross, "txn": f"T{order.number}",
        }  # fmt: skip
    assert await counter.compare() == "done"
    classes = {line["line_key"]: line["class"] for line in await counter.lines()}
    assert classes == {
        f"query:{good.number}01": "matched",
        f"query:{short.number}01": "amount",
        f"query:{gone.number}01": "status",
    }
    assert [fee[3] for fee in await counter.fees()] == [60]
    assert (await counter.stand.payment(good.number))["fee_from"] == "rule"


async def test_two_shops_with_the_same_numbers_do_not_meet(counter, another_stand):
    yunting = await another_stand(name="云听会员店")
    order = await counter.place()
    counter.service.list(counter.line(order))
    await counter.compare()
    async with shop_scope(yunting.shop) as scope:
        assert await scope.fetchval("select count(*) from comparison_line") == 0
