"""Lin Wei asks for money on his page, Ada prepares, Bo approves; each reads what there is, and nobody else does."""

import re
from datetime import timedelta
from html import unescape

import pytest

from bodega.kernel.clock import SetClock
from bodega.kernel.database import platform_scope, shop_scope
from bodega.settlement.tell_shop import tell_shop
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega_shop.books.audit_shop import audit_shop
from bodega_shop.books.read_balances import read_balances


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def clock(street, begins, days):
    usual = street.runtime.clock
    street.runtime.clock = SetClock(begins + days(20))
    yield street.runtime.clock
    street.runtime.clock = usual


@pytest.fixture
async def sit(street, clock):
    """A browser on the platform's host, whose password was given that many minutes ago."""
    browsers = []

    async def take(account_id, minutes_ago: int = 0):
        now = clock.now() - timedelta(minutes=minutes_ago)
        async with platform_scope() as scope:
            await scope.execute("update account set totp_confirmed_at = $2 where id = $1", account_id, now)
            token = await start_session(scope, account_id, "platform", now=now, second_factor=True)
        browser = street.client(None)
        browser.headers["accept"] = "text/html"
        browser.cookies.set(session_cookie_name(street.runtime), token)
        browsers.append(browser)
        return browser

    yield take
    for browser in browsers:
        await browser.aclose()


async def send(browser, page, path, **fields):
    html = (await browser.get(page)).text
    token = re.search(r'name="_csrf_token" value="([^"]+)"', html)[1]
    return await browser.post(path, data={**fields, "_csrf_token": token}, follow_redirects=True)


async def test_money_goes_from_the_owners_page_over_two_desks_to_the_bank_and_back(
    street, purse, sit, clock, begins, days
):
    await purse.collect(500_00, begins, points=0)
    await purse.morning(begins + days(1))
    mine, home = f"/my/money/{purse.shop.id}", "/admin/payouts"
    lin_wei = await sit(purse.owner.account_id)
    assert "¥500.00" in words((await lin_wei.get("/my/money")).text)
    page = words((await lin_wei.get(mine)).text)
    assert "•••• 6789" in page
    assert "6225" not in page
    for wrong in ("900", "1.00", "lots"):
        refused = await send(lin_wei, mine, f"{mine}/withdrawals", amount=wrong, currency="CNY")
        assert refused.status_code == 400
        assert 'id="f-amount-error"' in refused.text
    asked = await send(lin_wei, mine, f"{mine}/withdrawals", amount="300", currency="CNY")
    assert "Waits to be sent" in words(asked.text)
    again = await send(lin_wei, mine, f"{mine}/withdrawals", amount="100", currency="CNY")
    assert "on its way already" in words(again.text)

    ada = await sit(await street.account("Ada", platform_role="finance"))
    bo = await sit(await street.account("Bo", platform_role="finance"))
    waiting = await ada.get(home)
    withdrawal = await latest_of(purse)
    assert f'name="withdrawal" value="{withdrawal}"' in waiting.text
    prepared = await send(ada, home, home, withdrawal=withdrawal)
    batch = str(prepared.url).rsplit("/", 1)[1]
    assert "Approve the batch" not in prepared.text
    refused = await send(ada, home, f"{home}/{batch}/approvals")
    assert "does not approve it" in words(refused.text)
    approved = await send(bo, home, f"{home}/{batch}/approvals")
    assert "Approved: 1 go out." in words(approved.text)
    file = await send(bo, home, f"{home}/{batch}/files")
    assert file.headers["content-type"].startswith("text/csv")
    assert "6225888800006789,298.00,CNY" in file.text
    paid = await send(ada, home, f"{home}/{batch}/payments", withdrawal=withdrawal, reference="CMB-77")
    assert "Marked as paid" in words(paid.text)
    assert "CMB-77" in words((await lin_wei.get(mine)).text)
    await the_shop_hears(purse, withdrawal)
    assert await of_shop(purse) == {"bank": 298_00, "fees": 2_00, "platform": -300_00}
    back = await send(ada, home, f"{home}/{batch}/returns", withdrawal=withdrawal, reason="No such account")
    assert "Came back" in words(back.text)
    await the_shop_hears(purse, withdrawal)
    assert await of_shop(purse) == {}
    assert "No such account" in words((await lin_wei.get(mine)).text)
    typed = {"way": "bank", "holder": "星海", "bank": "招商银行", "account": "123"}
    wrong = await send(lin_wei, mine, f"{mine}/account", **typed)
    assert 'id="f-account-error"' in wrong.text
    changed = await send(lin_wei, mine, f"{mine}/account", **(typed | {"account": "6225 8888 0000 4321"}))
    assert "•••• 4321" in words(changed.text)
    await purse.check()


