"""Somebody of the shop decides about money that Chen Hao asked back, and he reads it in his mail."""

import json
from email import message_from_bytes, policy

import pytest
import pytest_asyncio
from aiosmtpd.controller import Controller

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.shop_jobs import shop_jobs
from bodega_shop.wallet.ask_payback import ask_payback
from bodega_shop.wallet.decide_payback import grant_payback, refuse_payback
from bodega_shop.wallet.list_paybacks import list_open_paybacks

JOB = "wallet.tell_payback"


class LetterBox(Controller):
    """A real mail server on this machine, on a port of its own choice."""

    def __init__(self):
        self.letters = []
        super().__init__(self, hostname="127.0.0.1", port=0)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - its name there
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest_asyncio.fixture
async def box(stand):
    """The shop sends its mail there, and its channel gives money back."""
    box = LetterBox()
    box.start()
    settings = {
        "host": "127.0.0.1",
        "port": box.port,
        "security": "none",
        "from_address": "shop@xinghai.example",
    }
    async with platform_scope() as scope:
        await scope.execute(
            "insert into shop_plugin (id, shop_id, plugin, enabled, settings, changed_at) values ($1, $2, 'email', true, $3, $4)",
            new_id(), stand.shop.id, settings, stand.street.runtime.clock.now(),
        )  # fmt: skip
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update channel set settings = $1", {"refunds": True})
    await stand.street.runtime.directory.announce_change(stand.shop.id)
    stand.shop = await stand.street.runtime.directory.by_id(stand.shop.id)
    yield box
    box.stop()


@pytest_asyncio.fixture
async def asked(purse, box):
    """Chen Hao asks for 60 yuan of what he paid in long ago."""
    await purse.paid_in(10_000)
    purse.later(days=8)
    assert await ask(purse) == "asked"
    [question] = await list_open_paybacks(purse.stand.shop)
    return question


async def ask(purse):
    stand = purse.stand
    return await ask_payback(
        stand.street.runtime, stand.shop, await stand.profile(), purse.customer_id, Money(6_000, "CNY"), "不再需要",
        now=purse.now,
    )  # fmt: skip


async def post_office(purse):
    """Do what waits to be told."""
    pool = purse.stand.street.owner_pool
    rows = await pool.fetch(
        "delete from queue.pgqueuer where shop = $1 and entrypoint = $2 returning payload",
        purse.stand.shop.schema, JOB,
    )  # fmt: skip
    [job] = [job for job in shop_jobs() if job.name == JOB]
    for row in rows:
        await job.run(purse.stand.street.runtime, purse.stand.shop, json.loads(row["payload"]))


@pytest.mark.parametrize(
    ("locale", "words"), [("zh-CN", ("60.00", "已同意")), ("en", ("60.00", "the shop agreed"))]
)
async def test_what_was_granted_is_told_in_the_customers_language(purse, box, asked, locale, words):
    stand = purse.stand
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update customer set locale = $1", locale)
    await grant_payback(stand.street.runtime, stand.shop, asked.id, "source", by=purse.owner, now=purse.now)
    await post_office(purse)
    [letter] = box.letters
    assert letter["to"] == "chen.hao@example.com"
    assert all(word in letter.get_content() for word in words)
    assert "/account" in letter.get_content()


async def test_what_was_refused_is_told_with_the_shops_answer(purse, box, asked):
    await refuse_payback(purse.stand.shop, asked.id, "请先联系客服", by=purse.owner, now=purse.now)
    await post_office(purse)
    [letter] = box.letters
    assert "请先联系客服" in letter.get_content()
    assert await purse.agree() == (10_000, 0)


async def test_nobody_is_told_before_it_is_decided_or_after_the_account_is_gone(purse, box, asked):
    await post_office(purse)
    await refuse_payback(purse.stand.shop, asked.id, "请先联系客服", by=purse.owner, now=purse.now)
    async with shop_scope(purse.stand.shop) as scope:
        await scope.execute("update customer set state = 'erased', email = '', email_digest = null")
    await post_office(purse)
    assert box.letters == []


async def test_what_goes_back_at_once_needs_no_letter(purse, box):
    await purse.paid_in(10_000)
    assert await ask(purse) == "granted"
    await post_office(purse)
    assert box.letters == []
