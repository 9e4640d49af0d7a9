"""The mailbox: a shop's messages arrive with its key and with no other, and lie there for people and programs to read."""

from typing import Any

import pytest
from bodega_practice.mailbox_settings import MailboxSettings, settings_for
from bodega_practice.notifier import PracticeMail, PracticePhone

from bodega.kernel.clock import SystemClock
from bodega.kernel.errors import InvalidInput, Unavailable
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega_shop.extend import DemoAccount, Message, MessageRefused, NotifierContext

LETTER = {
    "key": "order-1-delivered",
    "to": "chen.hao@example.com",
    "way": "email",
    "subject": "您的订单到了",
    "text": "卡密在这里：http://xinghai.localhost:8000/orders/X1/open?token=a-b。请妥善保管。",
}


@pytest.fixture
async def reach(key: str) -> Any:
    """Xinghai's settings of the mailbox, opened as the shop hands them to a notifier."""
    async with outbound_client(OutboundPolicy(allow_private=True, total_seconds=5.0)) as http:

        def opened(shop: Any, **other: str) -> NotifierContext:
            account = DemoAccount("epay", "星海点卡行", shop.base_url, shop.pid, key)
            settings = MailboxSettings(**(settings_for(account) | other))
            return NotifierContext("xinghai", "星海点卡行", settings, nowhere, SystemClock(), http)

        yield opened


async def nowhere(host: str) -> list[str]:
    raise Unavailable


async def test_a_message_handed_over_is_read_by_a_person_and_by_a_program(
    xinghai: Any, reach: Any, key: str
) -> None:
    code = Message(key="p1-code", recipient="chen.hao@example.com", subject="123456", text="123456 是验证码")
    await PracticeMail().send(reach(xinghai), code)
    [kept] = (await ask(xinghai, key)).json()
    assert (kept["recipient"], kept["way"], kept["subject"], kept["text"]) == (
        "chen.hao@example.com", "email", "123456", "123456 是验证码",
    )  # fmt: skip
    for page in ("/mailbox", f"/mailbox/{xinghai.pid}"):
        assert "123456 是验证码" in (await xinghai.client.get(page)).text


async def test_a_phone_is_a_mailbox_too(xinghai: Any, reach: Any, key: str) -> None:
    await PracticePhone().send(reach(xinghai), Message("p2", "+8613800138000", "", "123456 是验证码"))
    [kept] = (await ask(xinghai, key)).json()
    assert (kept["recipient"], kept["way"]) == ("+8613800138000", "phone")


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer guessed", "Bearer 钥匙".encode()])
async def test_nobody_reads_or_writes_with_another_key(xinghai: Any, given: str | bytes) -> None:
    address, badge = f"/practice/merchants/{xinghai.pid}/messages", {"Authorization": given}
    assert (await xinghai.client.post(address, json=LETTER, headers=badge)).status_code == 401
    assert (await xinghai.client.get(address, headers=badge)).status_code == 401