async def test_statements_terms_and_holds_are_read_and_written_at_the_desk(street, purse, sit, begins, days):
    await purse.collect(500_00, begins)
    await purse.morning(begins + days(1))
    ada, home = await sit(await street.account("Ada", platform_role="finance")), "/admin/settlements"
    desk = f"{home}/{purse.shop.id}"
    assert "agrees with the books" in words((await ada.get(home)).text)
    statement = words((await ada.get(f"{desk}/statement")).text)
    assert "Collected for the shop ¥500.00" in statement
    assert "At the end ¥485.00" in statement
    file = await ada.get(f"{desk}/statement/file")
    assert "Collected for the shop,500.00,CNY" in file.text
    lin_wei = await sit(purse.owner.account_id)
    assert (await lin_wei.get(f"/my/statements/{purse.shop.id}/file")).text == file.text
    assert (await lin_wei.get(f"/my/statements/{purse.shop.id}?back=1")).status_code == 200
    empty = await send(ada, desk, f"{desk}/holds", days="10", reason="")
    assert 'id="f-reason-error"' in empty.text
    await send(ada, desk, f"{desk}/holds", days="10", reason="Many disputes")
    mine = words((await lin_wei.get(f"/my/money/{purse.shop.id}")).text)
    assert "Many disputes" in mine
    assert "Withdraw money" not in mine
    await send(ada, desk, f"{desk}/releases")
    terms = {"hold_days": "0", "rhythm": "month", "least": "CNY 50.00", "reserve": "2.5"}
    wrong = await send(ada, desk, f"{desk}/terms", **(terms | {"reserve": "80", "reason": "x"}))
    assert 'id="f-reserve-error"' in wrong.text
    await send(ada, desk, f"{desk}/terms", **(terms | {"reason": "An old friend"}))
    mine = words((await lin_wei.get(f"/my/money/{purse.shop.id}")).text)
    assert "on the first of each month" in mine
    assert "2.5 %" in mine
    assert (await send(ada, desk, f"{home}/terms", hold_days="9")).status_code == 200
    assert 'value="9"' in (await ada.get(f"{home}/terms")).text
    assert (await ada.get(f"{home}/terms/no-plan")).status_code == 404


async def test_nobody_else_and_nobody_without_the_password_touches_it(street, purse, sit, begins, days):
    await purse.collect(500_00, begins)
    await purse.morning(begins + days(1))
    mine = f"/my/money/{purse.shop.id}"
    stranger = await sit(await street.account("Somebody"))
    for path in (mine, f"{mine}/withdrawals/new", f"{mine}/account", f"/my/statements/{purse.shop.id}/file"):
        assert (await stranger.get(path)).status_code == 404
    taken = await send(stranger, "/my/account", f"{mine}/withdrawals", amount="100", currency="CNY")
    assert taken.status_code == 404
    late = await sit(purse.owner.account_id, minutes_ago=30)
    for path in (f"{mine}/withdrawals/new", f"{mine}/account"):
        assert "password-check" in (await late.get(path)).headers["location"]
    await send(late, mine, f"{mine}/withdrawals", amount="100", currency="CNY")
    assert (await purse.accounts())["settled"] == -485_00
    for path in ("/admin/settlements", "/admin/payouts"):
        assert "sign-in" in (await stranger.get(path)).headers["location"]


async def latest_of(purse):
    async with platform_scope() as scope:
        found = await scope.fetchval(
            "select id from withdrawal where shop_id = $1 order by asked_at desc limit 1", purse.shop.id
        )
    return str(found)


async def the_shop_hears(purse, withdrawal):
    for _ in range(2):
        await tell_shop(purse.street.runtime, {"withdrawal_id": withdrawal, "shop_id": str(purse.shop.id)})
    assert await audit_shop(purse.shop) == []


async def of_shop(purse):
    async with shop_scope(purse.shop) as scope:
        return {account: minor for (account, _), minor in (await read_balances(scope)).items() if minor}
