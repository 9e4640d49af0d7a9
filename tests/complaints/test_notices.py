"""Mobi objects to a listing of 星海点卡行: it goes off sale, Lin Wei states that nothing is infringed, and the days are counted."""

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import msgspec
import pytest

from bodega.duties.morning import mind_duties
from bodega.kernel.mail_server import MailServer
from bodega.notices.judge_notice import judge_notice
from bodega.notices.leave_out_persons import leave_out_persons
from bodega.notices.put_back import put_back_by_hand
from bodega.staff.refuse_own import OwnMatter
from bodega.street.shop import Shop
from bodega_shop.catalog.publish_product import publish_product
from bodega_shop.compliance.judge_shop import judge_shop

HOLDER = {
    "holder_kind": "company", "name": "", "number": "91350100M000100Y43", "address": "福州市鼓楼区 1 号",
    "right_kind": "trademark", "right_said": "“星海”文字商标，第 12345678 号", "true": "on",
    "claim": "从未授权；联系 13800138000 或 law@mobi.example.com",
}  # fmt: skip
STATEMENT = {
    "holder_kind": "person", "name": "林薇", "number": "110101199003070000", "email": "lin.wei@example.com",
    "address": "北京市海淀区 2 号", "words": "林薇有运营商授权", "true": "on",
}  # fmt: skip


class LinWei:
    account_id = None
    name = "Lin Wei"


class Objection:
    """A notice of Mobi's about the shop's one good, as pages show it."""

    def __init__(self, counter, send, pdf) -> None:
        self.counter, self.send, self.pdf = counter, send, pdf
        self.page = ""
        # The servers are the same for all stories, and the platform knows people again by their names.
        self.name = f"墨笔软件{counter.shop.slug[-6:]}"

    @property
    def desk(self) -> str:
        return f"/admin/notices/{self.page.split('/')[2]}"

    def address(self, shop: Shop | None = None) -> str:
        return f"http://{(shop or self.counter.shop).canonical_host}/products/{self.counter.stand.product_slug}?sku=1"

    async def hand_in(self, **more: str) -> None:
        fields = {
            **HOLDER,
            "name": self.name,
            "claim": f"{self.name}{HOLDER['claim']}",
            "email": f"law-{self.counter.shop.slug}@mobi.example.com",
            "addresses": self.address(),
            **more,
        }
        async with self.counter.anybody() as mobi:
            answer = await self.send(mobi, "/notices/new", files={"file": ("proof.pdf", self.pdf)}, **fields)
        assert answer.status_code == 200, answer.text
        self.page = answer.url.path
        await self.counter.work()

    async def act(self, act: str, words: str = "材料齐全") -> int:
        async with self.counter.ada("moderator") as ada:
            html = (await ada.get(self.desk)).text
            revision = re.search(r'name="revision" value="(\d+)"', html)[1]
            answer = await self.send(
                ada, self.desk, f"{self.desk}/acts", act=act, words=words, revision=revision
            )
        await self.counter.work()
        return answer.status_code

    async def state(self) -> str:
        """Of the good: on sale, or stopped."""
        return (await self.counter.here("select coalesce(stopped_at::text, state) as s from product"))["s"]

    async def listing(self) -> dict:
        return dict(
            await self.counter.one(
                "select id, state, clock_ends_at, back_reason from notice_listing where notice_id = $1",
                self.page.split("/")[2],
            )
        )

    async def countered(self) -> str:
        """Lin Wei's statement; the address of her page."""
        mine = f"/console/notices/{(await self.listing())['id']}"
        async with self.counter.lin_wei("operator") as lin_wei:
            answer = await self.send(
                lin_wei, mine, f"{mine}/statements", files={"file": ("licence.pdf", self.pdf)}, **STATEMENT
            )
        assert answer.status_code == 200, answer.text
        return mine

    async def morning(self, **time: float) -> None:
        self.counter.later(**time)
        await mind_duties(self.counter.runtime, now=self.counter.clock.moment)
        await self.counter.work()

    async def stored(self) -> dict:
        """Everything that is kept of the listing, and how much was written about the notice."""
        return dict(
            await self.counter.one(
                """
                select l.*, (select count(*) from notice_entry e where e.notice_id = l.notice_id) as entries
                  from notice_listing l where l.notice_id = $1""",
                self.page.split("/")[2],
            )
        )