async def test_the_key_of_one_shop_opens_no_other(
    xinghai: Any, client: Any, token: str, register: Any
) -> None:
    yunting = await register()
    badge = {"Authorization": "Bearer key-of-yunting-alone"}
    body = {"name": "云听会员店", "key": "key-of-yunting-alone"}
    await client.put(
        f"/practice/merchants/{yunting}", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    assert (await client.get(f"/practice/merchants/{yunting}/messages", headers=badge)).status_code == 200
    assert (await client.get(f"/practice/merchants/{xinghai.pid}/messages", headers=badge)).status_code == 401


async def test_the_programs_secret_opens_every_mailbox(xinghai: Any, token: str) -> None:
    assert (await hand_over(xinghai, token, LETTER)).status_code == 204
    assert len((await ask(xinghai, token)).json()) == 1


async def test_a_message_sent_again_lies_there_once_and_on_top(xinghai: Any, key: str) -> None:
    for number in ("first", "second", "first"):
        await hand_over(xinghai, key, LETTER | {"key": number})
    assert [kept["key"] for kept in (await ask(xinghai, key)).json()] == ["first", "second"]


async def test_one_word_to_two_people_is_two_messages(xinghai: Any, key: str) -> None:
    for person in ("lin.wei@xinghai.example", "mei@xinghai.example"):
        await hand_over(xinghai, key, LETTER | {"to": person})
    assert len((await ask(xinghai, key)).json()) == 2


async def test_the_newest_two_hundred_are_kept(xinghai: Any, key: str) -> None:
    for number in range(203):
        await hand_over(xinghai, key, LETTER | {"key": f"k{number}"})
    kept = [message["key"] for message in (await ask(xinghai, key)).json()]
    assert kept == [f"k{number}" for number in range(202, 2, -1)]


async def test_an_address_can_be_followed_and_everything_else_is_only_text(xinghai: Any, key: str) -> None:
    text = LETTER["text"] + '\n<script>alert(1)</script> javascript:alert(1) http://a.example/?q="><b>'
    await hand_over(xinghai, key, LETTER | {"text": text, "subject": "<i>您好</i>"})
    page = (await xinghai.client.get(f"/mailbox/{xinghai.pid}")).text
    address = "http://xinghai.localhost:8000/orders/X1/open?token=a-b"
    assert f'<a href="{address}">{address}</a>。请妥善保管' in page
    assert '<a href="http://a.example/?q=">http://a.example/?q=</a>&#34;&gt;&lt;b&gt;' in page
    assert "&lt;script&gt;" in page
    assert "&lt;i&gt;您好" in page
    assert '"javascript:' not in page


async def test_the_page_speaks_both_languages_and_says_when_it_is_empty(xinghai: Any) -> None:
    address = f"/mailbox/{xinghai.pid}"
    english = (await xinghai.client.get(address, headers={"accept-language": "en"})).text
    chinese = (await xinghai.client.get(address, headers={"accept-language": "zh-CN"})).text
    assert "No message yet" in english
    assert "还没有消息" in chinese


async def test_nobody_has_a_mailbox_without_an_account(xinghai: Any) -> None:
    assert (await xinghai.client.get("/mailbox/999999")).status_code == 404


async def test_the_test_finds_a_wrong_key_and_a_wrong_address(
    xinghai: Any, reach: Any, free_port: int
) -> None:
    await PracticeMail().check_settings(reach(xinghai))
    with pytest.raises(Unavailable, match="another one"):
        await PracticeMail().check_settings(reach(xinghai, key="guessed-key"))
    with pytest.raises(Unavailable, match="does not answer"):
        await PracticeMail().check_settings(reach(xinghai, base_url=f"http://127.0.0.1:{free_port}"))
    with pytest.raises(InvalidInput):
        await PracticeMail().check_settings(reach(xinghai, pid=""))


async def test_a_wrong_key_ends_the_tries_and_a_gateway_that_is_away_does_not(
    xinghai: Any, reach: Any, free_port: int
) -> None:
    letter = Message("p3", "chen.hao@example.com", "123456", "123456")
    with pytest.raises(MessageRefused):
        await PracticeMail().send(reach(xinghai, key="guessed-key"), letter)
    with pytest.raises(Unavailable):
        await PracticeMail().send(reach(xinghai, base_url=f"http://127.0.0.1:{free_port}"), letter)


async def hand_over(shop: Any, secret: str, letter: dict[str, str]) -> Any:
    address = f"/practice/merchants/{shop.pid}/messages"
    return await shop.client.post(address, json=letter, headers={"Authorization": f"Bearer {secret}"})


async def ask(shop: Any, secret: str) -> Any:
    address = f"/practice/merchants/{shop.pid}/messages"
    return await shop.client.get(address, headers={"Authorization": f"Bearer {secret}"})
