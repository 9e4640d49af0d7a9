"""Chen Hao complains of 星海点卡行; the shop answers, Ada decides, and the money goes back or it is known that it did not."""

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from bodega.complaints.complaints_of import complaints_of
from bodega.complaints.decide_complaint import Verdict, decide_complaint
from bodega.duties.morning import mind_duties
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.staff.refuse_own import OwnMatter

FORM = {"kind": "bad_code", "words": "卡密提示已被使用"}


@pytest.fixture
def complain(counter, send):
    """Chen Hao's complaint as he sends it; the address of his page."""

    async def complain(browser, number: str, *, contact: str = "chen.hao@example.com", **more) -> str:
        fields = {**FORM, "shop": counter.shop.canonical_host, "number": number, "contact": contact, **more}
        answer = await send(browser, "/complaints/new", **fields)
        assert answer.status_code == 200, answer.text
        return answer.url.path

    return complain


def _id(path: str) -> str:
    return path.split("/")[2]


async def test_a_complaint_goes_from_the_buyer_to_the_shop_to_the_desk_and_the_money_back(
    counter, complain, send, words, pdf
):
    order = await counter.sold()
    async with counter.anybody() as chen_hao:
        answer = await send(
            chen_hao, "/complaints/new", files={"file": ("screenshot.pdf", pdf)}, shop=counter.shop.slug,
            number=order.number, contact="Chen.Hao@example.com", **FORM,
        )  # fmt: skip
        page = answer.url.path
        assert "looking your order up" in answer.text
        await counter.work()
        shown = words((await chen_hao.get(page)).text)
        assert "星海点卡 · 100元 × 1" in shown
        assert "卡密提示已被使用" in shown
        told = {to: (about, text) for to, about, text in await counter.mails()}
        assert page in told["chen.hao@example.com"][1]
        assert await counter.here("select 1 from complaint where due_at is not null")

        async with counter.lin_wei("support") as lin_wei:
            assert "count" in (await lin_wei.get("/console")).text
            mine = f"/console/complaints/{_id(page)}"
            assert mine in (await lin_wei.get("/console/complaints")).text
            file = re.search(r'href="(http[^"]+/duty-files/[^"]+)"', (await lin_wei.get(mine)).text)[1]
            assert counter.shop.canonical_host not in file
            assert "/console/complaints/" in (await lin_wei.get(f"/console/orders/{order.number}")).text
            answered = await send(lin_wei, mine, f"{mine}/words", words="请提供截图")
            assert answered.status_code == 200, answered.text
        assert (await chen_hao.get(file)).content == pdf
        assert (await chen_hao.get(file.replace("/shop/", "/buyer/"))).status_code == 404
        assert [about for _, about, _ in await counter.mails()]
        assert "请提供截图" in (await chen_hao.get(page)).text
        assert (await send(chen_hao, page, f"{page}/words", words="截图在附件里")).status_code == 200

        async with counter.ada("support") as ada:
            desk = f"/admin/complaints/{_id(page)}"
            assert desk in (await ada.get("/admin/complaints")).text
            decided = await send(
                ada, desk, f"{desk}/decisions", verdict="buyer", refund="99.80", reason="卡密在交付前已被使用",
                revision=_revision((await ada.get(desk)).text),
            )  # fmt: skip
            assert decided.status_code == 200, decided.text
        await counter.work()
        shown = words((await chen_hao.get(page)).text)
        assert "Decided for the buyer" in shown
        assert "卡密在交付前已被使用" in shown
        await counter.give_back(order, 9980)
        await counter.work()
        assert "The shop gave it back" in (await chen_hao.get(page)).text
    row = await counter.one(
        "select refunded_at, refund_missed_at from complaint where number = $1", order.number
    )
    assert row["refunded_at"]
    assert not (await counter.here("select due_at from complaint"))["due_at"]
    deeds = await counter.one(
        "select array_agg(deed order by id) as d from audit_entry where shop_id = $1", counter.shop.id
    )
    assert {"complaint.opened", "complaint.answered", "complaint.decided_buyer", "complaint.refunded"} <= set(
        deeds["d"]
    )