@pytest.fixture
async def objection(counter, send, pdf) -> Objection:
    return Objection(counter, send, pdf)


@pytest.fixture
def no_mail(counter, monkeypatch) -> None:
    """An installation that was given no mail server."""
    settings = msgspec.structs.replace(counter.runtime.settings, mail_server=MailServer())
    monkeypatch.setattr(counter.runtime, "settings", settings)


async def test_a_listing_goes_off_sale_and_comes_back_after_fifteen_days_without_a_suit(
    counter, objection, words
):
    await objection.hand_in()
    assert await objection.state() == "published"
    told = {to: text for to, _, text in await counter.mails()}
    assert objection.page in told[f"law-{counter.shop.slug}@mobi.example.com"]
    assert await objection.act("uphold") == 200
    assert await objection.state() not in ("published", "draft")
    async with counter.anybody(counter.shop.canonical_host) as chen_hao:
        assert (await chen_hao.get(f"/products/{counter.stand.product_slug}")).status_code == 404
    product = (await counter.here("select id from product"))["id"]
    assert not await publish_product(counter.shop, product, by=LinWei(), now=counter.clock.moment)
    await judge_shop(counter.shop, now=counter.clock.moment)
    assert (await counter.here("select state from policy_case"))["state"] == "open"
    abouts = [about for _, about, _ in await counter.mails()]
    assert len([about for about in abouts if "权利人" in about]) == 1
    assert not [about for about in abouts if "触犯规则" in about]

    mine = await objection.countered()
    async with counter.lin_wei() as lin_wei:
        shown = words((await lin_wei.get(mine)).text)
        assert objection.name in shown
        assert "91350100" not in shown
        again = await objection.send(
            lin_wei,
            "/console/settings",
            f"{mine}/statements",
            files={"file": ("x.pdf", objection.pdf)},
            **STATEMENT,
        )
        assert again.status_code == 400
        case = (await counter.here("select id from policy_case"))["id"]
        page = (await lin_wei.get(f"/console/cases/{case}")).text
        assert "/console/notices" in page
        assert f"/console/cases/{case}/appeal" not in page
    async with counter.anybody() as mobi:
        shown = words((await mobi.get(objection.page)).text)
        assert "林薇有运营商授权" in shown
        assert "lin.wei@example.com" in shown
        assert "The statement reached me" not in shown
    await objection.morning(days=15)
    assert (await objection.listing())["state"] == "countered"
    for _ in range(2):
        await objection.morning(days=0.7)
    assert await objection.listing() | {"state": "back", "back_reason": "clock"} == await objection.listing()
    assert await objection.state() == "published"

    async with counter.anybody() as anybody:
        public = f"/notices/{objection.page.split('/')[2]}"
        assert public in (await anybody.get("/notices")).text
        shown = words((await anybody.get(public)).text)
    assert "有运营商授权" in shown
    assert "No word of a suit" in shown
    for secret in (
        objection.name,
        "林薇",
        "13800138000",
        "mobi.example.com",
        "lin.wei@",
        "91350100",
        "鼓楼区",
        "duty-files",
    ):
        assert secret not in shown
    await objection.hand_in()
    async with counter.ada("moderator") as ada:
        assert "1 earlier notice of this person came to nothing" in (await ada.get(objection.desk)).text


