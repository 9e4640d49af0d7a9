"""The review desk in stories: Lin Wei asks for a shop, Mei and Hua review, Ada decides about the calendar."""

import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio
from PIL import Image

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.kernel.mail_server import MailServer
from bodega.moderation.decide_application import decide_application
from bodega.moderation.due_dates import due_for
from bodega.moderation.read_case import read_case
from bodega.moderation.subjects import CATEGORY, DOCUMENT, Said, Sheet, Subject
from bodega.onboarding.hand_in_application import want_categories
from bodega.qualifications.add_paper import NewPaper, add_paper
from bodega.qualifications.hand_in import hand_in_papers
from bodega.qualifications.read_paper_form import PaperSaid
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.staff_member import StaffMember
from bodega.staff.start_session import start_session
from bodega.street.open_shop import ask_for_shop

MONDAY_NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon in Beijing
USCC = "91350100M000100Y43"
CARDS = "games_pc_cards"


def picture(colour: str = "#c33") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return out.getvalue()


@dataclass
class Applicant:
    """Somebody who asks for a shop, and what lies on the desk of it."""

    street: object
    account_id: UUID
    shop_id: UUID
    id: UUID
    categories: tuple[str, ...]
    papers: dict[str, UUID] = field(default_factory=dict)

    async def add(self, kind: str, *, colour: str = "#c33", number: str = "", **fields: str) -> UUID:
        about = kind.endswith("authorisation")
        said = PaperSaid({"holder": "星海科技", **fields}, number, None, None)
        new = NewPaper(
            kind, said, self.categories if about else (), [(f"{kind}.png", picture(colour))], application_id=self.id,
            replaces=self.papers.get(kind),
        )  # fmt: skip
        self.papers[kind] = await add_paper(
            self.street.runtime, new, account_id=self.account_id, actor="Lin Wei", now=MONDAY_NOON
        )
        return self.papers[kind]

    async def hand_in(self, *, at: datetime = MONDAY_NOON) -> None:
        async with platform_scope() as scope:
            row = await scope.fetchrow(
                "update application set state = 'submitted', revision = revision + 1, submitted_at = $2, due_at = $3"
                " where id = $1 and state in ('draft', 'more') returning revision, answers",
                self.id, at, await due_for(scope, self.categories, at),
            )  # fmt: skip
            papers = [{"kind": kind, "digest": str(key)} for kind, key in self.papers.items()]
            papers = [{"kind": one["kind"], "fields": {"paper": one["digest"]}} for one in papers]
            await scope.execute(
                "insert into submission (application_id, revision, at, content) values ($1, $2, $3, $4)",
                self.id, row["revision"], at, {"answers": row["answers"], "papers": papers},
            )  # fmt: skip
            await want_categories(scope, self.id, list(self.categories))
            await hand_in_papers(scope, self.id, now=at)

    async def case(self):
        async with platform_scope() as scope:
            return await read_case(scope, self.id, now=MONDAY_NOON)

    async def state(self) -> str:
        return (await self.case()).state

    async def shop_state(self) -> str:
        async with platform_scope() as scope:
            return await scope.fetchval("select state from shop where id = $1", self.shop_id)

    async def sheet(self, aim: str = "decide", *, seen: int | None = None, **verdicts: str | Said) -> Sheet:
        """By kind of paper or code of category; `all` for those that are not named."""
        case = await self.case()
        rest = verdicts.pop("all", "")
        said: dict[Subject, Said] = {}
        for paper in case.handed_in:
            verdict = verdicts.pop(paper.kind, rest)
            said[Subject(DOCUMENT, str(paper.id))] = verdict if isinstance(verdict, Said) else Said(verdict)
        for wanted in case.categories:
            verdict = verdicts.pop(wanted.code, rest)
            said[Subject(CATEGORY, wanted.code)] = verdict if isinstance(verdict, Said) else Said(verdict)
        for name, verdict in verdicts.items():
            said[Subject("application", name)] = verdict if isinstance(verdict, Said) else Said(verdict)
        said = {subject: one for subject, one in said.items() if one.verdict}
        return Sheet(case.revision, len(case.decisions) if seen is None else seen, said, aim)

    async def decide(
        self, by: StaffMember, aim: str = "decide", *, at: datetime | None = None, **verdicts: str | Said
    ):
        sheet = await self.sheet(aim, **verdicts)
        return await self.send(sheet, by, at=at)

    async def send(self, sheet: Sheet, by: StaffMember, *, at: datetime | None = None):
        return await decide_application(
            self.street.runtime, self.id, sheet, by=by, now=at or MONDAY_NOON + timedelta(hours=1)
        )


Apply = Callable[..., Awaitable[Applicant]]


