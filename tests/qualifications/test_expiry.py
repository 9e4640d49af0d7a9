"""A paper that ends takes down exactly the goods that depend on it, and its successor brings them back."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.kernel.ids import new_id
from bodega.kernel.mail_server import MailServer
from bodega.qualifications.nightly import NIGHT_JOB, run_nightly, weigh_one
from bodega.qualifications.read_standing import coming_papers, read_standing
from bodega.qualifications.remind_owners import ending_papers
from bodega.qualifications.tell_shop import tell_shop_of_papers
from bodega.qualifications.withdraw_paper import withdraw_paper
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega_shop.catalog.create_category import create_category
from bodega_shop.catalog.edit_category import edit_category
from bodega_shop.catalog.publish_product import publish_product, unpublish_product
from bodega_shop.compliance.trade_options import trade_options


class FakeClock:
    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


class Person:
    account_id = new_id()
    name = "Lin Wei"


@pytest.fixture
def clock(street, desk):
    """A clock that a story turns; the street's own comes back afterwards."""
    real, street.runtime.clock = street.runtime.clock, FakeClock(desk.now)
    yield street.runtime.clock
    street.runtime.clock = real


async def _morning(street, desk) -> None:
    """What the queue does once the day has turned."""
    await run_nightly(street.runtime, {})
    await weigh_one(street.runtime, {"shop_id": str(desk.shop.id)})
    await tell_shop_of_papers(street.runtime, {"shop_id": str(desk.shop.id)})
    desk.shop = await street.runtime.directory.by_id(desk.shop.id)


async def _decided(street, desk) -> None:
    await tell_shop_of_papers(street.runtime, {"shop_id": str(desk.shop.id)})
    desk.shop = await street.runtime.directory.by_id(desk.shop.id)


async def _good(shop, trade: str, title: str):
    category_id = await create_category(shop, name=title, trade=trade)
    product_id = new_id()
    now = datetime.now(UTC)
    async with shop_scope(shop) as scope:
        await scope.execute(
            "insert into product (id, category_id, slug, title, kind, introduction, how_to, guarantee, state, position,"
            " created_at, changed_at) values ($1, $2, $3, $4, 'code', 'a', 'b', 'c', 'draft', 1, $5, $5)",
            product_id, category_id, f"p-{product_id.hex[-10:]}", title, now,
        )  # fmt: skip
        await scope.execute(
            "insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)"
            " values ($1, $2, '100元', 9980, 'CNY', 1, 5, true, 1)",
            new_id(), product_id,
        )  # fmt: skip
    return category_id, product_id


async def _console(street, desk) -> str:
    async with platform_scope() as scope:
        token = await start_session(
            scope, desk.owner_id, audience_of(desk.shop), now=street.runtime.clock.now()
        )
    async with street.client(desk.shop) as browser:
        browser.cookies.set(session_cookie_name(street.runtime), token)
        answer = await browser.get("/console")
    assert answer.status_code == 200, answer.text
    return answer.text


async def _states(shop) -> dict[str, tuple[str, bool]]:
    async with shop_scope(shop) as scope:
        rows = await scope.fetch("select title, state, held_at is not null as held from product")
    return {row["title"]: (row["state"], row["held"]) for row in rows}


@pytest.fixture
async def two_goods(street, desk, clock):
    """A game card whose authorisation ends in 90 days, and a voucher whose authorisation does not end."""
    await desk.approve_everything(until=desk.days(90))
    async with platform_scope() as scope:
        await scope.execute(
            "insert into application_category (application_id, category, state) values ($1, 'gift_cards_dining', 'approved')",
            desk.application_id,
        )
        await scope.execute("update application set state = 'draft' where id = $1", desk.application_id)
    agency = await desk.paper("agency_authorisation", categories=["gift_cards_dining"])
    await desk.hand_in()
    async with platform_scope() as scope:
        await scope.execute("update application set state = 'approved' where id = $1", desk.application_id)
    await desk.decide(agency)
    await _decided(street, desk)
    for trade, title in (("games_pc_cards", "星海点卡"), ("gift_cards_dining", "咖啡券")):
        _, product_id = await _good(desk.shop, trade, title)
        await publish_product(desk.shop, product_id, by=Person(), now=desk.now)
    return desk


async def test_exactly_the_goods_of_the_lapsed_paper_go_off_sale_and_come_back(street, two_goods, clock):
    desk, old = two_goods, two_goods.papers["operator_authorisation"]
    clock.moment = desk.now + timedelta(days=90)
    await _morning(street, desk)
    assert await _states(desk.shop) == {"星海点卡": ("published", False), "咖啡券": ("published", False)}

    clock.moment = desk.now + timedelta(days=91)
    await _morning(street, desk)
    assert await desk.state(old) == "lapsed"
    assert desk.shop.trades == {"gift_cards_dining"}
    assert "operator_authorisation" not in desk.shop.papers
    assert await _states(desk.shop) == {"星海点卡": ("draft", True), "咖啡券": ("published", False)}

    new = await desk.paper(
        "operator_authorisation", categories=["games_pc_cards"], until=desk.days(400), replaces=old, for_shop=True,
        at=clock.moment,
    )  # fmt: skip
    assert await _states(desk.shop) == {"星海点卡": ("draft", True), "咖啡券": ("published", False)}
    await desk.decide(new, at=clock.moment)
    await _decided(street, desk)
    assert await desk.state(old) == "replaced"
    assert await _states(desk.shop) == {"星海点卡": ("published", False), "咖啡券": ("published", False)}


