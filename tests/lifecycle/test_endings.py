"""Frozen with an appeal, closed with notice, handed to a new owner."""

import asyncio
from datetime import timedelta

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, StateConflict
from bodega.kernel.ids import new_id
from bodega.lifecycle.announce_closing import (
    NOTICE,
    announce_closing,
    call_closing_off,
    close_due,
    closing_is_owners,
)
from bodega.lifecycle.appeal import grant_appeal, list_appeals, refuse_appeal, write_appeal
from bodega.lifecycle.follow_handover import follow_handover
from bodega.lifecycle.hand_over import (
    complete_handover,
    handover_of,
    offer_shop,
    offered_to,
    step_back,
)
from bodega.lifecycle.present_heir import accept_shop, hand_in_heir
from bodega.staff.refuse_own import OwnMatter
from bodega.street.close_shop import close_shop
from bodega.street.freeze_shop import freeze_shop
from bodega.street.thaw_shop import thaw_shop


async def row_of(shop):
    async with platform_scope() as scope:
        return dict(
            await scope.fetchrow("select state, owner_id, closes_at from shop where id = $1", shop.id)
        )


async def test_a_granted_appeal_lets_the_shop_go_on_where_it_was(street, shop, become, by_lin, by_ada):
    await become(shop, "soft")
    await freeze_shop(street.runtime, shop.id, reason="Reported codes.", **by_ada)
    await write_appeal(shop, "The codes were good: see the file.", **by_lin)
    await grant_appeal(street.runtime, shop.id, reason="The supplier confirms it.", **by_ada)
    [appeal] = await list_appeals(shop.id)
    assert (appeal.state, appeal.reason, appeal.answer) == (
        "granted",
        "Reported codes.",
        "The supplier confirms it.",
    )
    assert (await row_of(shop))["state"] == "soft"


async def test_a_refused_appeal_leaves_it_frozen_and_may_be_followed_by_another(street, shop, by_lin, by_ada):
    await freeze_shop(street.runtime, shop.id, reason="Reported codes.", **by_ada)
    await write_appeal(shop, "Please.", **by_lin)
    with pytest.raises(StateConflict):
        await write_appeal(shop, "Please, please.", **by_lin)
    await refuse_appeal(street.runtime, shop.id, reason="Send the supplier's invoice.", **by_ada)
    await write_appeal(shop, "Here is the invoice.", **by_lin)
    assert [one.state for one in await list_appeals(shop.id)] == ["open", "refused"]
    assert (await row_of(shop))["state"] == "frozen"


async def test_nobody_of_the_platform_thaws_a_shop_of_their_own(street, shop, by_lin, by_ada):
    await freeze_shop(street.runtime, shop.id, reason="Reported codes.", **by_ada)
    await write_appeal(shop, "Please.", **by_lin)
    for deed, said in (
        (thaw_shop, {}), (grant_appeal, {"reason": "I am sure."}), (refuse_appeal, {"reason": "To begin again."})
    ):  # fmt: skip
        with pytest.raises(OwnMatter):
            await deed(street.runtime, shop.id, **said, **by_lin)
    assert (await row_of(shop))["state"] == "frozen"
    assert [one.state for one in await list_appeals(shop.id)] == ["open"]


async def test_who_is_not_frozen_has_nothing_to_appeal_against(shop, by_lin):
    with pytest.raises(StateConflict):
        await write_appeal(shop, "Just in case.", **by_lin)
    with pytest.raises(InvalidInput):
        await write_appeal(shop, "  ", **by_lin)


class Later:
    """The clock of a morning to come."""

    def __init__(self, moment):
        self.moment = moment

    def now(self):
        return self.moment


async def test_a_closing_is_announced_for_thirty_days_and_then_done(
    street, shop, by_lin, client, monkeypatch
):
    await announce_closing(street.runtime, shop.id, reason="We retire. Thank you!", **by_lin)
    page = (await client.get("/")).text
    assert "We retire. Thank you!" in page
    assert (await street.runtime.directory.by_id(shop.id)).takes_orders
    monkeypatch.setattr(street.runtime, "clock", Later(by_lin["now"] + NOTICE - timedelta(minutes=1)))
    await close_due(street.runtime, {})
    assert (await row_of(shop))["state"] == "live"
    monkeypatch.setattr(street.runtime, "clock", Later(by_lin["now"] + NOTICE))
    for _ in range(2):
        await close_due(street.runtime, {})
    assert (await row_of(shop))["state"] == "closed"
    assert not (await street.runtime.directory.by_id(shop.id)).takes_orders


async def test_a_closing_that_was_called_off_never_comes(street, shop, by_lin, monkeypatch):
    await announce_closing(street.runtime, shop.id, reason="We retire.", by="owner", **by_lin)
    with pytest.raises(StateConflict):
        await announce_closing(street.runtime, shop.id, reason="Again.", **by_lin)
    await call_closing_off(street.runtime, shop.id, by="owner", **by_lin)
    monkeypatch.setattr(street.runtime, "clock", Later(by_lin["now"] + NOTICE * 2))
    await close_due(street.runtime, {})
    assert await row_of(shop) | {"owner_id": None} == {"state": "live", "owner_id": None, "closes_at": None}


async def test_what_the_platform_announced_is_not_the_owners_to_call_off(street, shop, by_lin, by_ada):
    await announce_closing(street.runtime, shop.id, reason="Reported codes.", **by_ada)
    assert not await closing_is_owners(shop.id)
    with pytest.raises(StateConflict):
        await call_closing_off(street.runtime, shop.id, by="owner", **by_lin)
    with pytest.raises(OwnMatter):
        await call_closing_off(street.runtime, shop.id, **by_lin)
    assert (await row_of(shop))["closes_at"] == by_ada["now"] + NOTICE
    await call_closing_off(street.runtime, shop.id, **by_ada)
    assert (await row_of(shop))["closes_at"] is None


