"""Chen Hao's page: what each button does to the trade and what Xinghai hears of it."""

from typing import Any

import pytest


async def test_pay_tells_the_shop_and_brings_the_payer_back(xinghai: Any) -> None:
    page = await xinghai.open("P-1", param="cart-7")
    gone = await xinghai.press(page, "pay")
    seen = await xinghai.follow(page)
    [heard] = xinghai.ear.heard
    back = gone.next_request.url
    assert (gone.status_code, back.path) == (303, "/return")
    assert dict(back.params) == heard.fields
    assert heard.method == "GET"
    assert heard.fields["param"] == "cart-7"
    assert heard.fields["money"] == "99.80"
    assert seen["trade"]["state"] == "paid"
    assert [notify["kind"] for notify in seen["notifies"]] == ["paid"]


async def test_what_the_shop_hears_is_signed(xinghai: Any, sign: Any) -> None:
    page = await xinghai.open("P-2")
    await xinghai.press(page, "stay")
    await xinghai.follow(page)
    heard = xinghai.ear.heard[0].fields
    assert sign({name: value for name, value in heard.items() if not name.startswith("sign")}) == heard


async def test_pay_without_coming_back_stays_here(xinghai: Any) -> None:
    page = await xinghai.open("P-3")
    gone = await xinghai.press(page, "stay")
    await xinghai.follow(page)
    assert gone.headers["location"] == page
    assert len(xinghai.ear.heard) == 1


async def test_the_return_address_keeps_its_own_query_and_fragment(xinghai: Any) -> None:
    page = await xinghai.open("P-4", return_url=f"{xinghai.ear.url}/return?shop=xinghai#order")
    back = (await xinghai.press(page, "pay")).headers["location"]
    assert f"{xinghai.ear.url}/return?shop=xinghai&pid=" in back
    assert back.endswith("#order")


async def test_a_second_click_pays_nothing_again(xinghai: Any) -> None:
    page = await xinghai.open("P-5")
    await xinghai.press(page, "pay")
    for deed in ("pay", "twice", "less", "late", "never-notify", "forge", "cancel"):
        assert (await xinghai.press(page, deed)).status_code == 409
    await xinghai.follow(page)
    assert len(xinghai.ear.heard) == 1


async def test_pay_late_is_unpaid_until_the_money_arrives(xinghai: Any) -> None:
    page = await xinghai.open("P-6")
    await xinghai.press(page, "late", seconds="3600")
    held = await xinghai.ask(out_trade_no="P-6")
    assert (held["status"], xinghai.ear.heard) == (0, [])
    await xinghai.press(page, "stay")
    await xinghai.follow(page)
    assert (await xinghai.ask(out_trade_no="P-6"))["status"] == 1
    assert xinghai.ear.statuses() == ["TRADE_SUCCESS"]


async def test_late_money_arrives_by_itself(xinghai: Any) -> None:
    page = await xinghai.open("P-7")
    await xinghai.press(page, "late", seconds="1")
    await xinghai.until_paid(page)
    await xinghai.follow(page)
    assert xinghai.ear.statuses() == ["TRADE_SUCCESS"]


@pytest.mark.parametrize("seconds", ["-1", "86401", "soon", "1.5", "٣"])
async def test_a_delay_that_is_none_is_refused(xinghai: Any, seconds: str) -> None:
    page = await xinghai.open("P-8")
    assert (await xinghai.press(page, "late", seconds=seconds)).status_code == 400
    assert (await xinghai.follow(page))["trade"]["state"] == "waiting"


async def test_pay_twice_is_two_trades_of_one_order_told_six_times(xinghai: Any) -> None:
    page = await xinghai.open("P-9")
    await xinghai.press(page, "twice")
    await xinghai.follow(page)
    heard = [message.fields for message in xinghai.ear.heard]
    trades = {fields["trade_no"] for fields in heard}
    assert len(heard) == 6
    assert {fields["out_trade_no"] for fields in heard} == {"P-9"}
    assert len(trades) == 2
    assert [(await xinghai.ask(trade_no=number))["status"] for number in trades] == [1, 1]
    assert page.endswith((await xinghai.ask(out_trade_no="P-9"))["trade_no"])


async def test_pay_less_says_honestly_what_arrived(xinghai: Any) -> None:
    page = await xinghai.open("P-10")
    await xinghai.press(page, "less")
    await xinghai.follow(page)
    assert xinghai.ear.heard[0].fields["money"] == "49.90"
    assert (await xinghai.ask(out_trade_no="P-10"))["money"] == "49.90"