@pytest.mark.usefixtures("no_mail")
async def test_opening_the_page_starts_nothing_and_confirming_the_statement_starts_the_days(
    counter, objection, send, words
):
    await objection.hand_in()
    await objection.act("uphold")
    mine = await objection.countered()
    before = await objection.stored()
    assert (before["state"], before["reached_at"], before["clock_ends_at"]) == ("countered", None, None)
    async with counter.anybody() as scanner:
        for _ in range(2):
            shown = words((await scanner.get(objection.page)).text)
        await scanner.head(objection.page)
        assert await objection.stored() == before
        assert "林薇有运营商授权" in shown
        assert "The statement reached me: start the 15 days" in shown
        assert "reached you on Mar 30, 2027 16:00 UTC" in shown
        confirm = f"{objection.page}/confirmations"
        listing = {"listing": str(before["id"])}
        assert (await scanner.post(confirm, data=listing)).status_code == 403
    assert await objection.stored() == before
    async with counter.lin_wei() as lin_wei:
        assert "at the latest" in words((await lin_wei.get(mine)).text)

    counter.later(days=3)
    async with counter.anybody() as mobi:
        wrong = await send(mobi, objection.page, confirm, listing=mine)
        assert wrong.status_code == 400
        answer = await send(mobi, objection.page, confirm, **listing)
        assert answer.status_code == 200
        shown = words(answer.text)
        assert "Confirmed that the statement arrived" in shown
        assert "The statement reached me" not in shown
        reached = await objection.stored()
        assert reached["reached_at"] == counter.clock.moment
        counter.later(days=1)
        assert (await send(mobi, objection.page, confirm, **listing)).status_code == 200
    assert await objection.stored() == reached
    await objection.morning(days=14)
    assert (await objection.listing())["state"] == "countered"
    await objection.morning(days=1)
    assert (await objection.listing())["back_reason"] == "clock"


@pytest.mark.usefixtures("no_mail")
async def test_a_statement_that_nobody_confirms_counts_as_arrived_on_the_thirtieth_day(
    counter, objection, words
):
    await objection.hand_in()
    await objection.act("uphold")
    mine = await objection.countered()
    await objection.morning(days=29)
    assert (await objection.stored())["reached_at"] is None
    for _ in range(2):
        await objection.morning(hours=13)
    arrived = await objection.stored()
    assert arrived["clock_ends_at"] > arrived["reached_at"] == counter.clock.moment - timedelta(hours=13)
    async with counter.anybody() as mobi:
        shown = words((await mobi.get(objection.page)).text)
        assert "Counts as arrived, because nobody confirmed it" in shown
    async with counter.lin_wei() as lin_wei:
        assert "Your statement reached the right holder" in words((await lin_wei.get(mine)).text)
    await objection.morning(days=14)
    assert (await objection.listing())["state"] == "countered"
    await objection.morning(days=1.5)
    assert (await objection.listing())["back_reason"] == "clock"
    assert await objection.state() == "published"


async def test_nobody_judges_a_notice_about_a_shop_of_their_own(counter, objection):
    await objection.hand_in()
    owner = (await counter.one("select owner_id from shop where id = $1", counter.shop.id))["owner_id"]
    own, listing = SimpleNamespace(account_id=owner, name="Lin Wei"), (await objection.listing())["id"]
    notice, now = UUID(objection.page.split("/")[2]), counter.clock.moment
    revision = (await counter.one("select revision from rights_notice where id = $1", notice))["revision"]
    with pytest.raises(OwnMatter):
        await judge_notice(counter.runtime, notice, revision, "refuse", "证据不足", own, now=now)
    assert await objection.act("uphold") == 200
    with pytest.raises(OwnMatter):
        await put_back_by_hand(counter.runtime, listing, "误判", own, now=now)


