"""Each step is saved by itself, says what cannot be used, and keeps what was typed."""

import base64
from uuid import UUID

import pytest

from bodega.kernel.database import platform_scope
from bodega.onboarding.seal_personal import open_personal
from bodega.onboarding.shop_names import shop_names


async def test_lin_wei_goes_on_on_another_day_and_another_device(lin_wei, browser_at, street):
    await lin_wei.save("goods")
    await lin_wei.save("entity")
    page = await lin_wei.page()
    assert "4 steps are still open" in page
    assert "Go on: Name and address" in page
    kept = await lin_wei.page("/entity")
    assert 'value="91350100M000100Y43"' in kept
    assert 'value="+8613800138000"' in kept


async def test_each_category_says_at_once_what_it_demands_and_of_whom(lin_wei):
    page = await lin_wei.page("/goods")
    assert "Publication number of a game or Authorisation of the game&#39;s operator" in page
    assert "Business licence (Company, Sole trader; when sold to mainland China)" in page
    assert "ICP filing (when sold to mainland China; for each domain of your own)" in page
    assert "c_games_accounts" not in page
    assert "Game accounts and coins" in page


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"c_games_pc_cards": ""}, "at least one category"),
        ({"c_games_accounts": "on"}, "not for sale on this street"),
        ({"c_nothing_of_ours": "on"}, "not for sale on this street"),
        ({"market": "mars"}, "Please choose one of these."),
    ],
)
async def test_goods_that_cannot_be_chosen_are_refused(lin_wei, said, says):
    answer = await lin_wei.save("goods", **said)
    assert answer.status_code == 400
    assert says in answer.text
    assert (await lin_wei.row())["answers"] == {}


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"uscc": "91350100M000100Y44"}, "last character does not fit"),
        ({"uscc": ""}, "Please fill this in."),
        ({"identity": "110105194912310021"}, "last character does not fit"),
        ({"identity": "11010519491331002X"}, "no number of a resident identity card"),
        ({"identity": ""}, "Please fill this in."),
        ({"phone": "12345"}, "not a mobile number"),
        ({"representative": ""}, "Please fill this in."),
        ({"kind": "government"}, "Please choose one of these."),
    ],
)
async def test_what_an_entity_cannot_be_is_said_beside_its_field(lin_wei, said, says):
    answer = await lin_wei.save("entity", **said)
    assert answer.status_code == 400
    assert says in answer.text
    assert "11010519491" not in answer.text
    assert (await lin_wei.row())["answers"] == {}


async def test_an_individual_needs_no_registration(lin_wei):
    answer = await lin_wei.save("entity", kind="individual", name="林伟", uscc="", representative="")
    assert answer.status_code == 303
    assert (await lin_wei.row())["answers"]["entity"]["uscc"] == ""


async def test_an_identity_number_is_sealed_and_shown_by_its_end(lin_wei, street):
    await lin_wei.save("entity")
    row = await lin_wei.row()
    kept = row["answers"]["entity"]["identity"]
    assert "11010519491231002X" not in str(row)
    assert b"11010519491231002X" not in base64.b64decode(kept["sealed"])
    assert kept["tail"] == "002X"
    opened = open_personal(street.runtime, UUID(lin_wei.application), "identity", kept)
    assert opened == "11010519491231002X"
    page = await lin_wei.page("/entity")
    assert "•••• 002X" in page
    assert "1101051949" not in page


async def test_a_sealed_number_stays_while_its_field_is_left_empty(lin_wei):
    await lin_wei.save("entity")
    before = (await lin_wei.row())["answers"]["entity"]["identity"]
    await lin_wei.save("entity", identity="", address="福州市二号")
    after = (await lin_wei.row())["answers"]["entity"]
    assert (after["identity"], after["address"]) == (before, "福州市二号")
    other = await lin_wei.save("entity", identity="", id_kind="other")
    assert other.status_code == 400


async def test_two_applications_with_one_number_are_told_by_its_digest_alone(lin_wei, somebody):
    mei = await (await somebody("Mei")).begin()
    await lin_wei.save("entity")
    await mei.save("entity")
    first, second = [(await one.row())["answers"]["entity"]["identity"] for one in (lin_wei, mei)]
    assert first["digest"] == second["digest"]
    assert first["sealed"] != second["sealed"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"holder": "云听文化有限公司"}, 400),
        ({"account": "12"}, 400),
        ({"account": ""}, 400),
        ({"bank": ""}, 400),
        ({"way": "alipay", "bank": "", "account": "money@xinghai.example"}, 303),
        ({"way": "alipay", "account": "6225880123456789"}, 400),
    ],
)
async def test_the_account_is_one_that_exists_in_the_name_of_the_entity(lin_wei, said, status):
    await lin_wei.save("entity")
    answer = await lin_wei.save("settlement", **said)
    assert answer.status_code == status, answer.text


