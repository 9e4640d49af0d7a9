"""Chen Hao's browser at 星海点卡行, whose mail goes to a letter box that the stories can read."""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import httpx
import pytest
import pytest_asyncio
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega_shop.customers.customer_cookie import customer_cookie_name
from bodega_shop.customers.send_code import send_code

PASSWORD = "seven lanterns by the river"
EMAIL = "chen.hao@example.com"


@dataclass
class LetterBox:
    """What the mail server took in."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


class MailServer(Controller):
    """On a port of its own choice."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def letters() -> Iterator[LetterBox]:
    """A real mail server on this machine."""
    box = LetterBox()
    server = MailServer(box, hostname="127.0.0.1", port=0)
    server.start()
    box.port = server.port
    yield box
    server.stop()


async def switch_on_mail(stand, letters: LetterBox) -> None:
    settings = {
        "host": "127.0.0.1",
        "port": letters.port,
        "security": "none",
        "from_address": "shop@xinghai.example",
    }
    async with platform_scope() as scope:
        await scope.execute(
            "insert into shop_plugin (id, shop_id, plugin, enabled, settings, changed_at) values ($1, $2, 'email', true, $3, $4)",
            new_id(), stand.shop.id, settings, stand.street.runtime.clock.now(),
        )  # fmt: skip
    await stand.street.runtime.directory.announce_change(stand.shop.id)
    stand.shop = await stand.street.runtime.directory.by_id(stand.shop.id)


@dataclass
class Visitor:
    """One browser at one shop."""

    stand: object
    letters: LetterBox
    browser: httpx.AsyncClient
    sent: set[str] = field(default_factory=set)

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Fill in a form of the account, with the token of its page."""
        return await self.browser.post(path, data={"_csrf_token": await self.token(), **fields})

    async def token(self) -> str:
        page = await self.browser.get("/account/sign-in", follow_redirects=True)
        found = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
        assert found, page.text
        return found[1]

    async def post_office(self) -> list[EmailMessage]:
        """Do the jobs that send; the messages that came since the last time."""
        pool = self.stand.street.owner_pool
        rows = await pool.fetch(
            "select id, payload from queue.pgqueuer where shop = $1 and entrypoint = 'customers.send_code' order by id",
            self.stand.shop.schema,
        )
        before = len(self.letters.messages)
        for row in rows:
            if str(row["id"]) not in self.sent:
                self.sent.add(str(row["id"]))
                await send_code(self.stand.street.runtime, self.stand.shop, json.loads(row["payload"]))
        return self.letters.messages[before:]

    async def code(self) -> str:
        [message] = await self.post_office()
        return re.search(r"\b(\d{6})\b", message.get_content())[1]

    async def sign_up(self, contact: str = EMAIL, password: str = PASSWORD) -> None:
        asked = await self.send("/account/sign-up", contact=contact, password=password, consent="on")
        assert asked.status_code == 303, asked.text
        done = await self.send(asked.headers["location"], code=await self.code())
        assert (done.status_code, done.headers["location"]) == (303, "/account"), done.text

    async def sign_in(self, contact: str = EMAIL, password: str = PASSWORD) -> httpx.Response:
        return await self.send("/account/sign-in", contact=contact, password=password)

    @property
    def cookie(self) -> str:
        return self.browser.cookies.get(customer_cookie_name(self.stand.street.runtime), "")

    async def fetchval(self, sql: str, *args: object) -> object:
        async with shop_scope(self.stand.shop) as scope:
            return await scope.fetchval(sql, *args)


@pytest_asyncio.fixture
async def visit(street, stand, letters) -> AsyncIterator[Callable[..., Visitor]]:
    """Another browser, at an address of its own."""
    await switch_on_mail(stand, letters)
    browsers: list[httpx.AsyncClient] = []

    def come(shop=None) -> Visitor:
        transport = httpx.ASGITransport(app=street.app, client=(f"2001:db8::{new_id().hex[-4:]}", 40000))
        browser = httpx.AsyncClient(
            transport=transport,
            base_url=f"http://{(shop or stand.shop).canonical_host}",
            headers={
                "accept": "text/html",
                "accept-language": "en",
                "user-agent": "Mozilla/5.0 (iPhone) Safari",
            },
        )
        browsers.append(browser)
        return Visitor(stand, letters, browser)

    yield come
    for browser in browsers:
        await browser.aclose()


@pytest.fixture
def chen_hao(visit) -> Visitor:
    return visit()
