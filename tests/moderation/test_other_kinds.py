"""A live shop's new papers and categories, its opening to customers and its new owner go through the same queue."""

import io
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import msgspec
import pytest
from PIL import Image

from bodega.kernel.clock import SetClock
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.kernel.ids import new_id
from bodega.lifecycle.ask_launch import hand_in
from bodega.lifecycle.hand_over import handover_of, offer_shop
from bodega.lifecycle.present_heir import accept_shop, hand_in_heir
from bodega.mail.post_mail import Letter
from bodega.moderation.decide_application import decide_application
from bodega.moderation.draw_pdf import draw_pdf
from bodega.moderation.look_at import look_at
from bodega.moderation.read_case import read_case
from bodega.moderation.subjects import CATEGORY, DOCUMENT, Said, Sheet, Subject
from bodega.onboarding.hand_in_application import NotReady
from bodega.qualifications.add_paper import NewPaper, add_paper
from bodega.qualifications.read_paper_form import PaperSaid
from bodega.staff.refuse_own import OwnMatter
from bodega.street.open_shop import approve_opening, ask_for_shop, finish_opening
from bodega.street.refuse_opening import refuse_opening

# Of somebody without a company who takes over a shop that sells game cards.
ASKED = ("small_seller_statement", "representative_identity", "settlement_account", "operator_authorisation")


@pytest.fixture
async def open_shop(street, apply, mei):
    """Lin Wei's shop, approved and in rehearsal."""
    lin_wei = await apply()
    await lin_wei.decide(mei, all="approve")
    await finish_opening(street.runtime, street.owner_pool, lin_wei.shop_id, now=street.runtime.clock.now())
    return lin_wei


async def _decide(street, application_id: UUID, said, by, aim="decide", whole=None):
    async with platform_scope() as scope:
        case = await read_case(scope, application_id, now=street.runtime.clock.now())
    sheet = Sheet(case.revision, len(case.decisions), said, aim, whole or Said(aim))
    return await decide_application(
        street.runtime, application_id, sheet, by=by, now=street.runtime.clock.now()
    )


async def _shop(shop_id: UUID, column: str):
    async with platform_scope() as scope:
        return await scope.fetchval(f"select {column} from shop where id = $1", shop_id)


async def test_new_papers_of_an_open_shop_are_decided_and_count_at_once(street, open_shop, mei):
    said = PaperSaid({"holder": "星海科技", "number": "京B2-20200123"}, "京B2-20200123", None, None)
    new = NewPaper("icp_licence", said, (), [("b25.pdf", _pdf())], shop_id=open_shop.shop_id)
    now = street.runtime.clock.now()
    paper = await add_paper(street.runtime, new, account_id=open_shop.account_id, actor="Lin Wei", now=now)
    async with platform_scope() as scope:
        application_id = await scope.fetchval("select application_id from document where id = $1", paper)
    look = await look_at(street.runtime, application_id, locale="en", now=now)
    assert look.case.due_at is not None
    outcome = await _decide(street, application_id, {Subject(DOCUMENT, str(paper)): Said("approve")}, mei)
    assert outcome.state == "approved"
    assert "icp_licence" in await _shop(open_shop.shop_id, "papers")


async def test_a_live_shop_that_wants_more_categories_gets_those_that_are_approved(street, open_shop, mei):
    now, application_id = street.runtime.clock.now(), new_id()
    async with platform_scope() as scope:
        await scope.execute(
            "insert into application (id, account_id, shop_id, kind, state, answers, revision, created_at, changed_at,"
            " submitted_at) values ($1, $2, $3, 'categories', 'submitted', $4, 1, $5, $5, $5)",
            application_id, open_shop.account_id, open_shop.shop_id,
            {"goods": {"categories": ["software_office", "games_accounts"]}}, now,
        )  # fmt: skip
    with pytest.raises(Refused, match="closed"):
        await _decide(street, application_id, {Subject(CATEGORY, "games_accounts"): Said("approve")}, mei)
    outcome = await _decide(
        street, application_id,
        {
            Subject(CATEGORY, "software_office"): Said("more", "authorisation_missing"),
            Subject(CATEGORY, "games_accounts"): Said("refuse", "not_here"),
        },
        mei,
    )  # fmt: skip
    assert outcome.state == "more"
    async with platform_scope() as scope:
        assert await scope.fetchval("select due_at from application where id = $1", application_id) is None