async def test_an_account_number_is_sealed_and_masked(lin_wei):
    await lin_wei.save("settlement")
    row = await lin_wei.row()
    assert "6225880123456789" not in str(row)
    page = await lin_wei.page("/settlement")
    assert "•••• 6789" in page
    assert "62258801" not in page


async def test_an_account_of_another_name_is_missing_again_when_the_entity_changes(lin_wei):
    await lin_wei.save("entity")
    await lin_wei.save("settlement")
    await lin_wei.save("entity", name="云听文化有限公司")
    assert "must be in the name of the entity that applies: 云听文化有限公司" in await lin_wei.page()


async def test_the_agreement_keeps_version_time_and_address(lin_wei):
    unticked = await lin_wei.save("agreement", agreed="")
    assert "Please tick this to go on." in unticked.text
    old = await lin_wei.save("agreement", version="2020-01-01")
    assert "These terms have changed" in old.text
    await lin_wei.save("agreement")
    kept = (await lin_wei.row())["answers"]["agreement"]
    assert kept["version"] == "agreement.1 fees.1"
    assert kept["address"].startswith("2001:db8::")
    assert kept["at"].startswith("20")


async def test_domains_of_ones_own_take_a_filing_in_mainland_china(lin_wei):
    await lin_wei.save("goods")
    without = await lin_wei.save("name", host_1="shop.xinghai.example")
    assert without.status_code == 400
    wrong = await lin_wei.save("name", host_1="shop.xinghai.example", icp_1="12345")
    assert "no number of a filing" in wrong.text
    ours = await lin_wei.save("name", host_1="me.bodega.test", icp_1="京ICP备12345678号-1")
    assert "belong to the platform" in ours.text
    twice = {f"host_{row}": "shop.xinghai.example" for row in (1, 2)} | {
        f"icp_{row}": "京ICP备12345678号" for row in (1, 2)
    }
    assert "stands here twice" in (await lin_wei.save("name", **twice)).text
    good = await lin_wei.save("name", host_1="https://Shop.xinghai.example/", icp_1="京icp备12345678号－1")
    assert good.status_code == 303
    row = await lin_wei.row()
    assert row["answers"]["domains"] == [{"host": "shop.xinghai.example", "icp": "京ICP备12345678号-1"}]
    assert 'value="shop.xinghai.example"' in await lin_wei.page("/name")


async def test_a_paper_need_not_be_told_what_was_said_before(lin_wei):
    domain = {"host_1": "shop.xinghai.example", "icp_1": "京ICP备12345678号-1"}
    await lin_wei.save("goods")
    await lin_wei.save("name", **domain)
    await lin_wei.save("entity")
    await lin_wei.save("settlement")
    licence = await lin_wei.page("/papers/new?kind=business_licence")
    assert 'value="91350100M000100Y43"' in licence
    assert 'value="林伟"' in await lin_wei.page("/papers/new?kind=representative_identity")
    assert 'value="6789"' in await lin_wei.page("/papers/new?kind=settlement_account")
    filing = await lin_wei.page("/papers/new?kind=icp_filing&host=shop.xinghai.example")
    assert 'value="京ICP备12345678号-1"' in filing
    assert "Missing: ICP filing (shop.xinghai.example)" in await lin_wei.page()


async def test_names_of_all_shops_are_read_once_a_minute_while_somebody_types(street):
    first = await shop_names(street.runtime, fresh=True)
    assert await shop_names(street.runtime) is first
    assert await shop_names(street.runtime, fresh=True) is not first


async def test_what_is_saved_often_by_a_program_has_to_wait(lin_wei, street):
    await street.runtime.throttle.hit(f"application save {lin_wei.account_id}", 200, 3600, cost=200)
    answer = await lin_wei.save("goods")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    async with platform_scope() as scope:
        assert (
            await scope.fetchval("select answers from application where id = $1", UUID(lin_wei.application))
            == {}
        )
