"""Who makes an account or asks for a shop agrees to texts in their versions, and it is kept when and from where."""

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.retention import erase_accounts

PASSWORD = "four quiet lamps tonight"


@pytest.fixture
def newcomer() -> dict[str, str]:
    return {
        "name": "Chen Hao",
        "email": f"chen-{new_id().hex[-10:]}@people.test",
        "password": PASSWORD,
        "consent": "on",
    }


async def consents(email: str) -> list[tuple]:
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select c.occasion, c.versions, c.address <> '' as from_somewhere from account_consent c"
            " join account a on a.id = c.account_id where a.email = $1 order by c.at, c.id",
            email,
        )
    return [tuple(row) for row in rows]


async def test_a_new_account_agrees_to_terms_and_privacy(reader, newcomer):
    chen_hao = reader()
    said = {**newcomer, "agreed": "user_terms.1 privacy.1"}
    page = await chen_hao.read("/open/guided")
    assert 'href="/rules/user_terms"' in page
    unticked = await chen_hao.send("/open/guided", **{**said, "consent": ""})
    assert unticked.status_code == 400
    stale = await chen_hao.send("/open/guided", **{**said, "agreed": "user_terms.1 privacy.9"})
    assert stale.status_code == 409
    assert "have changed since you opened" in stale.text
    assert await consents(newcomer["email"]) == []
    assert (await chen_hao.send("/open/guided", **said)).status_code == 303
    assert await consents(newcomer["email"]) == [("sign_up", "user_terms.1 privacy.1", True)]


async def test_where_shops_open_at_once_the_agreement_is_agreed_to_with_the_account(reader, newcomer):
    everything = "agreement.1 fees.1 user_terms.1 privacy.1"
    said = {**newcomer, "shop_name": "星海点卡行", "slug": f"shop-{new_id().hex[-10:]}", "locale": "zh-CN"}
    answer = await reader().send("/open", **said, agreed=everything)
    assert answer.status_code == 303, answer.text
    second = {**said, "slug": f"shop-{new_id().hex[-10:]}", "agreed": everything}
    assert (await reader().send("/open", **second)).status_code == 303
    kept = await consents(newcomer["email"])
    assert kept == [("sign_up", everything, True), ("agreement", everything, True)]


async def test_who_agreed_to_an_older_agreement_is_asked_again_before_handing_in(
    street, reader, newcomer, ada, announce, settings_are
):
    settings_are(open_shops_at_once=False)
    lin_wei = reader()
    entered = await lin_wei.send("/open/guided", **newcomer, agreed="user_terms.1 privacy.1")
    lin_wei.browser.cookies.update(entered.cookies)
    home = entered.headers["location"]
    step = f"{home}/agreement"
    assert "You are who you say you are" in await lin_wei.read(step)
    agreed = await lin_wei.send(step, page=step, version="agreement.1 fees.1", agreed="on")
    assert agreed.status_code == 303, agreed.text
    assert "terms have changed since you agreed" not in await lin_wei.read(home)
    await announce(ada, "agreement", "Lamps burn all night.", forced="on", by_law="A law")
    assert "terms have changed since you agreed" in await lin_wei.read(home)
    assert "Lamps burn all night." in await lin_wei.read(step)
    old = await lin_wei.send(step, page=step, version="agreement.1 fees.1", agreed="on")
    assert "Please read them again" in old.text
    await lin_wei.send(step, page=step, version="agreement.2 fees.1", agreed="on")
    assert "terms have changed since you agreed" not in await lin_wei.read(home)
    kept = [
        versions for occasion, versions, _ in await consents(newcomer["email"]) if occasion == "agreement"
    ]
    assert kept == ["agreement.1 fees.1", "agreement.2 fees.1"]


async def test_an_owner_who_was_never_asked_is_invited_and_not_held_up(lin_wei):
    page = await lin_wei.read("/my")
    assert "You were never asked about: Reseller agreement, Fee rules, User terms, Privacy policy." in page


async def test_a_consent_needs_a_form_of_our_own(lin_wei):
    foreign = await lin_wei.browser.post(
        "/my/terms/consents", data={"agreed": "agreement.1", "consent": "on"}
    )
    assert foreign.status_code == 403


async def test_what_is_read_in_another_language_is_the_same_version(reader):
    browser = reader().browser
    page = await browser.get("/rules/agreement/versions/1", headers={"accept-language": "zh-CN"})
    assert "随程序提供的初始版本" in page.text
    assert "初始版本" not in (await browser.get("/rules/agreement/versions/1")).text


async def test_an_account_that_is_erased_leaves_versions_and_no_address(reader, newcomer, clock):
    await reader().send("/open/guided", **newcomer, agreed="user_terms.1 privacy.1")
    async with platform_scope() as scope:
        account_id = await scope.fetchval("select id from account where email = $1", newcomer["email"])
        await erase_accounts._erase(scope, account_id, clock.now())
        row = await scope.fetchrow(
            "select versions, address from account_consent where account_id = $1", account_id
        )
    assert tuple(row) == ("user_terms.1 privacy.1", "")