async def _asks_to_launch(shop_id: UUID, into: str, now) -> UUID:
    async with platform_scope() as scope:
        await scope.execute("update shop set state = 'compliance' where id = $1", shop_id)
        return await hand_in(
            scope, shop_id, "launch", {"into": into, "from": "rehearsal", "checklist": []}, now=now
        )


async def test_a_launch_is_approved_into_what_the_owner_asked_for(street, open_shop, mei):
    application_id = await _asks_to_launch(open_shop.shop_id, "soft", street.runtime.clock.now())
    assert (await _decide(street, application_id, {}, mei)).state == "approved"
    assert await _shop(open_shop.shop_id, "state") == "soft"


async def test_a_launch_that_is_not_ready_goes_back_to_rehearsal_with_the_reason(street, open_shop, mei):
    application_id = await _asks_to_launch(open_shop.shop_id, "live", street.runtime.clock.now())
    outcome = await _decide(street, application_id, {}, mei, "refuse", Said("refuse", words="缺少退款页面"))
    assert outcome.state == "refused"
    assert await _shop(open_shop.shop_id, "state") == "rehearsal"
    assert await _shop(open_shop.shop_id, "state_reason") == "缺少退款页面"


@pytest.fixture
async def heir(street, open_shop, said_of_oneself, monkeypatch):
    """Chen Hao, who accepted the shop a day after it was approved, and has said who he is."""
    async with platform_scope() as scope:
        approved = await scope.fetchval("select decided_at from application where id = $1", open_shop.id)
    clock = SetClock(approved + timedelta(days=1))
    monkeypatch.setattr(street.runtime, "clock", clock)
    now, account_id = clock.now(), await street.account("Chen Hao")
    shop = await street.runtime.directory.by_id(open_shop.shop_id)
    async with platform_scope() as scope:
        email = await scope.fetchval("select email from account where id = $1", account_id)
    await offer_shop(
        shop, email, actor_id=open_shop.account_id, actor="Lin Wei", address="2001:db8::1", now=now
    )
    offer = await handover_of(shop.id)
    who = {"actor_id": account_id, "actor": "Chen Hao"}
    wish = await accept_shop(
        street.runtime, offer.id, said_of_oneself(), **who, address="2001:db8::2", now=now
    )
    return SimpleNamespace(id=account_id, who=who, offer=offer.id, wish=wish, shop_id=shop.id)


async def _show_papers(street, heir, *kinds: str) -> None:
    for kind in kinds:
        covers = ("games_pc_cards",) if kind.endswith("authorisation") else ()
        new = NewPaper(
            kind, PaperSaid({"holder": "梅英"}, "", None, None), covers, [("p.pdf", _pdf())], heir.wish
        )
        now = street.runtime.clock.now()
        await add_paper(street.runtime, new, account_id=heir.id, actor="Chen Hao", now=now)


async def _hand_in(street, heir):
    return await hand_in_heir(street.runtime, heir.offer, **heir.who, now=street.runtime.clock.now())


async def test_a_new_owner_shows_papers_of_his_own_and_then_owns_the_shop(street, heir, mei):
    with pytest.raises(NotReady):
        await _hand_in(street, heir)
    await _show_papers(street, heir, *ASKED)
    await _hand_in(street, heir)
    async with platform_scope() as scope:
        case = await read_case(scope, heir.wish, now=street.runtime.clock.now())
    papers = {Subject(DOCUMENT, str(paper.id)): Said("approve") for paper in case.papers}
    first = next(iter(papers))
    with pytest.raises(InvalidInput):
        await _decide(street, heir.wish, papers | {first: Said("refuse", words="看不清。")}, mei)
    more = papers | {first: Said("more", words="看不清。")}
    assert (await _decide(street, heir.wish, more, mei)).state == "more"
    assert await _shop(heir.shop_id, "owner_id") != heir.id
    await _show_papers(street, heir, case.papers[0].kind)
    await _hand_in(street, heir)
    async with platform_scope() as scope:
        case = await read_case(scope, heir.wish, now=street.runtime.clock.now())
    papers = {
        Subject(DOCUMENT, str(paper.id)): Said("approve")
        for paper in case.papers
        if paper.state == "submitted"
    }
    rest = {
        Subject(DOCUMENT, str(paper.id)): Said("refuse", words="已替换。")
        for paper in case.papers
        if paper.state == "more"
    }
    assert (await _decide(street, heir.wish, papers | rest, mei)).state == "approved"
    assert await _shop(heir.shop_id, "owner_id") == heir.id
    assert "games_pc_cards" in await _shop(heir.shop_id, "trades")
    async with platform_scope() as scope:
        holders = await scope.fetch(
            "select distinct account_id from document d where state = 'approved' and application_id in"
            " (select id from application where shop_id = $1)",
            heir.shop_id,
        )
    assert [row["account_id"] for row in holders] == [heir.id]