async def test_a_night_that_runs_twice_changes_nothing_more(street, two_goods, clock):
    clock.moment = two_goods.now + timedelta(days=91)
    await _morning(street, two_goods)
    async with shop_scope(two_goods.shop) as scope:
        before = await scope.fetchval("select count(*) from deed where deed = 'product.held'")
    await _morning(street, two_goods)
    async with shop_scope(two_goods.shop) as scope:
        assert await scope.fetchval("select count(*) from deed where deed = 'product.held'") == before == 1
    waiting = await street.owner_pool.fetchval(
        "select count(*) from queue.pgqueuer where entrypoint = $1", NIGHT_JOB
    )
    assert waiting >= 1


async def test_what_the_owner_took_off_sale_meanwhile_stays_off(street, two_goods, clock):
    desk = two_goods
    clock.moment = desk.now + timedelta(days=91)
    await _morning(street, desk)
    async with shop_scope(desk.shop) as scope:
        product_id = await scope.fetchval("select id from product where held_at is not null")
    await unpublish_product(desk.shop, product_id, by=Person(), now=clock.moment)
    new = await desk.paper(
        "operator_authorisation", categories=["games_pc_cards"], for_shop=True, at=clock.moment
    )
    await desk.decide(new, at=clock.moment)
    await _decided(street, desk)
    assert (await _states(desk.shop))["星海点卡"] == ("draft", False)


async def test_a_paper_that_begins_later_counts_from_that_day(street, desk, clock):
    await desk.approve_everything()
    await desk.paper("operator_authorisation", categories=["games_pc_cards"], for_shop=True)
    async with platform_scope() as scope:
        await scope.execute(
            "update document set valid_from = $2 where id = $1",
            desk.papers["operator_authorisation"],
            desk.days(2),
        )
    await _morning(street, desk)
    assert desk.shop.trades == frozenset()
    clock.moment = desk.now + timedelta(days=2)
    await _morning(street, desk)
    assert desk.shop.trades == {"games_pc_cards"}


async def test_a_good_of_a_kind_that_is_not_approved_cannot_be_put_on_sale(street, desk, clock):
    await desk.approve_everything()
    await _decided(street, desk)
    with pytest.raises(InvalidInput, match="Apply for it"):
        await create_category(desk.shop, name="话费", trade="phone_credit_mobile")
    _, unsaid = await _good(desk.shop, "", "杂货")
    with pytest.raises(Refused, match="Say first what kind"):
        await publish_product(desk.shop, unsaid, by=Person(), now=desk.now)
    category_id, _ = await _good(desk.shop, "games_pc_cards", "点卡")
    async with shop_scope(desk.shop) as scope:
        await scope.execute("update category set trade = 'software_office' where id = $1", category_id)
        product_id = await scope.fetchval("select id from product where category_id = $1", category_id)
    with pytest.raises(Refused, match="papers of your shop"):
        await publish_product(desk.shop, product_id, by=Person(), now=desk.now)


async def test_a_category_is_of_the_kind_that_the_one_above_it_says(street, desk, clock):
    await desk.approve_everything()
    await _decided(street, desk)
    parent, _ = await _good(desk.shop, "games_pc_cards", "游戏")
    child, product_id = await _good(desk.shop, "", "星海")
    await edit_category(
        desk.shop, child, name="星海", slug="xinghai", visible=True, parent_id=parent, trade="", now=desk.now
    )
    await publish_product(desk.shop, product_id, by=Person(), now=desk.now)
    await edit_category(
        desk.shop, child, name="星海", slug="xinghai", visible=True, parent_id=None, trade="", now=desk.now
    )
    assert (await _states(desk.shop))["星海"] == ("draft", True)


async def test_only_what_the_shop_may_sell_is_offered_as_a_choice(street, desk, clock):
    await desk.approve_everything()
    await _decided(street, desk)
    assert [code for code, _ in await trade_options(desk.shop, "en")] == ["games_pc_cards"]
    assert dict(await trade_options(desk.shop, "zh-CN"))["games_pc_cards"].startswith("游戏点卡与充值 › ")
    vouched = await street.open_shop()
    offered = [code for code, _ in await trade_options(vouched, "en")]
    assert "phone_credit_mobile" in offered
    assert "games_accounts" not in offered


