"""What the platform writes to people: it arrives once, in their language, and links in it open what they are for."""

import asyncio
import re
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Refused, Unavailable
from bodega.kernel.ids import new_id
from bodega.kernel.mail_server import MailServer
from bodega.mail.post_mail import post_mail
from bodega.mail.send_mail import send_mail
from bodega.staff.create_account import create_account
from bodega.staff.prove_address import owes_proof
from bodega_shop.settings.add_staff import add_staff

PASSWORD, NEW = "four quiet lamps tonight", "seven red boats at noon"
# What stands beside the tick, on a street that still has the texts that come with the program.
AGREED = {"agreed": "agreement.1 fees.1 user_terms.1 privacy.1", "consent": "on"}


class Post:
    """A real mail server on this machine."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's name
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@pytest.fixture
def post(settings_are):
    handler = Post()
    with socket.socket() as finding:
        finding.bind(("127.0.0.1", 0))
        port = finding.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings_are(
        mail_server=MailServer(host="127.0.0.1", port=port, security="none", sender="street@bodega.test")
    )
    yield handler
    controller.stop()


@pytest.fixture
def delivered(street, post):
    """Do what the worker does with every mail that waits for this address, and give the last one."""

    async def deliver(email: str) -> EmailMessage | None:
        before = len(post.mails)
        async with platform_scope() as scope:
            rows = await scope.fetch(
                "select id from mail where recipient = $1 and sealed is not null order by created_at, id",
                email,
            )
        for row in rows:
            await send_mail(street.runtime, {"mail_id": str(row["id"])})
        return post.mails[-1] if len(post.mails) > before else None

    return deliver


@pytest.fixture
async def mei(street):
    """Mei's address; she has an account."""
    email = f"mei-{new_id().hex[-10:]}@people.test"
    await create_account(
        email=email, name="Mei", password=PASSWORD, locale="zh-CN", now=street.runtime.clock.now()
    )
    return email


def _path(mail: EmailMessage, place: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/my/{place}/[\w-]+)", mail.get_content())
    assert found, mail.get_content()
    return found[1]


async def _signs_in(browser, send_form, email: str, password: str) -> bool:
    answer = await send_form(browser, "/my/sign-in", email=email, password=password)
    return answer.status_code == 303


async def test_a_forgotten_password_is_chosen_anew_and_other_browsers_are_signed_out(
    browser_at, visitor, send_form, delivered, mei
):
    async with browser_at() as elsewhere:
        answer = await send_form(elsewhere, "/my/sign-in", email=mei, password=PASSWORD)
        elsewhere.cookies.update(answer.cookies)
        assert (await elsewhere.get("/my")).status_code == 200
        told = await send_form(visitor, "/my/forgotten", email=mei.upper())
        assert "If there is an account" in told.text
        mail = await delivered(mei)
        assert mail["to"] == mei
        assert "设置新密码" in mail["subject"]
        assert "Mei" not in mail.get_content(), "anybody may type any name and any address"
        link = _path(mail, "passwords")
        weak = await send_form(visitor, link, password="password")
        assert weak.status_code == 400
        assert (await send_form(visitor, link, password=NEW)).status_code == 200
        assert (await elsewhere.get("/my")).headers["location"].startswith("/my/sign-in")
    assert not await _signs_in(visitor, send_form, mei, PASSWORD)
    assert await _signs_in(visitor, send_form, mei, NEW)
    assert (await visitor.get(link)).status_code == 404
    assert "已修改" in (await delivered(mei))["subject"]


async def test_an_address_that_nobody_has_is_answered_the_same(visitor, send_form, delivered, mei):
    nobody = f"nobody-{new_id().hex[-8:]}@people.test"
    pages = [await send_form(visitor, "/my/forgotten", email=email) for email in (mei, nobody)]
    plain = [re.sub(r'value="[^"]*"', "", page.text.replace(mei, "x").replace(nobody, "x")) for page in pages]
    assert plain[0] == plain[1]
    assert await delivered(nobody) is None


async def test_an_account_gets_few_mails_and_whoever_asks_too_often_still_learns_nothing(
    visitor, send_form, post, delivered, mei
):
    for _ in range(5):
        assert (await send_form(visitor, "/my/forgotten", email=mei)).status_code == 200
    await delivered(mei)
    assert len(post.mails) == 3


async def test_one_computer_asks_for_few_addresses(visitor, send_form, post):
    answers = [
        await send_form(visitor, "/my/forgotten", email=f"a{number}@people.test") for number in range(21)
    ]
    assert [answer.status_code for answer in answers][-2:] == [200, 429]


async def test_only_the_last_link_counts_and_only_for_half_an_hour(
    street, visitor, send_form, delivered, mei
):
    await send_form(visitor, "/my/forgotten", email=mei)
    first = _path(await delivered(mei), "passwords")
    await send_form(visitor, "/my/forgotten", email=mei)
    second = _path(await delivered(mei), "passwords")
    assert (await visitor.get(first)).status_code == 404
    assert (await visitor.get(second)).status_code == 200
    async with platform_scope() as scope:
        await scope.execute("update account_link set expires_at = created_at where email = $1", mei)
    assert (await visitor.get(second)).status_code == 404