async def test_whoever_does_not_know_the_contact_learns_nothing(counter, complain, words):
    order = await counter.sold()
    said = set()
    async with counter.anybody() as stranger:
        for number, contact, shop in (
            (order.number, "mei@example.com", counter.shop.slug),
            (
                order.number[:-1] + ("A" if order.number[-1] != "A" else "B"),
                "chen.hao@example.com",
                counter.shop.slug,
            ),
            (order.number, "chen.hao@example.com", "no-such-shop"),
        ):
            page = await complain(stranger, number, contact=contact, shop=shop)
            await counter.work()
            said.add(words((await stranger.get(page)).text))
            kept = await counter.one("select shop_id, sealed, facts from complaint where id = $1", _id(page))
            assert tuple(kept.values()) == (None, None, {})
    assert len(said) == 1
    assert "No order with this number and this contact" in said.pop()
    assert await counter.mails() == []


async def test_nobody_decides_a_complaint_about_a_shop_of_their_own(counter, complain):
    order = await counter.sold()
    async with counter.anybody() as chen_hao:
        page = await complain(chen_hao, order.number)
    await counter.work()
    owner = (await counter.one("select owner_id from shop where id = $1", counter.shop.id))["owner_id"]
    own, verdict = SimpleNamespace(account_id=owner, name="Lin Wei"), Verdict("shop", "代码有效", None, 2)
    with pytest.raises(OwnMatter):
        await decide_complaint(counter.runtime, UUID(_id(page)), verdict, own, now=counter.clock.moment)
    ada = SimpleNamespace(account_id=None, name="Ada")
    await decide_complaint(counter.runtime, UUID(_id(page)), verdict, ada, now=counter.clock.moment)


async def test_an_answer_that_does_not_come_is_counted_and_then_it_can_be_decided(counter, complain, send):
    order = await counter.sold()
    async with counter.anybody() as chen_hao:
        page = await complain(chen_hao, order.number)
    await counter.work()
    desk = f"/admin/complaints/{_id(page)}"
    verdict = {"verdict": "buyer", "refund": "50", "reason": "店铺未答复"}
    async with counter.ada() as ada:
        early = await send(ada, desk, f"{desk}/decisions", revision="2", **verdict)
        assert early.status_code == 422
    await mind_duties(counter.runtime, now=counter.clock.moment)
    assert not (await counter.one("select overdue_at from complaint where id = $1", _id(page)))["overdue_at"]
    counter.later(days=4)
    for _ in range(2):
        await mind_duties(counter.runtime, now=counter.clock.moment)
    late = [
        about
        for _, about, _ in await counter.mails()
        if "未在期限内答复" in about or "not answered in time" in about
    ]
    assert len(late) == 2
    async with counter.ada() as ada:
        stale = await send(ada, desk, f"{desk}/decisions", revision="1", **verdict)
        assert stale.status_code == 409
        too_much = await send(ada, desk, f"{desk}/decisions", revision="3", **{**verdict, "refund": "100"})
        assert too_much.status_code == 400
        assert (await send(ada, desk, f"{desk}/decisions", revision="3", **verdict)).status_code == 200
    counter.later(days=6)
    for _ in range(2):
        await mind_duties(counter.runtime, now=counter.clock.moment)
    async with counter.ada() as ada:
        shown = (await ada.get(desk)).text
        assert f"/admin/shops/{counter.shop.id}/freeze" in shown
        assert "refund did not come" in (await ada.get("/admin/complaints")).text
        assert "Complaints" in (await ada.get(f"/admin/shops/{counter.shop.id}")).text
    async with platform_scope() as scope:
        known = await complaints_of(scope, [counter.shop.id], now=counter.clock.moment)
        long_after = await complaints_of(
            scope, [counter.shop.id], now=counter.clock.moment + timedelta(days=91)
        )
    one = known[counter.shop.id]
    assert (one.open, one.upheld, one.overdue, one.unpaid) == (0, 1, 1, 1)
    assert long_after[counter.shop.id].upheld == 0
    # A word that was lost is found by the clock; the half that was asked for is enough.
    await counter.give_back(order, 5000)
    await mind_duties(counter.runtime, now=counter.clock.moment)
    assert (await counter.one("select refunded_at from complaint where id = $1", _id(page)))["refunded_at"]


