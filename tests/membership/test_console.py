"""Mei lays the ladder down in the console, looks at Chen Hao's growth, and gives him a tier by hand."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


async def deeds(club) -> list[tuple[str, str]]:
    async with shop_scope(club.shop) as scope:
        rows = await scope.fetch("select deed, actor from deed where deed like 'membership.%' order by id")
    return [(row["deed"], row["actor"]) for row in rows]


async def lay_down(mei, name: str = "金卡", growth: str = "100") -> str:
    """The address of the new tier under the pages of the membership."""
    made = await mei.send("/tiers", name=name, growth=growth)
    assert made.status_code == 200, made.text
    return made.url.path.removeprefix("/console/x/membership")


async def test_a_tier_is_laid_down_and_priced_and_buyers_pay_it(club, mei):
    assert "No tiers yet" in words(await mei.read())
    tier = await lay_down(mei)
    priced = await mei.send(f"{tier}/prices", target="all", percent="7.5")
    assert "7.5% off everything" in words(priced.text)
    await club.earn(100)
    assert (await club.order()).total == Money(9232, "CNY")
    await mei.send(f"{tier}/prices", target=f"sku:{club.stand.sku_id}", price="88")
    assert (await club.order()).total == Money(8800, "CNY")
    page = words(await mei.read())
    assert "金卡 100 7.5% off everything · 星海点卡 · 100元 for ¥88.00" in page
    assert await deeds(club) == [
        ("membership.tier_saved", "Mei"), ("membership.price_set", "Mei"), ("membership.price_set", "Mei"),
    ]  # fmt: skip


async def test_a_second_price_for_the_same_target_takes_the_place_of_the_first(club, mei):
    tier = await lay_down(mei)
    await mei.send(f"{tier}/prices", target="all", percent="5")
    again = await mei.send(f"{tier}/prices", target="all", percent="10")
    assert "10% off everything" in again.text
    assert "5% off everything" not in again.text
    price = re.search(rf"{tier}/prices/([0-9a-f-]+)/deletion", again.text)
    assert price
    off = await mei.send(f"{tier}/prices/{price[1]}/deletion")
    assert "Nothing is set: this tier pays list prices." in off.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"target": "all", "percent": "101"}, "At most 100 percent, please."),
        ({"target": "all", "percent": "a few"}, "Please enter a percentage, such as 5 or 7.5."),
        ({"target": "all", "price": "5"}, "Only a single good can have a price of its own."),
        ({"target": "all", "price": "5", "percent": "5"}, "Please fill in one of the two."),
        ({"target": "sku:nonsense", "percent": "5"}, "Please choose one of these."),
        ({"name": "", "growth": "1"}, "Please fill this in."),
        ({"name": "银卡", "growth": "50"}, "Another tier begins at this growth."),
        ({"name": "银卡", "growth": "-1"}, "Please enter a number from 0 to"),
    ],
)
async def test_what_is_wrong_with_a_form_is_said_beside_it(club, mei, fields, said):
    await lay_down(mei, "铂金卡", "50")
    tier = await lay_down(mei)
    sent = await mei.send(f"{tier}/prices" if "target" in fields else tier, **fields)
    assert sent.status_code == 400
    assert said in words(sent.text)


async def test_a_member_is_found_with_everything_that_earned_the_growth(club, mei):
    await lay_down(mei)
    order = await club.buy(2)
    await club.refund(order.id, 5000)
    await club.tell()
    listed = await mei.read("/members?q=chen.hao@example.com")
    assert "chen.hao@example.com 金卡 149" in words(listed)
    assert "Nobody has this address" in await mei.read("/members?q=somebody@example.com")
    member = words(await mei.read(f"/members/{club.customer_id}"))
    assert order.number in member
    assert "¥199.60 ¥50.00 149" in member


async def test_a_tier_is_given_by_hand_until_a_day_and_taken_back(club, mei):
    tier = await lay_down(mei)
    await mei.send(f"{tier}/prices", target="all", percent="10")
    one = f"/members/{club.customer_id}"
    tier_id = tier.removeprefix("/tiers/")
    given = await mei.send(f"{one}/grants", tier=tier_id, until=day(0), reason="老客户")
    assert given.status_code == 200, given.text
    assert f"金卡 by hand until {day(0)}" in words(given.text)
    assert f"金卡 {day(0)} 老客户 Mei" in words(given.text)
    assert (await club.order()).total.minor == 8982
    async with club.browser() as browser:
        assert f"given by the shop until {day(0)}" in (await browser.get("/account")).text
    gone = await mei.send(f"{one}/grants/end", reason="到期")
    assert "taken back" in gone.text
    assert (await club.order()).total.minor == 9980
    refused = await mei.send(f"{tier}/deletion")
    assert "Somebody was put into this tier by hand." in refused.text
    assert [deed for deed, _ in await deeds(club)][-2:] == [
        "membership.tier_granted",
        "membership.grant_taken_back",
    ]


async def test_a_tier_by_hand_ends_with_its_day(club, mei):
    tier_id = await club.tier("金卡", 100, everything=9000)
    async with shop_scope(club.shop) as scope:
        await scope.execute(
            "insert into membership_grant (id, customer_id, tier_id, until, reason, actor, at)"
            " values ($1, $2, $3, current_date - 1, '试用', 'Mei', now())",
            new_id(), club.customer_id, tier_id,
        )  # fmt: skip
    assert (await club.order()).total.minor == 9980


@pytest.mark.parametrize(
    ("until", "reason", "said"),
    [
        (-1, "老客户", "Please choose a day from today on"),
        (5000, "x", "Please choose a day"),
        (3, "", "Please fill"),
    ],
)
async def test_a_tier_by_hand_needs_a_reason_and_a_day_to_come(club, mei, until, reason, said):
    tier_id = (await lay_down(mei)).removeprefix("/tiers/")
    sent = await mei.send(
        f"/members/{club.customer_id}/grants", tier=tier_id, until=day(until), reason=reason
    )
    assert (sent.status_code, said in sent.text) == (400, True)


async def test_whoever_is_not_a_customer_here_is_not_found(club, mei):
    tier_id = (await lay_down(mei)).removeprefix("/tiers/")
    stranger = f"/members/{new_id()}"
    assert (await mei.browser.get(f"/console/x/membership{stranger}")).status_code == 404
    sent = await mei.send(f"{stranger}/grants", tier=tier_id, until=day(1), reason="x")
    assert sent.status_code in (400, 404)


async def test_a_dropped_tier_lets_its_members_fall_and_keeps_their_growth(club, mei):
    tier = await lay_down(mei)
    await mei.send(f"{tier}/prices", target="all", percent="10")
    await club.earn(100)
    assert (await club.order()).total.minor == 8982
    assert "The tier is gone." in (await mei.send(f"{tier}/deletion")).text
    assert ((await club.order()).total.minor, await club.growth()) == (9980, 100)


async def test_the_pages_speak_chinese_to_who_reads_chinese(club, mei):
    tier = await lay_down(mei)
    mei.browser.headers["accept-language"] = "zh-CN"
    await mei.browser.get("/console/language/zh-CN?next=/console")
    pages = [words(await mei.read(path)) for path in ("", tier, "/members", f"/members/{club.customer_id}")]
    for said in (
        "每消费 1 元得 1 成长值",
        "例如填 5 表示优惠百分之五",
        "还没有会员获得成长值",
        "手动设置等级",
    ):
        assert any(said in page for page in pages), said
    for page in pages:
        assert not re.search(r"(?i)\b(growth|tier|member|price|percent)\b", page), page