async def test_owners_are_reminded_sixty_thirty_and_seven_days_before_once_each(street, desk, clock):
    await desk.approve_everything(until=desk.days(70))
    paper_id, told = desk.papers["operator_authorisation"], []
    for day in range(72):
        clock.moment = desk.now + timedelta(days=day)
        await run_nightly(street.runtime, {})
        await run_nightly(street.runtime, {})
        async with platform_scope() as scope:
            marks = await scope.fetch(
                "select detail->'days' as days from audit_entry where deed = 'paper.reminded' and shop_id = $1 order by at, id",
                desk.shop.id,
            )
        if len(marks) > len(told):
            told = [*told, (day, marks[-1]["days"])]
    assert told == [(10, 60), (40, 30), (63, 7)]
    assert await desk.state(paper_id) == "lapsed"


async def test_what_ends_soon_is_said_in_the_console(street, desk, clock):
    await desk.approve_everything(until=desk.days(20))
    async with platform_scope() as scope:
        [paper] = await ending_papers(scope, desk.shop.id, today=desk.days(0))
    assert (paper.kind, paper.valid_until) == ("operator_authorisation", desk.days(20))


async def test_a_rule_that_begins_tomorrow_takes_down_tomorrow_and_is_announced_today(
    street, two_goods, clock
):
    desk = two_goods
    async with platform_scope() as scope:
        rule = new_id()
        await scope.execute(
            "insert into requirement (id, category, kind, need, any_of, entities, market, since, until, source, changed_at)"
            " values ($1, 'gift_cards_dining', 'prepaid_card_filing', 'required', 'story', $2, 'cn', $3, null, 'story', $4)",
            rule, ["company"], desk.days(5), desk.now,
        )  # fmt: skip
    try:
        async with platform_scope() as scope:
            standing = await read_standing(scope, shop_id=desk.shop.id, on=desk.days(0))
        assert [(need.any_of, need.since) for need in standing.coming] == [("story", desk.days(5))]
        assert standing.is_whole
        clock.moment = desk.now + timedelta(days=5)
        await _morning(street, desk)
        assert desk.shop.trades == {"games_pc_cards"}
        assert (await _states(desk.shop))["咖啡券"] == ("draft", True)
    finally:
        async with platform_scope() as scope:
            await scope.execute("delete from requirement where id = $1", rule)


async def test_a_paper_taken_back_takes_its_goods_along(street, two_goods, clock):
    desk = two_goods
    await withdraw_paper(
        desk.papers["operator_authorisation"], account_id=desk.owner_id, actor="Lin Wei", now=desk.now
    )
    await _decided(street, desk)
    assert (await _states(desk.shop))["星海点卡"] == ("draft", True)


async def test_the_shops_console_says_what_is_off_sale_what_ends_and_what_is_coming(street, two_goods, clock):
    desk = two_goods
    async with platform_scope() as scope:
        rule = new_id()
        await scope.execute(
            "insert into requirement (id, category, kind, need, any_of, entities, market, since, until, source, changed_at)"
            " values ($1, 'gift_cards_dining', 'prepaid_card_filing', 'required', 'story', $2, 'cn', $3, null, 'story', $4)",
            rule, ["company"], desk.days(100), desk.now,
        )  # fmt: skip
    try:
        clock.moment = desk.now + timedelta(days=60)
        async with platform_scope() as scope:
            coming = await coming_papers(scope, desk.shop, today=desk.days(60))
            ending = await ending_papers(scope, desk.shop.id, today=desk.days(60))
        assert [need.kinds[0].code for need in coming] == ["prepaid_card_filing"]
        assert [paper.kind for paper in ending] == ["operator_authorisation"]
        await desk.decide(desk.papers["operator_authorisation"], "refuse", at=clock.moment)
        await _decided(street, desk)
        page = await _console(street, desk)
        assert "1 product is off sale: papers are missing" in page
        assert "Filing of single-purpose prepaid cards will be required from" in page
    finally:
        async with platform_scope() as scope:
            await scope.execute("delete from requirement where id = $1", rule)


async def test_the_owner_is_written_to_before_a_paper_ends_and_when_it_has(street, desk, clock, monkeypatch):
    server = MailServer(host="127.0.0.1", port=1, security="none", sender="street@bodega.test")
    monkeypatch.setattr(
        street.runtime, "settings", msgspec.structs.replace(street.runtime.settings, mail_server=server)
    )
    await desk.approve_everything(until=desk.days(30))
    for day in (0, 1, 31, 32):
        clock.moment = desk.now + timedelta(days=day)
        await run_nightly(street.runtime, {})
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select m.id, m.sealed from mail m join account a on a.email = m.recipient where a.id = $1 order by m.created_at",
            desk.owner_id,
        )
    letters = [
        msgspec.json.decode(
            street.runtime.platform_vault.open(row["sealed"], table="mail", column="sealed", row_id=row["id"])
        )
        for row in rows
    ]
    assert [letter["subject"] for letter in letters] == [
        "游戏运营方授权书将于 2026年12月22日 到期", "游戏运营方授权书已到期",
    ]  # fmt: skip
    assert all(f"/my/shops/{desk.shop.id}/papers" in letter["text"] for letter in letters)