async def test_one_complaint_that_cannot_be_counted_keeps_no_other_waiting(counter, complain):
    pages = []
    for contact in ("chen.hao@example.com", "mei@example.com"):
        order = await counter.sold(contact)
        async with counter.anybody() as buyer:
            pages.append(await complain(buyer, order.number, contact=contact))
        await counter.work()
    broken, good = (UUID(_id(page)) for page in pages)
    sealed = (await counter.one("select sealed from complaint where id = $1", broken))["sealed"]
    await counter.one("update complaint set sealed = 'x' where id = $1 returning id", broken)
    counter.later(days=5)
    with pytest.raises(ExceptionGroup):
        await mind_duties(counter.runtime, now=counter.clock.moment)
    assert (await counter.one("select overdue_at from complaint where id = $1", good))["overdue_at"]
    await counter.one("update complaint set sealed = $2 where id = $1 returning id", broken, sealed)
    await mind_duties(counter.runtime, now=counter.clock.moment)
    assert (await counter.one("select overdue_at from complaint where id = $1", broken))["overdue_at"]


async def test_a_buyer_ends_it_and_a_second_one_leads_to_the_first(counter, complain, send):
    order = await counter.sold()
    async with counter.anybody() as chen_hao:
        first = await complain(chen_hao, order.number)
        await counter.work()
        await counter.mails()
        second = await complain(chen_hao, order.number, words="第一条投诉不是我写的")
        await counter.work()
        led = await chen_hao.get(second, follow_redirects=False)
        assert led.headers["location"].endswith(first)
        assert "第一条投诉不是我写的" in (await chen_hao.get(first)).text
        assert [first in text for to, _, text in await counter.mails() if to == "chen.hao@example.com"] == [
            True
        ]
        assert (await chen_hao.get(first[:-1] + "x")).status_code == 404
        ended = await send(chen_hao, first, f"{first}/ends", end="solved")
        assert "You ended this complaint" in ended.text
        twice = await chen_hao.post(
            f"{first}/words",
            data={"words": "noch etwas", "_csrf_token": _token((await chen_hao.get("/complaints/new")).text)},
        )
        assert twice.status_code == 422
        await counter.work()
    assert (await counter.here("select state, due_at from complaint"))["state"] == "solved"


async def test_another_shop_sees_nothing_of_it_and_mistakes_are_told(counter, complain, send, another_stand):
    order = await counter.sold()
    async with counter.anybody() as chen_hao:
        page = await complain(chen_hao, order.number)
        await counter.work()
        fields = {**FORM, "shop": counter.shop.slug, "number": "nonsense", "contact": "nobody", "words": " "}
        wrong = await send(chen_hao, "/complaints/new", **fields)
        assert wrong.status_code == 400
        assert wrong.text.count('class="error"') == 3
        program = {"file": ("virus.exe", b"MZ" + bytes(100))}
        right = {**fields, "number": order.number, "contact": "chen.hao@example.com", "words": "x"}
        assert (await send(chen_hao, "/complaints/new", files=program, **right)).status_code == 400
        for _ in range(9):
            last = await send(chen_hao, "/complaints/new", **right)
        assert last.status_code == 429
    yunting = await another_stand(name="云听会员店")
    async with counter.lin_wei(shop=yunting.shop) as mei:
        assert (await mei.get(f"/console/complaints/{_id(page)}")).status_code == 404
        assert _id(page) not in (await mei.get("/console/complaints?show=all")).text


def _revision(html: str) -> str:
    return re.search(r'name="revision" value="(\d+)"', html)[1]


def _token(html: str) -> str:
    return re.search(r'name="_csrf_token" value="([^"]+)"', html)[1]


async def test_three_years_after_its_end_nobody_knows_who_complained(counter, complain, send, pdf):
    order = await counter.sold()
    async with counter.anybody() as chen_hao:
        page = await complain(chen_hao, order.number)
        await counter.work()
        await send(chen_hao, page, f"{page}/words", files={"file": ("x.pdf", pdf)}, words="再补一张")
        await send(chen_hao, page, f"{page}/ends", end="solved")
        place = (await counter.one("select place from duty_file where subject_id = $1", _id(page)))["place"]
        for days, left in ((1090, "再补一张"), (10, "")):
            counter.later(days=days)
            await mind_duties(counter.runtime, now=counter.clock.moment)
            said = await counter.one(
                "select string_agg(words, '' order by at) as w from complaint_entry where complaint_id = $1",
                _id(page),
            )
            assert said["w"].endswith(left)
        assert said["w"] == ""
        kept = await counter.one("select sealed, state, number from complaint where id = $1", _id(page))
        assert tuple(kept.values()) == (None, "solved", order.number)
        assert (await chen_hao.get(page)).status_code == 200
    with pytest.raises(NotFound):
        await counter.runtime.files.get(place)
