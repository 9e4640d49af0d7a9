"""From rehearsal to open: a clean checklist, a wish, an answer."""

import asyncio
from datetime import timedelta

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, Refused, StateConflict
from bodega.kernel.i18n import Text
from bodega.lifecycle.ask_launch import ask_launch, take_back
from bodega.lifecycle.checklist import COUNTS_FOR, Check, is_clean, keep_checks, read_checklist
from bodega.lifecycle.decide_launch import approve_launch, refuse_launch


async def state_of(shop):
    async with platform_scope() as scope:
        return await scope.fetchval("select state from shop where id = $1", shop.id)


async def answers_of(application_id):
    async with platform_scope() as scope:
        return await scope.fetchval("select answers from application where id = $1", application_id)


async def test_a_shop_whose_checklist_is_not_clean_is_refused_and_stays_in_rehearsal(
    street, shop, become, by_lin, now
):
    shop = await become(shop, "rehearsal")
    with pytest.raises(Refused):
        await ask_launch(street.runtime, shop, "soft", **by_lin)
    assert await state_of(shop) == "rehearsal"


async def test_a_clean_shop_waits_in_its_last_check_with_its_figures_kept_whole(
    street, shop, become, by_lin, pass_everything
):
    shop = await become(shop, "rehearsal")
    await pass_everything(shop)
    application_id = await ask_launch(street.runtime, shop, "soft", **by_lin)
    assert await state_of(shop) == "compliance"
    answers = await answers_of(application_id)
    assert (answers["into"], len(answers["checklist"])) == ("soft", 7)
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select kind, state, due_at from application where id = $1", application_id
        )
        assert (
            await scope.fetchval("select content from submission where application_id = $1", application_id)
            == answers
        )
    assert (row["kind"], row["state"]) == ("launch", "submitted")
    assert row["due_at"] > by_lin["now"]


async def test_of_two_wishes_at_once_one_is_told_that_it_was_made(
    street, shop, become, by_lin, pass_everything
):
    shop = await become(shop, "rehearsal")
    await pass_everything(shop)
    outcomes = await asyncio.gather(
        *(ask_launch(street.runtime, shop, "soft", **by_lin) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(one, StateConflict) for one in outcomes) == 1


async def test_a_figure_of_last_month_no_longer_counts(shop, now):
    await keep_checks(shop.id, [Check("shop.pages", Text("Pages", "页面"), "passed")], now=now - COUNTS_FOR)
    async with platform_scope() as scope:
        checks = await read_checklist(scope, shop.id, now=now)
        earlier = await read_checklist(scope, shop.id, now=now - timedelta(days=1))
    assert [one.state for one in checks if one.code == "shop.pages"] == ["open"]
    assert [one.state for one in earlier if one.code == "shop.pages"] == ["passed"]


async def test_one_open_line_of_an_extension_keeps_a_shop_from_opening(shop, now, pass_everything):
    await pass_everything(shop)
    await keep_checks(shop.id, [Check("plugin.mail.server", Text("Mail", "邮件"), "open")], now=now)
    async with platform_scope() as scope:
        assert not is_clean(await read_checklist(scope, shop.id, now=now))


async def test_approved_softly_it_sells_to_the_invited_and_later_to_everybody(
    street, shop, become, by_lin, by_ada, pass_everything
):
    shop = await become(shop, "rehearsal")
    await pass_everything(shop)
    answers = await answers_of(await ask_launch(street.runtime, shop, "soft", **by_lin))
    async with platform_scope() as scope:
        await approve_launch(scope, shop.id, answers, **by_ada)
        await scope.execute("update application set state = 'approved' where shop_id = $1", shop.id)
    await street.runtime.directory.announce_change(shop.id)
    soft = await street.runtime.directory.by_id(shop.id)
    assert (soft.state, soft.takes_orders, soft.is_open_to_all) == ("soft", True, False)
    assert soft.soft_launch.orders_per_day == 50
    answers = await answers_of(await ask_launch(street.runtime, soft, "live", **by_lin))
    assert await state_of(shop) == "soft"
    async with platform_scope() as scope:
        await approve_launch(scope, shop.id, answers, **by_ada)
    assert await state_of(shop) == "live"


async def test_sent_back_it_reads_why_and_may_ask_again(
    street, shop, become, by_lin, by_ada, pass_everything
):
    shop = await become(shop, "rehearsal")
    await pass_everything(shop)
    await ask_launch(street.runtime, shop, "live", **by_lin)
    async with platform_scope() as scope:
        await refuse_launch(scope, shop.id, "Terms name another shop.", **by_ada)
        await scope.execute("update application set state = 'refused' where shop_id = $1", shop.id)
        reason = await scope.fetchval("select state_reason from shop where id = $1", shop.id)
    assert (await state_of(shop), reason) == ("rehearsal", "Terms name another shop.")
    await ask_launch(street.runtime, shop, "live", **by_lin)
    assert await state_of(shop) == "compliance"


async def test_nobody_is_sent_back_without_a_reason(street, shop, become, by_lin, by_ada, pass_everything):
    shop = await become(shop, "rehearsal")
    await pass_everything(shop)
    await ask_launch(street.runtime, shop, "live", **by_lin)
    with pytest.raises(InvalidInput):
        async with platform_scope() as scope:
            await refuse_launch(scope, shop.id, " ", **by_ada)
    assert await state_of(shop) == "compliance"


async def test_a_wish_that_was_taken_back_can_no_longer_be_granted(
    street, shop, become, by_lin, by_ada, pass_everything
):
    shop = await become(shop, "rehearsal")
    await pass_everything(shop)
    answers = await answers_of(await ask_launch(street.runtime, shop, "live", **by_lin))
    await take_back(street.runtime, shop, **by_lin)
    with pytest.raises(StateConflict):
        async with platform_scope() as scope:
            await approve_launch(scope, shop.id, answers, **by_ada)
    assert await state_of(shop) == "rehearsal"
