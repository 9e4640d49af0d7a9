"""Lin Wei's shop is open and wants to sell more: what it has is never touched, only what is new is looked at."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from bodega.kernel.clock import SetClock
from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.lifecycle.hand_over import complete_handover, handover_of, offer_shop
from bodega.lifecycle.present_heir import accept_shop
from bodega.moderation.decide_application import decide_application
from bodega.moderation.look_at import look_at
from bodega.moderation.read_case import read_case
from bodega.moderation.subjects import CATEGORY, DOCUMENT, Said, Sheet, Subject
from bodega.onboarding.let_drafts_go import KEPT, TOLD_BEFORE, let_drafts_go
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega.street.freeze_shop import freeze_shop
from bodega.street.open_shop import finish_opening

HAS, WANTS, ALSO = "games_pc_cards", "games_mobile_cards", "games_mobile_topup"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"


class Owner:
    """Lin Wei in his browser on the platform's host, with his open shop."""

    def __init__(self, street, browser, account_id: UUID, shop_id: UUID):
        self.street, self.browser, self.account_id, self.shop_id = street, browser, account_id, shop_id
        self.home = f"/my/shops/{shop_id}/categories"

    async def read(self, path: str = "") -> str:
        answer = await self.browser.get(path or self.home)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(self, to: str = "", files=None, **fields: str) -> httpx.Response:
        token = re.search(r'name="_csrf_token" value="([^"]+)"', await self.read())
        return await self.browser.post(
            to or self.home,
            data={"_csrf_token": token[1], **fields},
            files=files,
            headers={"origin": "http://bodega.test"},
        )

    async def add_authorisation(self, *codes: str) -> httpx.Response:
        covers = {f"covers_{code}": "on" for code in codes}
        return await self.send(
            f"/my/applications/{(await self.wish())['id']}/papers", {"file": ("a.pdf", PDF, "application/pdf")},
            kind="operator_authorisation", grantor="星海网络", goods="点卡", valid_from="2026-01-01",
            valid_until="2099-12-31", **covers,
        )  # fmt: skip

    async def hand_in(self) -> httpx.Response:
        return await self.send(f"{self.home}/submissions")

    async def wish(self) -> dict:
        async with platform_scope() as scope:
            row = await scope.fetchrow(
                "select id, state, revision, answers, due_at from application where shop_id = $1 and kind = 'categories'"
                " order by created_at desc limit 1",
                self.shop_id,
            )
        return dict(row)

    async def trades(self) -> set[str]:
        async with platform_scope() as scope:
            return set(await scope.fetchval("select trades from shop where id = $1", self.shop_id))


@pytest_asyncio.fixture
async def lin_wei(street, apply, mei):
    applicant = await apply()
    await applicant.decide(mei, all="approve")
    now = street.runtime.clock.now()
    await finish_opening(street.runtime, street.owner_pool, applicant.shop_id, now=now)
    async with platform_scope() as scope:
        await scope.execute("update shop set state = 'live' where id = $1", applicant.shop_id)
        token = await start_session(scope, applicant.account_id, "platform", now=now)
    await street.runtime.directory.announce_change(applicant.shop_id)
    transport = httpx.ASGITransport(app=street.app, client=(f"2001:db8::{new_id().hex[-4:]}", 40000))
    async with httpx.AsyncClient(
        transport=transport, base_url=f"http://{street.settings.base_domain}",
        headers={"accept": "text/html", "accept-language": "en"},
        cookies={session_cookie_name(street.runtime): token},
    ) as browser:  # fmt: skip
        yield Owner(street, browser, applicant.account_id, applicant.shop_id)


@pytest.fixture
def decide(street, mei):
    async def decide(owner: Owner, verdict: str, aim: str = "decide", *, but: dict[str, Said] | None = None):
        application_id, now = (await owner.wish())["id"], street.runtime.clock.now()
        async with platform_scope() as scope:
            case = await read_case(scope, application_id, now=now)
        said = {} if aim == "refuse" else {subject: Said(verdict) for subject in case.subjects()}
        said |= {Subject(CATEGORY, code): one for code, one in (but or {}).items()}
        sheet = Sheet(case.revision, len(case.decisions), said, aim, Said(aim, words="授权书看不清。"))
        return (await decide_application(street.runtime, application_id, sheet, by=mei, now=now)).state

    return decide


async def test_what_more_takes_is_said_at_once_papers_count_again_and_only_the_new_is_looked_at(
    street, lin_wei, decide
):
    page = await lin_wei.read()
    assert f'name="c_{WANTS}"' in page
    assert f'name="c_{HAS}"' not in page
    assert "Your shop has this." in page
    assert (await lin_wei.send(**{f"c_{WANTS}": "on"})).status_code == 303
    page = await lin_wei.read()
    assert "1 paper is still missing." in page
    assert "Approved" in page
    refused = await lin_wei.hand_in()
    assert (refused.status_code, (await lin_wei.wish())["state"]) == (422, "draft")
    assert (await lin_wei.add_authorisation(WANTS)).status_code == 303
    assert (await lin_wei.hand_in()).status_code == 303
    assert "It is our turn" in await lin_wei.read()
    wish, before = await lin_wei.wish(), await lin_wei.trades()
    assert (wish["state"], wish["due_at"] is not None) == ("submitted", True)
    look = await look_at(street.runtime, wish["id"], locale="en", now=street.runtime.clock.now())
    assert [subject.kind for subject in look.case.subjects()] == [DOCUMENT, CATEGORY]
    assert look.case.known["entity"]["name"] == "星海科技"
    assert (HAS in before, WANTS in before) == (True, False)
    assert await decide(lin_wei, "approve") == "approved"
    assert await lin_wei.trades() == before | {WANTS}


