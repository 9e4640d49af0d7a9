"""Ada offers a plan, Lin Wei takes it, reads his bill, and goes on to pay it; nobody sees another's."""

import re
from html import unescape

from bodega.kernel.database import platform_scope

PLAN = {
    "code": "star", "en": "Star", "zh": "星级", "currency": "CNY", "price_month": "199", "price_year": "1990",
    "trial_days": "0", "goods": "50", "staff": "", "orders": "500", "plugins": "", "domains": "", "commission": "1.5",
    "trades": "game-cards 2", "offered": "on",
}  # fmt: skip


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def test_a_plan_goes_from_adas_form_to_lin_weis_bill_and_on_to_the_payment_service(
    street, books, sit, send
):
    ada = await sit(await street.account("Ada", platform_role="finance"))
    wrong = await send(ada, "/admin/plans/new", "/admin/plans", **(PLAN | {"commission": "lots"}))
    assert wrong.status_code == 400
    assert 'id="f-commission-error"' in wrong.text
    saved = await send(ada, "/admin/plans/new", "/admin/plans", **PLAN)
    assert "¥199.00" in words(saved.text)
    again = await send(ada, "/admin/plans/new", "/admin/plans", **PLAN)
    assert again.status_code == 200
    terms = {"seller": "Bodega Ltd", "tax_note": "VAT included", "grace_days": "9"}
    assert (await send(ada, "/admin/plans", "/admin/plans/terms", **terms)).status_code == 200
    async with platform_scope() as scope:
        plan_id = await scope.fetchval(
            "select id from plan where code = 'star' order by version desc limit 1"
        )
    assert 'value="1.50"' in (await ada.get(f"/admin/plans/{plan_id}")).text

    lin_wei = await sit(books.owner.account_id)
    chosen = await send(lin_wei, "/my/plans", f"/my/plans/{books.shop.id}", plan=f"{plan_id} month")
    assert "The plan has begun." in words(chosen.text)
    (bill,) = await books.bills()
    page = await lin_wei.get(f"/my/bills/{bill['id']}")
    assert "VAT included" in page.text
    assert "Plan Star" in words(page.text)
    channel = {"channel": str(books.channel_id)}
    paying = await send(lin_wei, f"/my/bills/{bill['id']}", f"/my/bills/{bill['id']}/payments", **channel)
    assert "Go on to the payment service" in words(paying.text)
    async with platform_scope() as scope:
        number = await scope.fetchval("select out_trade_no from bill_payment where bill_id = $1", bill["id"])
    books.pay_at_stripe(number)
    back = await send(lin_wei, f"/my/bills/{bill['id']}", f"/my/bills/{bill['id']}/checks")
    assert "Paid" in words(back.text)
    assert "Bills that were paid" in words((await lin_wei.get(f"/my/statements/{books.shop.id}")).text)
    assert "agrees with the books" in words((await ada.get("/admin/bills")).text)
    seen = words((await ada.get(f"/admin/bills/{bill['id']}")).text)
    assert all(word in seen for word in ("Bodega Ltd", "VAT included", number, books.shop.name))
    assert (await ada.get(f"/admin/bills/{plan_id}")).status_code == 404
    ended = await send(lin_wei, "/my/plans", f"/my/plans/{books.shop.id}/end")
    assert "ends with its period" in words(ended.text)


async def test_another_owner_finds_neither_the_bill_nor_the_statement_nor_the_plan(
    street, books, save, sit, send, begins
):
    stranger = await sit(await street.account("Somebody"))
    for path in (f"/my/statements/{books.shop.id}", f"/my/bills/{books.shop.id}"):
        assert (await stranger.get(path)).status_code == 404
    answer = await send(
        stranger, "/my/account", f"/my/plans/{books.shop.id}", plan=f"{await save(100)} month"
    )
    assert answer.status_code == 404
    assert await books.bills() == []