async def test_a_new_owner_who_is_refused_leaves_the_shop_with_its_owner_and_its_papers(
    street, open_shop, heir, mei
):
    trades = await _shop(heir.shop_id, "trades")
    await _show_papers(street, heir, *ASKED)
    await _hand_in(street, heir)
    assert (
        await _decide(street, heir.wish, {}, mei, "refuse", Said("refuse", words="不能核实。"))
    ).state == "refused"
    assert await _shop(heir.shop_id, "owner_id") == open_shop.account_id
    assert (await _shop(heir.shop_id, "trades"), await handover_of(heir.shop_id)) == (trades, None)


async def test_nobody_goes_around_the_queue_on_the_shops_own_page(street, apply, mei):
    lin_wei = await apply()
    who = {"actor_id": mei.account_id, "actor": "Mei", "now": street.runtime.clock.now()}
    with pytest.raises(Refused):
        await approve_opening(street.runtime, lin_wei.shop_id, **who)
    with pytest.raises(Refused):
        await refuse_opening(street.runtime, lin_wei.shop_id, reason="no", **who)
    assert await lin_wei.shop_state() == "review"


async def test_nobody_lets_their_own_shop_open_by_hand(street, mei):
    now, owner = street.runtime.clock.now(), await street.account("Hua")
    shop_id = await ask_for_shop(
        street.runtime, slug=f"own-{owner.hex[-10:]}", name="青禾书屋", owner_id=owner, locale="zh-CN", at_once=False, now=now
    )  # fmt: skip
    for deed, said in ((approve_opening, {}), (refuse_opening, {"reason": "no"})):
        with pytest.raises(OwnMatter):
            await deed(street.runtime, shop_id, actor_id=owner, actor="Hua", now=now, **said)
    await approve_opening(street.runtime, shop_id, actor_id=mei.account_id, actor="Mei", now=now)


async def test_the_letter_says_what_is_missing_in_the_applicants_language(street, apply, mei, mailing):
    lin_wei = await apply("青禾书屋")
    await lin_wei.decide(mei, all="approve", settlement_account=Said("more", words="看不清账号"))
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select m.id, m.sealed from mail m join account a on a.email = m.recipient where a.id = $1",
            lin_wei.account_id,
        )
    text = street.runtime.platform_vault.open(row["sealed"], table="mail", column="sealed", row_id=row["id"])
    letter = msgspec.json.decode(text, type=Letter)
    assert letter.subject == "青禾书屋：请补充资料"
    assert "- 结算账户证明: 看不清账号" in letter.text
    assert f"/my/applications/{lin_wei.id}" in letter.text


async def test_a_pdf_is_drawn_page_under_page_and_a_broken_one_is_refused():
    drawn = Image.open(io.BytesIO(await draw_pdf(_pdf(pages=3))))
    assert drawn.format == "JPEG"
    assert drawn.height > drawn.width
    with pytest.raises(Exception, match="cannot be drawn"):
        await draw_pdf(b"%PDF-1.7\nnothing\n%%EOF")


def _pdf(pages: int = 1) -> bytes:
    out = io.BytesIO()
    sheets = [Image.new("RGB", (300, 400), colour) for colour in ("#c33", "#3c3", "#33c")[:pages]]
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()