async def test_a_refused_wish_leaves_the_shop_as_it_was_even_where_a_part_had_been_approved(lin_wei, decide):
    await lin_wei.send(**{f"c_{WANTS}": "on", f"c_{ALSO}": "on"})
    await lin_wei.add_authorisation(WANTS, ALSO)
    await lin_wei.hand_in()
    before = await lin_wei.trades()
    assert await decide(lin_wei, "approve", but={ALSO: Said("more", words="缺少授权。")}) == "more"
    assert await lin_wei.trades() == before
    assert "缺少授权。" in await lin_wei.read()
    assert (await lin_wei.hand_in()).status_code == 303
    assert await decide(lin_wei, "refuse", "refuse") == "refused"
    assert await lin_wei.trades() == before
    page = await lin_wei.read()
    assert "授权书看不清。" in page
    assert f'name="c_{WANTS}"' in page


async def test_one_wish_is_under_way_at_a_time_and_withdrawn_it_leaves_nothing_behind(lin_wei):
    await lin_wei.send(**{f"c_{WANTS}": "on"})
    await lin_wei.add_authorisation(WANTS)
    wish = await lin_wei.wish()
    await lin_wei.send(**{f"c_{ALSO}": "on"})
    assert (await lin_wei.wish())["id"] == wish["id"]
    assert (await lin_wei.send(f"{lin_wei.home}/withdrawals")).status_code == 303
    async with platform_scope() as scope:
        left = await scope.fetchval("select count(*) from document where application_id = $1", wish["id"])
    assert (left, (await lin_wei.wish())["state"]) == (0, "withdrawn")
    assert (await lin_wei.send(f"{lin_wei.home}/withdrawals")).status_code == 409


@pytest.mark.parametrize("ticked", [{}, {f"c_{HAS}": "on"}, {"c_games_accounts": "on"}, {"c_nothing": "on"}])
async def test_nothing_what_it_has_and_what_is_closed_cannot_be_asked_for(lin_wei, ticked):
    answer = await lin_wei.send(**ticked)
    assert (answer.status_code, "f-categories-error" in answer.text) == (400, True)


async def test_a_frozen_shop_cannot_ask_and_a_stranger_finds_nothing(street, lin_wei):
    now = street.runtime.clock.now()
    await freeze_shop(street.runtime, lin_wei.shop_id, reason="投诉", actor_id=None, actor="Ada", now=now)
    assert (await lin_wei.send(**{f"c_{WANTS}": "on"})).status_code == 422
    stranger = await street.account("Chen Hao")
    async with platform_scope() as scope:
        token = await start_session(scope, stranger, "platform", now=now)
    lin_wei.browser.cookies.set(session_cookie_name(street.runtime), token)
    assert (await lin_wei.browser.get(lin_wei.home)).status_code == 404


async def test_a_wish_that_lies_for_two_months_is_told_of_and_let_go(street, lin_wei, monkeypatch):
    await lin_wei.send(**{f"c_{WANTS}": "on"})
    clock = SetClock(street.runtime.clock.now() + KEPT - TOLD_BEFORE + timedelta(hours=1))
    monkeypatch.setattr(street.runtime, "clock", clock)
    await let_drafts_go(street.runtime, {})
    assert (await lin_wei.wish())["state"] == "draft"
    clock.advance(days=TOLD_BEFORE.days)
    await let_drafts_go(street.runtime, {})
    assert (await lin_wei.wish())["state"] == "withdrawn"
    async with platform_scope() as scope:
        assert await scope.fetchval("select state from shop where id = $1", lin_wei.shop_id) == "live"


async def test_the_wish_of_the_old_owner_ends_when_the_shop_changes_hands(
    street, lin_wei, mei, said_of_oneself
):
    await lin_wei.send(**{f"c_{WANTS}": "on"})
    now = street.runtime.clock.now()
    shop = await street.runtime.directory.by_id(lin_wei.shop_id)
    async with platform_scope() as scope:
        email = await scope.fetchval("select email from account where id = $1", mei.account_id)
    await offer_shop(shop, email, actor_id=lin_wei.account_id, actor="Lin Wei", address="", now=now)
    offer = await handover_of(shop.id)
    accepted = await accept_shop(
        street.runtime, offer.id, said_of_oneself(), actor_id=mei.account_id, actor="Mei", address="", now=now
    )  # fmt: skip
    async with platform_scope() as scope:
        await complete_handover(scope, accepted, actor_id=None, actor="Ada", now=now)
    assert (await lin_wei.wish())["state"] == "withdrawn"


async def test_mails_about_any_application_lead_to_a_page_that_is_there(lin_wei):
    await lin_wei.send(**{f"c_{WANTS}": "on"})
    answer = await lin_wei.browser.get(f"/my/applications/{(await lin_wei.wish())['id']}")
    assert (answer.status_code, answer.headers["location"]) == (303, lin_wei.home)
    assert (await lin_wei.browser.get(f"/my/applications/{new_id()}")).status_code == 404