async def test_of_two_who_use_one_link_at_once_one_chooses(browser_at, send_form, delivered, visitor, mei):
    await send_form(visitor, "/my/forgotten", email=mei)
    link = _path(await delivered(mei), "passwords")
    async with browser_at() as one, browser_at() as other:
        answers = await asyncio.gather(
            *(send_form(browser, link, password=NEW) for browser in (one, other)), return_exceptions=True
        )
    done = [answer for answer in answers if getattr(answer, "status_code", 0) == 200]
    assert len(done) == 1


async def test_without_a_mail_server_the_page_says_whom_to_ask(visitor, mei):
    page = (await visitor.get("/my/forgotten")).text
    assert "Whoever runs this street" in page
    assert "Whoever runs this street" in (await visitor.get("/my/sign-in")).text


async def test_who_signs_up_confirms_the_address_with_a_link(street, visitor, send_form, delivered, a_slug):
    email = f"lin-wei-{new_id().hex[-10:]}@people.test"
    fields = {"name": "Lin Wei", "password": PASSWORD, "shop_name": "星海点卡行", "locale": "zh-CN", **AGREED}
    answer = await send_form(visitor, "/open", email=email, slug=a_slug, **fields)
    assert answer.status_code == 303, answer.text
    answer = await send_form(visitor, "/my/sign-in", email=email, password=PASSWORD)
    visitor.cookies.update(answer.cookies)
    home = (await visitor.get("/my")).text
    assert "Please confirm your e-mail address" in home
    assert "星海点卡行" in home
    mail = await delivered(email)
    assert "Lin Wei" not in mail.get_content(), "anybody may type any name and any address"
    link = _path(mail, "proofs")
    async with platform_scope() as scope:
        account_id = await scope.fetchval("select id from account where email = $1", email)
    assert await owes_proof(street.runtime, account_id)
    assert (await visitor.get(link)).status_code == 200
    assert await owes_proof(street.runtime, account_id), "a program that looks into mails confirms nothing"
    assert (await send_form(visitor, link)).status_code == 200
    assert not await owes_proof(street.runtime, account_id)
    assert (await send_form(visitor, link)).status_code == 404
    assert "Please confirm" not in (await visitor.get("/my")).text


async def test_without_a_mail_server_or_where_the_operator_wants_it_so_nobody_owes_a_proof(
    street, mei, settings_are, post
):
    async with platform_scope() as scope:
        account_id = await scope.fetchval("select id from account where email = $1", mei)
    assert await owes_proof(street.runtime, account_id)
    settings_are(prove_addresses=False)
    assert not await owes_proof(street.runtime, account_id)
    settings_are(prove_addresses=True, mail_server=MailServer())
    assert not await owes_proof(street.runtime, account_id)


async def test_an_account_that_has_not_proved_its_address_gets_no_place(street, mei, post):
    """Anybody could have signed up with Mei's address before Mei did."""
    shop, now = await street.open_shop(), street.runtime.clock.now()
    wish = {
        "email": mei,
        "name": "Mei",
        "role": "operator",
        "by": SimpleNamespace(account_id=None, name="Lin Wei"),
    }
    with pytest.raises(Refused, match="not confirmed"):
        await add_staff(street.runtime, shop, now=now, **wish)
    async with platform_scope() as scope:
        await scope.execute("update account set email_proven_at = $2 where email = $1", mei, now)
    assert not (await add_staff(street.runtime, shop, now=now, **wish)).password


async def test_a_mail_is_sealed_until_it_is_sent_and_gone_then(street, post, delivered):
    email = f"x-{new_id().hex[-8:]}@people.test"
    async with platform_scope() as scope:
        await post_mail(
            scope, street.runtime, to=email, locale="en", subject="Choose a new password",
            text="secret words", now=street.runtime.clock.now(),
        )  # fmt: skip
        sealed = await scope.fetchval("select sealed from mail where recipient = $1", email)
    assert b"secret" not in sealed
    await delivered(email)
    await delivered(email)
    assert len(post.mails) == 1
    async with platform_scope() as scope:
        assert await scope.fetchval("select sealed from mail where recipient = $1", email) is None


async def test_what_may_pass_is_tried_again_and_a_final_no_is_taken(street, post, delivered):
    email = f"x-{new_id().hex[-8:]}@people.test"
    async with platform_scope() as scope:
        await post_mail(
            scope,
            street.runtime,
            to=email,
            locale="en",
            subject="s",
            text="t",
            now=street.runtime.clock.now(),
        )
    post.answer = "451 later"
    with pytest.raises(Unavailable):
        await delivered(email)
    post.answer = "550 nobody here"
    assert await delivered(email) is None
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select sealed, sent_at, given_up_at from mail where recipient = $1", email
        )
    assert row["sealed"] is None
    assert row["sent_at"] is None
    assert row["given_up_at"] is not None