async def test_word_of_a_suit_keeps_it_down_until_the_platform_puts_it_back(counter, objection, send, pdf):
    await objection.hand_in()
    await objection.act("down", "先行下架")
    assert await objection.state() not in ("published", "draft")
    await objection.countered()
    listing = str((await objection.listing())["id"])
    suit = {
        "listing": listing,
        "suit_kind": "court",
        "suit_where": "福州市中级人民法院",
        "suit_number": "(2027) 闽 01 民初 1 号",
    }
    async with counter.anybody() as mobi:
        without = await send(mobi, objection.page, f"{objection.page}/suits", **suit)
        assert without.status_code == 400
        told = await send(
            mobi, objection.page, f"{objection.page}/suits", files={"file": ("stamp.pdf", pdf)}, **suit
        )
        assert told.status_code == 200
    await objection.morning(days=40)
    assert (await objection.listing())["state"] == "suit"
    assert await objection.state() not in ("published", "draft")
    async with counter.ada("moderator") as ada:
        back = await send(
            ada, objection.desk, f"{objection.desk}/put-back", listing=listing, words="法院判决不构成侵权"
        )
        assert back.status_code == 200
    await counter.work()
    assert await objection.state() == "published"


async def test_a_notice_is_asked_for_more_refused_and_counted(counter, objection, send, pdf):
    await objection.hand_in(addresses=f"{objection.address()}\nhttp://nowhere.example.com/products/x")
    assert await objection.act("more", "请补充商标注册证") == 200
    async with counter.anybody() as mobi:
        assert "请补充商标注册证" in (await mobi.get(objection.page)).text
        added = await send(
            mobi,
            objection.page,
            f"{objection.page}/additions",
            files={"file": ("x.pdf", pdf)},
            words="见附件",
        )
        assert added.status_code == 200
        assert (await mobi.get(objection.page[:-2] + "xx")).status_code == 404
        assert (await mobi.get(f"/notices/{objection.page.split('/')[2]}")).status_code == 404
    await objection.act("down", "先行下架")
    assert await objection.act("refuse", "商标与商品无关") == 200
    assert await objection.state() == "published"
    async with counter.ada("moderator") as ada:
        over = await send(
            ada, "/admin/account", f"{objection.desk}/acts", act="uphold", words="x", revision="9"
        )
        assert over.status_code == 409
    await objection.hand_in(name=objection.name.replace("墨笔", "墨 笔"), email="other@mobi.example.com")
    async with counter.ada("moderator") as ada:
        assert "1 earlier notice of this person came to nothing" in (await ada.get(objection.desk)).text
        file = re.search(rf'href="({objection.desk}/files/[^"]+)"', (await ada.get(objection.desk)).text)[1]
        assert "Why do you look at it" in (await ada.get(file)).text
        assert (await ada.get(f"{file}?why=notice")).content == pdf
    seen = await counter.one(
        "select side, actor, why from duty_file_access where side = 'platform' order by id desc limit 1"
    )
    assert tuple(seen.values()) == ("platform", "Ada", "notice")


async def test_whoever_withdraws_puts_back_and_mistakes_are_told(counter, objection, send, another_stand):
    yunting = await another_stand(name="云听会员店")
    await objection.hand_in()
    await objection.act("uphold")
    listing = (await objection.listing())["id"]
    async with counter.lin_wei(shop=yunting.shop) as mei:
        assert (await mei.get(f"/console/notices/{listing}")).status_code == 404
    async with counter.anybody() as mobi:
        assert (await send(mobi, objection.page, f"{objection.page}/withdrawals")).status_code == 200
        await counter.work()
        assert await objection.state() == "published"
        wrong = await send(
            mobi, "/notices/new", **{**HOLDER, "true": "", "email": "x", "addresses": "", "name": ""}
        )
        assert wrong.status_code == 400
        assert wrong.text.count('class="error"') == 3


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("call 138-0013-8000 now", "call ＊＊＊ now"),
        ("a.b@c.example", "＊＊＊"),
        ("身份证11010119900307000X", "身份证＊＊＊"),
        ("第 12345678 号商标", "第 12345678 号商标"),
        ("电话0591-87654321，信用代码 91350100M000100Y43", "电话＊＊＊，信用代码 ＊＊＊"),
        ("account 6222 0212 3456 7890 123", "account ＊＊＊"),
        ("版本 3.2 与 2027 年", "版本 3.2 与 2027 年"),
    ],
)
def test_what_tells_who_somebody_is_is_left_out(said, left):
    assert leave_out_persons(said) == left
