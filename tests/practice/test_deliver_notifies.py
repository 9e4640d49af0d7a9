"""How the gateway insists until the shop has said `success`."""

import socket
from typing import Any

import pytest


async def test_it_repeats_until_the_answer_is_exactly_success(xinghai: Any) -> None:
    xinghai.ear.answers = [(500, "success"), (200, "SUCCESS\n")]
    page = await xinghai.open("N-1")
    await xinghai.press(page, "pay")
    [notify] = (await xinghai.follow(page))["notifies"]
    answers = [(attempt["status"], attempt["answer"]) for attempt in notify["attempts"]]
    assert answers == [(500, "success"), (200, "SUCCESS\n"), (200, "success")]
    assert notify["state"] == "accepted"
    assert xinghai.ear.heard[0].fields == xinghai.ear.heard[2].fields


async def test_a_redirect_is_not_followed(xinghai: Any) -> None:
    xinghai.ear.answers = [(302, "")]
    page = await xinghai.open("N-2")
    await xinghai.press(page, "pay")
    await xinghai.follow(page)
    assert [heard.path for heard in xinghai.ear.heard] == ["/notify", "/notify"]


async def test_a_dialect_notifies_by_post_with_trimmed_amounts(shop_speaking: Any) -> None:
    shop = await shop_speaking(notify_method="POST", amount_text="trimmed")
    page = await shop.open("N-3")
    await shop.press(page, "pay")
    await shop.follow(page)
    [heard] = shop.ear.heard
    assert (heard.method, heard.fields["money"]) == ("POST", "99.8")


@pytest.mark.parametrize("host", ["localhost", "xinghai.localhost", "Xinghai.Localhost."])
async def test_localhost_names_reach_this_machine_under_their_own_name(xinghai: Any, host: str) -> None:
    port = xinghai.ear.url.rpartition(":")[2]
    page = await xinghai.open(f"N-4-{len(host)}", notify_url=f"http://{host}:{port}/notify")
    await xinghai.press(page, "pay")
    await xinghai.follow(page)
    assert [heard.host.lower() for heard in xinghai.ear.heard] == [f"{host.lower()}:{port}"]


async def test_a_notify_address_keeps_its_own_query(xinghai: Any) -> None:
    page = await xinghai.open("N-5", notify_url=f"{xinghai.ear.url}/notify?channel=7")
    await xinghai.press(page, "pay")
    await xinghai.follow(page)
    assert xinghai.ear.heard[0].fields["channel"] == "7"


async def test_a_shop_that_cannot_be_reached_is_shown_on_the_page(xinghai: Any) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        page = await xinghai.open("N-6", notify_url=f"http://127.0.0.1:{deaf.getsockname()[1]}/notify")
        await xinghai.press(page, "forge", kind="status")
        [notify] = (await xinghai.follow(page))["notifies"]
    assert [attempt["problem"] for attempt in notify["attempts"]] == ["unreachable"]
    assert "无法连接" in (await xinghai.client.get(page)).text
