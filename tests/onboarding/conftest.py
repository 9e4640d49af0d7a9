"""Lin Wei on the way to a shop: a browser of his own, a client that walks the journey, and what it leaves in the tables."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"
USCC = "91350100M000100Y43"
RESIDENT = "11010519491231002X"


@pytest.fixture
def settings_are(street, monkeypatch) -> Callable[..., None]:
    """Change the operator's settings for one story."""

    def change(**settings: object) -> None:
        monkeypatch.setattr(
            street.runtime, "settings", msgspec.structs.replace(street.runtime.settings, **settings)
        )

    return change


@pytest.fixture
def browser_at(street) -> Callable[..., httpx.AsyncClient]:
    def browser(**cookies: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=street.app, client=(f"2001:db8::{new_id().hex[-4:]}", 40000))
        return httpx.AsyncClient(
            transport=transport,
            base_url=f"http://{street.settings.base_domain}",
            headers={"accept": "text/html", "accept-language": "en"},
            cookies=cookies,
        )

    return browser


@dataclass
class Walker:
    """Somebody with an account, in a browser, with one application."""

    street: object
    browser: httpx.AsyncClient
    account_id: UUID
    name: str
    slug: str = field(default_factory=lambda: f"shop-{new_id().hex[-10:]}")
    application: str = ""

    @property
    def home(self) -> str:
        return f"/my/applications/{self.application}"

    async def begin(self) -> "Walker":
        answer = await self.send("/my", "/my/applications")
        self.application = answer.headers["location"].rpartition("/")[2]
        return self

    async def send(self, page: str, to: str = "", **fields: str) -> httpx.Response:
        """Open a page and send the form on it."""
        html = (await self.browser.get(page)).text
        token = re.search(r'name="_csrf_token" value="([^"]+)"', html)
        assert token, html
        return await self.browser.post(to or page, data={"_csrf_token": token[1], **fields})

    async def save(self, step: str, **changed: str) -> httpx.Response:
        return await self.send(f"{self.home}/{step}", **{**self.said(step), **changed})

    def said(self, step: str) -> dict[str, str]:
        """What somebody who makes no mistake says at each step."""
        return {
            "goods": {"c_games_pc_cards": "on", "market": "cn", "to_whom": "玩家"},
            "name": {"shop_name": f"星海{self.slug[-6:]}数字生活馆", "slug": self.slug, "locale": "zh-CN"},
            "entity": {
                "kind": "company", "name": "星海（福州）科技有限公司", "uscc": USCC, "representative": "林伟",
                "id_kind": "resident", "identity": RESIDENT, "address": "福州市鼓楼区一号", "phone": "13800138000",
            },
            "settlement": {"way": "bank", "holder": "星海(福州)科技有限公司", "bank": "招商银行福州分行", "account": "6225 8801 2345 6789"},
            "agreement": {"version": "agreement.1 fees.1", "agreed": "on"},
        }[step]  # fmt: skip

    async def add_paper(self, kind: str, **fields: str) -> httpx.Response:
        page = f"{self.home}/papers/new?kind={kind}"
        html = (await self.browser.get(page)).text
        token = re.search(r'name="_csrf_token" value="([^"]+)"', html)
        assert token, html
        return await self.browser.post(
            f"{self.home}/papers",
            data={"_csrf_token": token[1], "kind": kind, **fields},
            files={"file": ("paper.pdf", PDF, "application/pdf")},
        )

    async def add_every_paper(self) -> None:
        holder = {"holder": "星海（福州）科技有限公司"}
        await self.add_paper("business_licence", **holder, uscc=USCC)
        await self.add_paper("representative_identity", holder="林伟")
        await self.add_paper("settlement_account", **holder, bank="招商银行", last_digits="6789")
        await self.add_paper(
            "operator_authorisation", grantor="星海网络", goods="星海点卡", covers_games_pc_cards="on",
            valid_from="2026-01-01", valid_until="2099-12-31",
        )  # fmt: skip

    async def fill_in_everything(self) -> None:
        for step in ("goods", "name", "entity", "settlement", "agreement"):
            answer = await self.save(step)
            assert answer.status_code == 303, answer.text
        await self.add_every_paper()

    async def hand_in(self) -> httpx.Response:
        return await self.send(self.home, f"{self.home}/submissions")

    async def page(self, path: str = "") -> str:
        return (await self.browser.get(f"{self.home}{path}")).text

    async def row(self) -> dict:
        async with platform_scope() as scope:
            row = await scope.fetchrow(
                "select state, answers, revision, shop_id, due_at, submitted_at, changed_at, warned_at"
                "  from application where id = $1",
                UUID(self.application),
            )
        return dict(row)

    async def shop(self) -> dict | None:
        async with platform_scope() as scope:
            row = await scope.fetchrow(
                "select id, name, slug, state, schema_name, opens_into, vouched from shop where slug = $1",
                self.slug,
            )
        return dict(row) if row else None


@pytest_asyncio.fixture
async def somebody(street, browser_at, settings_are) -> AsyncIterator[Callable]:
    """More people with accounts, each in a browser of their own; shops open by the guided way."""
    settings_are(open_shops_at_once=False)
    opened = []

    async def meet(name: str) -> Walker:
        account_id = await street.account(name)
        async with platform_scope() as scope:
            token = await start_session(scope, account_id, "platform", now=datetime.now(UTC))
        browser = browser_at(**{session_cookie_name(street.runtime): token})
        opened.append(browser)
        return Walker(street, browser, account_id, name)

    yield meet
    for browser in opened:
        await browser.aclose()


@pytest_asyncio.fixture
async def lin_wei(somebody) -> Walker:
    return await (await somebody("Lin Wei")).begin()
