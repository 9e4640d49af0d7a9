"""Yunting writes to Chen Hao: through a real mail server, and past everything that goes wrong there."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bodega_email import carry_mail

from bodega_shop.extend import InvalidInput, Message, MessageRefused, Refused, Unavailable

DELIVERED = Message(
    key="order-20261121M9QX2TA7K3-delivered",
    recipient="chen.hao@buyers.example",
    subject="您的订单已发货",
    text="您好，陈昊：\n卡密已可在订单页查看。\n",
)


async def test_a_buyer_gets_the_message(notifier: Any, shop_with: Any, mail_server: Any) -> None:
    post = mail_server()
    await notifier.send(shop_with(port=post.port), DELIVERED)
    [envelope], [mail] = post.envelopes, post.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == ("hello@yunting.example", ["chen.hao@buyers.example"])
    assert mail["Subject"] == "您的订单已发货"
    assert mail["From"] == "云听会员店 <hello@yunting.example>"
    assert mail.get_content().replace("\r\n", "\n") == DELIVERED.text
    assert set(post.greetings) == {"yunting.example"}


async def test_it_signs_in_over_starttls(
    notifier: Any, shop_with: Any, mail_server: Any, trusted: Path, login: Any
) -> None:
    post = mail_server(starttls=trusted, auth=True)
    await notifier.send(shop_with(port=post.port, security="starttls", **login), DELIVERED)
    assert (post.users, len(post.envelopes)) == ([login["user"]], 1)


async def test_it_signs_in_over_tls_from_the_start(
    notifier: Any, shop_with: Any, mail_server: Any, trusted: Path, login: Any
) -> None:
    post = mail_server(tls=trusted, auth=True)
    await notifier.send(shop_with(port=post.port, security="tls", **login), DELIVERED)
    assert (post.users, len(post.envelopes)) == ([login["user"]], 1)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_tls_verification_off(
    notifier: Any, shop_with: Any, mail_server: Any, authority: Path, login: Any, security: str
) -> None:
    """Hole of the field: a certificate that nobody vouches for gets neither the password nor the mail."""
    post = mail_server(**{security: authority}, auth=True)
    with pytest.raises(InvalidInput, match="certificate") as failure:
        await notifier.send(shop_with(port=post.port, security=security, **login), DELIVERED)
    assert failure.value.field == "host"
    assert (post.users, post.envelopes) == ([], [])


async def test_a_certificate_for_another_host_is_refused(
    notifier: Any, shop_with: Any, mail_server: Any, trusted: Path, login: Any
) -> None:
    post = mail_server(starttls=trusted, auth=True)
    context = shop_with(host="mail.localhost", port=post.port, security="starttls", **login)
    with pytest.raises(InvalidInput, match="certificate"):
        await notifier.send(context, DELIVERED)
    assert post.users == []


async def test_nothing_is_sent_when_encryption_was_asked_for_and_is_missing(
    notifier: Any, shop_with: Any, mail_server: Any, login: Any
) -> None:
    post = mail_server(auth=True)
    with pytest.raises(InvalidInput, match="STARTTLS") as failure:
        await notifier.send(shop_with(port=post.port, security="starttls", **login), DELIVERED)
    assert failure.value.field == "security"
    with pytest.raises(InvalidInput, match="encryption"):
        await notifier.send(shop_with(port=post.port, security="tls", **login), DELIVERED)
    assert post.envelopes == []


async def test_a_password_is_never_sent_in_the_clear(
    notifier: Any, shop_with: Any, mail_server: Any, login: Any
) -> None:
    post = mail_server()
    with pytest.raises(InvalidInput, match="encrypted") as failure:
        await notifier.send(shop_with(port=post.port, security="none", **login), DELIVERED)
    assert failure.value.field == "security"
    assert post.greetings == []


async def test_a_wrong_password_is_named(
    notifier: Any, shop_with: Any, mail_server: Any, trusted: Path, login: Any
) -> None:
    post = mail_server(starttls=trusted, auth=True)
    context = shop_with(port=post.port, security="starttls", user=login["user"], password="wrong")
    with pytest.raises(InvalidInput) as failure:
        await notifier.send(context, DELIVERED)
    assert failure.value.field == "password"
    assert "wrong" not in repr(context) + str(failure.value)


async def test_a_server_that_asks_for_no_name_says_so(
    notifier: Any, shop_with: Any, mail_server: Any, trusted: Path, login: Any
) -> None:
    post = mail_server(starttls=trusted)
    with pytest.raises(InvalidInput) as failure:
        await notifier.send(shop_with(port=post.port, security="starttls", **login), DELIVERED)
    assert failure.value.field == "user"


async def test_a_server_that_is_down_may_come_back(notifier: Any, shop_with: Any, closed_port: int) -> None:
    with pytest.raises(Unavailable):
        await notifier.send(shop_with(port=closed_port), DELIVERED)


@pytest.mark.parametrize("answer", ["to_recipient", "to_data", "to_sender"])
async def test_a_final_no_ends_the_tries_and_a_not_now_does_not(
    notifier: Any, shop_with: Any, mail_server: Any, answer: str
) -> None:
    never = mail_server(**{answer: "550 5.1.1 No such mailbox"})
    with pytest.raises(MessageRefused):
        await notifier.send(shop_with(port=never.port), DELIVERED)
    later = mail_server(**{answer: "451 4.7.1 Greylisted"})
    with pytest.raises(Unavailable):
        await notifier.send(shop_with(port=later.port), DELIVERED)


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "chen",
        "13800138000",
        "a@b\r\nBcc: c@d.example",
        "a@b.example> NOTIFY=NEVER",
        "a@b.example,c@d.example",
    ],
)
async def test_what_is_no_address_gets_no_mail(
    notifier: Any, shop_with: Any, mail_server: Any, recipient: str
) -> None:
    post = mail_server()
    with pytest.raises(MessageRefused):
        await notifier.send(shop_with(port=post.port), Message("k", recipient, "s", "t"))
    assert post.greetings == []


async def test_a_server_inside_our_network_is_refused(
    notifier: Any, shop_with: Any, mail_server: Any
) -> None:
    """Hole of the field: what a tenant types in must not lend the tenant our place in the network."""
    post = mail_server()
    for host in ("localhost", "127.0.0.1", "169.254.169.254", "10.0.0.1"):
        with pytest.raises(Refused):
            await notifier.send(shop_with(host=host, port=post.port, allow_private=False), DELIVERED)
    assert post.greetings == []


async def test_it_connects_to_the_address_that_was_checked(
    notifier: Any, shop_with: Any, mail_server: Any
) -> None:
    """A name that is resolved a second time could lead somewhere else."""
    post = mail_server()
    asked = []

    async def resolve(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    context = replace(shop_with(host="mail.yunting.example", port=post.port), resolve=resolve)
    await notifier.send(context, DELIVERED)
    assert asked == ["mail.yunting.example"]
    assert len(post.envelopes) == 1


async def test_a_server_that_says_nothing_is_not_waited_for_long(
    notifier: Any, shop_with: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    monkeypatch.setattr(carry_mail, "TOTAL_SECONDS", 0.2)
    async with await asyncio.start_server(silence, "127.0.0.1", 0) as server:
        with pytest.raises(Unavailable):
            await notifier.send(shop_with(port=server.sockets[0].getsockname()[1]), DELIVERED)


async def test_the_settings_are_tried_without_a_mail(
    notifier: Any, shop_with: Any, mail_server: Any, trusted: Path, login: Any, closed_port: int
) -> None:
    post = mail_server(starttls=trusted, auth=True)
    await notifier.check_settings(shop_with(port=post.port, security="starttls", **login))
    assert (post.users, post.envelopes) == ([login["user"]], [])
    with pytest.raises(InvalidInput):
        await notifier.check_settings(
            shop_with(port=post.port, security="starttls", user=login["user"], password="wrong")
        )
    with pytest.raises(Unavailable):
        await notifier.check_settings(shop_with(port=closed_port))


@pytest.mark.parametrize(
    ("field", "settings"), [("host", {"host": ""}), ("from_address", {"from_address": "yunting"})]
)
async def test_unfinished_settings_are_named(
    notifier: Any, shop_with: Any, field: str, settings: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as failure:
        await notifier.check_settings(shop_with(**settings))
    assert failure.value.field == field