async def test_pay_less_can_be_more_but_not_the_same(xinghai: Any) -> None:
    page = await xinghai.open("P-11")
    assert (await xinghai.press(page, "less", money="99.8")).status_code == 400
    await xinghai.press(page, "less", money="200")
    await xinghai.follow(page)
    assert xinghai.ear.heard[0].fields["money"] == "200.00"


async def test_forging_pays_nothing_and_is_told_once_each(xinghai: Any) -> None:
    page = await xinghai.open("P-12")
    xinghai.ear.answers = [(403, "fail")] * 5
    await xinghai.press(page, "forge")
    seen = await xinghai.follow(page)
    assert seen["trade"]["state"] == "waiting"
    assert (await xinghai.ask(out_trade_no="P-12"))["status"] == 0
    assert [len(notify["attempts"]) for notify in seen["notifies"]] == [1] * 5
    assert len(xinghai.ear.heard) == 5


async def test_each_forgery_lies_in_its_own_way(xinghai: Any, sign: Any) -> None:
    def holds(fields: dict[str, str]) -> bool:
        return bool(
            sign({name: value for name, value in fields.items() if not name.startswith("sign")}) == fields
        )

    lies = {}
    for kind in ("signature", "unsigned", "merchant", "status", "amount"):
        page = await xinghai.open(f"P-13-{kind}")
        await xinghai.press(page, "forge", kind=kind)
        await xinghai.follow(page)
        lies[kind] = xinghai.ear.heard[-1].fields
    assert [kind for kind in lies if holds(lies[kind])] == ["merchant", "status"]
    assert not lies["unsigned"].get("sign")
    assert lies["merchant"]["pid"] != xinghai.pid
    assert lies["status"]["trade_status"] == "WAIT_BUYER_PAY"
    assert lies["amount"]["money"] == "0.01"


async def test_after_a_forgery_the_order_can_still_be_paid(xinghai: Any) -> None:
    page = await xinghai.open("P-14")
    await xinghai.press(page, "forge", kind="status")
    await xinghai.press(page, "pay")
    await xinghai.follow(page)
    assert (await xinghai.ask(out_trade_no="P-14"))["status"] == 1


async def test_an_unknown_forgery_is_refused(xinghai: Any) -> None:
    assert (await xinghai.press(await xinghai.open("P-15"), "forge", kind="magic")).status_code == 400


async def test_never_notify_is_found_by_asking_only(xinghai: Any) -> None:
    page = await xinghai.open("P-16")
    await xinghai.press(page, "never-notify")
    seen = await xinghai.follow(page)
    assert (seen["notifies"], xinghai.ear.heard) == ([], [])
    assert (await xinghai.ask(out_trade_no="P-16"))["status"] == 1


async def test_a_swallowed_notify_can_be_sent_by_hand(xinghai: Any) -> None:
    page = await xinghai.open("P-17")
    assert (await xinghai.press(page, "notify-again")).status_code == 409
    await xinghai.press(page, "never-notify")
    await xinghai.press(page, "notify-again")
    await xinghai.follow(page)
    assert xinghai.ear.statuses() == ["TRADE_SUCCESS"]


async def test_cancel_pays_nothing_and_coming_back_opens_the_trade_again(xinghai: Any) -> None:
    page = await xinghai.open("P-18")
    await xinghai.press(page, "cancel")
    assert (await xinghai.press(page, "pay")).status_code == 409
    assert await xinghai.open("P-18") == page
    await xinghai.press(page, "pay")
    await xinghai.follow(page)
    assert len(xinghai.ear.heard) == 1


async def test_the_payer_chooses_how_to_pay_where_the_shop_did_not(xinghai: Any) -> None:
    page = await xinghai.open("P-19", type="")
    assert (await xinghai.press(page, "pay", type="gold")).status_code == 400
    await xinghai.press(page, "pay", type="wxpay")
    await xinghai.follow(page)
    assert xinghai.ear.heard[0].fields["type"] == "wxpay"
    assert await xinghai.open("P-19", type="") == page


async def test_there_is_no_other_button(xinghai: Any) -> None:
    assert (await xinghai.press(await xinghai.open("P-20"), "steal")).status_code == 404
    assert (await xinghai.press("/pay/20260101", "pay")).status_code == 404