async def test_one_shop_that_cannot_close_keeps_no_other_open(street, shop, by_lin, monkeypatch):
    stuck = await street.open_shop()
    for one in (stuck, shop):
        await announce_closing(street.runtime, one.id, reason="We retire.", by="owner", **by_lin)
    async with platform_scope() as scope:
        await scope.execute(
            "update shop set closing_reason = '', closes_at = closes_at - interval '1 day' where id = $1",
            stuck.id,
        )
    monkeypatch.setattr(street.runtime, "clock", Later(by_lin["now"] + NOTICE))
    with pytest.raises(ExceptionGroup):
        await close_due(street.runtime, {})
    assert (await row_of(shop))["state"] == "closed"
    assert (await row_of(stuck))["state"] == "live"
    await call_closing_off(street.runtime, stuck.id, actor_id=None, actor="Ada", now=by_lin["now"])


async def test_with_a_shop_that_is_closed_at_once_goes_its_rehearsal(street, shop, by_ada):
    twin = await street.open_shop()
    async with platform_scope() as scope:
        await scope.execute("update shop set rehearses = $2 where id = $1", twin.id, shop.id)
    await close_shop(street.runtime, shop.id, reason="Reported codes.", **by_ada)
    assert [(await row_of(one))["state"] for one in (shop, twin)] == ["closed", "closed"]


@pytest.fixture
async def mei(street):
    account_id = await street.account("Mei")
    async with platform_scope() as scope:
        return {
            "id": account_id,
            "email": await scope.fetchval("select email from account where id = $1", account_id),
        }


async def test_a_shop_changes_hands_with_both_consents_and_only_after_the_review(
    street, shop, by_lin, by_ada, mei, now, said_of_oneself
):
    await offer_shop(shop, mei["email"], **by_lin, address="198.51.100.1")
    [offer] = await offered_to(mei["id"])
    application_id = await accept_shop(
        street.runtime, offer.id, said_of_oneself(), actor_id=mei["id"], actor="Mei", address="198.51.100.2", now=now
    )  # fmt: skip
    await hand_in_heir(street.runtime, offer.id, actor_id=mei["id"], actor="Mei", now=now)
    assert (await row_of(shop))["owner_id"] == by_lin["actor_id"]
    hui = await street.account("Hui", platform_role="support")
    async with platform_scope() as scope:
        application = await scope.fetchrow(
            "select kind, account_id from application where id = $1", application_id
        )
        consents = await scope.fetchrow(
            "select offered_from, accepted_from from handover where id = $1", offer.id
        )
        await scope.execute(
            "insert into shop_visit (id, shop_id, asked_by, reason, way, hours, asked_at, granted_by, granted_at, ends_at)"
            " values ($1, $2, $3, 'a look', 'read', 24, $4, $5, $4, $6)",
            new_id(), shop.id, hui, now, by_lin["actor_id"], now + timedelta(days=1),
        )  # fmt: skip
        await complete_handover(scope, application_id, **by_ada)
        visits = await scope.fetchval(
            "select count(*) from shop_visit where shop_id = $1 and ended_at is null", shop.id
        )
        roles = await scope.fetch("select account_id, role from membership where shop_id = $1", shop.id)
    assert visits == 0, "what the old owner let in stays no longer"
    assert (application["kind"], application["account_id"]) == ("new_owner", mei["id"])
    assert tuple(consents) == ("198.51.100.1", "198.51.100.2")
    assert [(row["account_id"], row["role"]) for row in roles] == [(mei["id"], "owner")]
    assert (await row_of(shop))["owner_id"] == mei["id"]
    payload = {"shop_id": str(shop.id), "account_id": str(mei["id"]), "left": str(by_lin["actor_id"])}
    for _ in range(2):
        await follow_handover(street.runtime, payload)
    async with shop_scope(shop) as scope:
        assert [row["name"] for row in await scope.fetch("select name from staff")] == ["Mei"]


async def test_nobody_accepts_a_shop_that_was_offered_to_somebody_else(
    street, shop, by_lin, mei, now, said_of_oneself
):
    await offer_shop(shop, mei["email"], **by_lin, address="198.51.100.1")
    offer, stranger = await handover_of(shop.id), await street.account("Chen Hao")
    with pytest.raises(NotFound):
        await accept_shop(
            street.runtime, offer.id, said_of_oneself(), actor_id=stranger, actor="Chen Hao", address="", now=now
        )  # fmt: skip
    with pytest.raises(NotFound):
        await step_back(offer.id, actor_id=stranger, actor="Chen Hao", now=now)


async def test_after_somebody_stepped_back_the_review_can_no_longer_move_the_shop(
    street, shop, by_lin, by_ada, mei, now, said_of_oneself
):
    await offer_shop(shop, mei["email"], **by_lin, address="")
    offer = await handover_of(shop.id)
    application_id = await accept_shop(
        street.runtime, offer.id, said_of_oneself(), actor_id=mei["id"], actor="Mei", address="", now=now
    )  # fmt: skip
    await step_back(offer.id, **by_lin)
    with pytest.raises(StateConflict):
        async with platform_scope() as scope:
            await complete_handover(scope, application_id, **by_ada)
    assert (await row_of(shop))["owner_id"] == by_lin["actor_id"]


async def test_a_shop_is_offered_to_one_at_a_time_and_never_to_its_owner(street, shop, by_lin, mei):
    outcomes = await asyncio.gather(
        *(offer_shop(shop, mei["email"], **by_lin, address="") for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(one, StateConflict) for one in outcomes) == 1
