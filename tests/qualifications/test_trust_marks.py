"""What was verified is shown to buyers, on the shop and on the platform's own page, and gone when it no longer counts."""

from datetime import timedelta

import pytest

from bodega.kernel.database import platform_scope
from bodega.qualifications.mask_number import mask_number
from bodega.qualifications.read_trust import read_trust
from bodega.qualifications.tell_shop import tell_shop_of_papers
from bodega.qualifications.weigh_shop import weigh_shop

USCC = "91350100M000100Y43"


@pytest.fixture
async def verified(desk, street):
    """星海点卡行 with its licence, a filing for its own domain and the right to its games."""
    licence = {"holder": "星海科技有限公司", "uscc": USCC}
    filing = {"host": "xinghai.example", "number": "京ICP备12345678号-1", "holder": "星海科技有限公司"}
    papers = [
        await desk.paper("business_licence", fields=licence),
        await desk.paper("icp_filing", fields=filing),
        await desk.paper(
            "settlement_account", fields={"holder": "星海", "bank": "秘密银行", "last_digits": "4321"}
        ),
    ]
    waiting = await desk.paper("representative_identity")
    await desk.hand_in()
    for paper_id in papers:
        await desk.decide(paper_id)
    assert await desk.state(waiting) == "submitted"
    await tell_shop_of_papers(street.runtime, {"shop_id": str(desk.shop.id)})
    desk.shop = await street.runtime.directory.by_id(desk.shop.id)
    return desk


async def test_the_footer_and_the_page_about_the_shop_show_what_was_verified(street, verified):
    async with street.client(verified.shop) as browser:
        assert "2 verified papers" in (await browser.get("/")).text
        page = (await browser.get("/about")).text
    assert "Business licence" in page
    assert "星海科技有限公司" in page
    assert mask_number(USCC) in page
    assert USCC not in page
    assert "京ICP备12345678号-1" in page
    assert "秘密银行" not in page
    assert "Identity of the representative" not in page
    assert f"/verify/{verified.shop.slug}" in page


async def test_anybody_checks_it_on_the_platforms_own_page(street, verified):
    async with street.client() as browser:
        page = (await browser.get(f"/verify/{verified.shop.slug}")).text
        chinese = (
            await browser.get(f"/verify/{verified.shop.slug}", headers={"accept-language": "zh-CN"})
        ).text
    assert mask_number(USCC) in page
    assert USCC not in page
    assert "noindex" not in page
    assert "营业执照" in chinese


async def test_a_shop_that_is_not_open_and_one_that_does_not_exist_are_alike(street, verified):
    async with platform_scope() as scope:
        await scope.execute("update shop set state = 'review' where id = $1", verified.shop.id)
    await street.runtime.directory.announce_change(verified.shop.id)
    async with street.client() as browser:
        assert (await browser.get(f"/verify/{verified.shop.slug}")).status_code == 404
        assert (await browser.get("/verify/nobody-here")).status_code == 404


async def test_a_shop_that_the_operator_vouches_for_says_so(street):
    shop = await street.open_shop()
    async with street.client() as browser:
        page = (await browser.get(f"/verify/{shop.slug}")).text
    assert "who answers for it" in page
    async with street.client(shop) as browser:
        assert "About this shop" in (await browser.get("/")).text
        assert (await browser.get("/about")).status_code == 200


async def test_what_no_longer_counts_is_no_longer_shown(street, desk):
    await desk.approve_everything(until=desk.days(10))
    async with platform_scope() as scope:
        before = await read_trust(scope, desk.shop.id, now=desk.now)
        after = await read_trust(scope, desk.shop.id, now=desk.now + timedelta(days=11))
    assert {mark.kind for mark in before.marks} == {"business_licence", "operator_authorisation"}
    assert {mark.kind for mark in after.marks} == {"business_licence"}
    async with platform_scope() as scope:
        await weigh_shop(scope, desk.shop.id, now=desk.now + timedelta(days=11))
        assert (await read_trust(scope, desk.shop.id, now=desk.now)).trades == ()


async def test_a_domain_shows_its_own_filing(verified):
    async with platform_scope() as scope:
        trust = await read_trust(scope, verified.shop.id, now=verified.now)
    assert trust.filing_of("xinghai.example") == "京ICP备12345678号-1"
    assert trust.filing_of("www.xinghai.example") == "京ICP备12345678号-1"
    assert trust.filing_of("notxinghai.example") == ""
    assert trust.filing_of(verified.shop.canonical_host) == ""


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (USCC, "9135••••••0Y43"),
        ("123456789", "1234••••••6789"),
        ("12345678", "12••••78"),
        ("12", "12"),
        ("", ""),
    ],
)
def test_a_number_is_masked_by_its_length(number, shown):
    assert mask_number(number) == shown