@pytest_asyncio.fixture
async def apply(street) -> Apply:
    """Somebody asks for a shop that sells game cards, with every paper that this takes."""

    async def ask(
        name: str = "", *, categories: tuple[str, ...] = (CARDS,), answers: dict | None = None, whole: bool = True,
        papers: tuple[str, ...] = (
            "business_licence", "representative_identity", "settlement_account", "operator_authorisation"
        ), at: datetime = MONDAY_NOON,
    ) -> Applicant:  # fmt: skip
        slug = f"shop-{new_id().hex[-10:]}"
        name = name or f"青禾{slug[-8:]}"
        account_id = await street.account("Lin Wei")
        shop_id = await ask_for_shop(
            street.runtime, slug=slug, name=name, owner_id=account_id, locale="zh-CN", at_once=False, now=at
        )
        application_id = new_id()
        said = {
            "goods": {"categories": list(categories), "market": "cn", "to_whom": "玩家"},
            "name": {"shop_name": name, "slug": slug, "locale": "zh-CN"},
            "entity": {"kind": "company", "name": "星海科技", "uscc": USCC, "representative": "林伟", "phone": slug},
            "settlement": {
                "way": "bank", "holder": "星海科技", "bank": "招商银行",
                "account": {"sealed": "x", "tail": "6789", "digest": slug},
            },
            **(answers or {}),
        }  # fmt: skip
        async with platform_scope() as scope:
            await scope.execute(
                "insert into application (id, account_id, shop_id, kind, state, answers, created_at, changed_at)"
                " values ($1, $2, $3, 'opening', 'draft', $4, $5, $5)",
                application_id, account_id, shop_id, said, at,
            )  # fmt: skip
        applicant = Applicant(street, account_id, shop_id, application_id, categories)
        for kind in papers if whole else ():
            fields = {"uscc": USCC} if kind == "business_licence" else {}
            await applicant.add(kind, **fields)
        await applicant.hand_in(at=at)
        return applicant

    return ask


@pytest.fixture
def reviewer(street) -> Callable[..., Awaitable[StaffMember]]:
    """Somebody who works at the desk."""

    async def hire(name: str = "Mei", role: str = "reviewer") -> StaffMember:
        account_id = await street.account(name, platform_role=role)
        now = street.runtime.clock.now()
        return StaffMember(
            account_id, name, f"{name}@people.test", "en", role, new_id(), now, True, True, on_platform=True
        )

    return hire


@pytest_asyncio.fixture
async def mei(reviewer) -> StaffMember:
    return await reviewer("Mei")


@pytest_asyncio.fixture
async def hua(reviewer) -> StaffMember:
    return await reviewer("Hua")


@pytest_asyncio.fixture
async def risky() -> AsyncIterator[str]:
    """A category of high risk, for as long as the story lasts."""
    code = "games_stores_keys"
    async with platform_scope() as scope:
        was = await scope.fetchval("select risk from trade_category where code = $1", code)
        await scope.execute("update trade_category set risk = 'high' where code = $1", code)
    yield code
    async with platform_scope() as scope:
        await scope.execute("update trade_category set risk = $2 where code = $1", code, was)


@pytest.fixture
def mailing(street, monkeypatch) -> None:
    """The platform has a mail server, so that letters are posted."""
    server = MailServer(host="mail.test", sender="platform@bodega.test")
    monkeypatch.setattr(
        street.runtime, "settings", msgspec.structs.replace(street.runtime.settings, mail_server=server)
    )


@pytest.fixture
def browser_of(street) -> Callable[..., Awaitable[httpx.AsyncClient]]:
    """A colleague's browser on the platform's host."""

    async def sign_in(person: StaffMember, locale: str = "en") -> httpx.AsyncClient:
        now = street.runtime.clock.now()
        async with platform_scope() as scope:
            await scope.execute(
                "update account set totp_confirmed_at = $2 where id = $1", person.account_id, now
            )
            token = await start_session(scope, person.account_id, "platform", now=now, second_factor=True)
        transport = httpx.ASGITransport(app=street.app, client=(f"2001:db8::{new_id().hex[-4:]}", 40000))
        return httpx.AsyncClient(
            transport=transport,
            base_url=f"http://{street.settings.base_domain}",
            headers={"accept": "text/html", "accept-language": locale},
            cookies={session_cookie_name(street.runtime): token},
        )

    return sign_in


@pytest.fixture
def send_form() -> Callable[..., Awaitable[httpx.Response]]:
    async def send(browser: httpx.AsyncClient, page: str, to: str = "", **fields: str) -> httpx.Response:
        html = (await browser.get(page)).text
        token = re.search(r'name="_csrf_token" value="([^"]+)"', html)
        assert token, html
        return await browser.post(to or page, data={"_csrf_token": token[1], **fields})

    return send
