"""An application that is withdrawn or left lying gives its address back, and what was never handed in is erased."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.onboarding.let_drafts_go import LET_GO_JOB, let_drafts_go


class Days:
    """A clock that stands so many days from now."""

    def __init__(self, count: float) -> None:
        self.count = count

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(days=self.count)


@pytest.fixture
def after(street, monkeypatch):
    """Run the daily job as it will be in so many days."""

    async def run(days: float) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(street.runtime, "clock", Days(days))
            await let_drafts_go(street.runtime, {})

    return run


async def _withdraw(lin_wei):
    return await lin_wei.send(lin_wei.home, f"{lin_wei.home}/withdrawals")


async def _papers(lin_wei):
    async with platform_scope() as scope:
        return await scope.fetch(
            "select d.id, d.state, f.place from document d left join document_file f on f.document_id = d.id"
            " where d.application_id = $1",
            UUID(lin_wei.application),
        )


async def test_a_withdrawn_draft_leaves_nothing_personal_behind(lin_wei, street):
    await lin_wei.fill_in_everything()
    places = [row["place"] for row in await _papers(lin_wei)]
    assert len(places) == 4
    answer = await _withdraw(lin_wei)
    assert answer.headers["location"] == "/my"
    row = await lin_wei.row()
    assert (row["state"], row["shop_id"]) == ("withdrawn", None)
    assert set(row["answers"]) == {"goods", "name", "domains"}
    assert await lin_wei.shop() is None
    assert await _papers(lin_wei) == []
    for place in places:
        with pytest.raises(NotFound):
            await street.runtime.files.get(place)


async def test_its_address_is_free_for_others_at_once(lin_wei, somebody):
    await lin_wei.save("name")
    await _withdraw(lin_wei)
    mei = await (await somebody("Mei")).begin()
    assert (await mei.save("name", slug=lin_wei.slug)).status_code == 303


async def test_what_was_handed_in_stays_on_the_record_when_it_is_withdrawn(lin_wei):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    assert (await _withdraw(lin_wei)).status_code == 303
    row = await lin_wei.row()
    assert row["state"] == "withdrawn"
    assert "entity" in row["answers"]
    assert {paper["state"] for paper in await _papers(lin_wei)} == {"withdrawn"}
    assert await lin_wei.shop() is None
    async with platform_scope() as scope:
        kept = await scope.fetchval(
            "select count(*) from submission where application_id = $1", UUID(lin_wei.application)
        )
    assert kept == 1


async def test_what_was_decided_meanwhile_cannot_be_withdrawn(lin_wei):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    async with platform_scope() as scope:
        await scope.execute(
            "update application set state = 'approved' where id = $1", UUID(lin_wei.application)
        )
    assert (await _withdraw(lin_wei)).status_code == 409
    assert (await lin_wei.shop())["state"] == "review"


async def test_a_shop_that_opened_is_never_given_back(lin_wei):
    await lin_wei.fill_in_everything()
    async with platform_scope() as scope:
        await scope.execute(
            "update shop set state = 'rehearsal', opened_at = now() where slug = $1", lin_wei.slug
        )
    assert (await _withdraw(lin_wei)).status_code == 303
    assert (await lin_wei.shop())["state"] == "rehearsal"


async def test_a_draft_that_lies_is_told_of_and_let_go_a_week_later(lin_wei, after):
    await lin_wei.save("name")
    await lin_wei.save("entity")
    await after(52)
    assert (await lin_wei.row())["warned_at"] is None
    await after(54)
    assert (await lin_wei.row())["warned_at"] is not None
    assert "we let this application go on" in await lin_wei.page()
    await after(60.5)
    assert (await lin_wei.row())["state"] == "draft"
    await after(61.5)
    row = await lin_wei.row()
    assert (row["state"], "entity" in row["answers"]) == ("withdrawn", False)
    assert await lin_wei.shop() is None


async def test_whoever_comes_back_keeps_everything(lin_wei, after):
    await lin_wei.save("name")
    await after(54)
    await lin_wei.save("goods")
    assert (await lin_wei.row())["warned_at"] is None
    async with platform_scope() as scope:
        await scope.execute(
            "update application set changed_at = $2 where id = $1", UUID(lin_wei.application), Days(54).now()
        )
    await after(100)
    assert (await lin_wei.row())["state"] == "draft"


async def test_nobody_is_let_go_without_a_week_of_notice(lin_wei, after):
    await lin_wei.save("name")
    await after(90)
    row = await lin_wei.row()
    assert (row["state"], row["warned_at"] is not None) == ("draft", True)
    await after(98)
    assert (await lin_wei.row())["state"] == "withdrawn"


async def test_what_is_handed_in_never_goes_by_itself(lin_wei, after):
    await lin_wei.fill_in_everything()
    await lin_wei.hand_in()
    await after(90)
    await after(100)
    assert (await lin_wei.row())["state"] == "submitted"


async def test_each_morning_plans_the_next_one_once(street, after):
    await after(400)
    await after(400)
    keys = await street.owner_pool.fetch(
        "select dedupe_key from queue.pgqueuer where entrypoint = $1", LET_GO_JOB
    )
    assert keys
    assert len(keys) == len({row["dedupe_key"] for row in keys})


async def test_a_paper_that_followed_one_of_a_draft_outlives_it(lin_wei, after):
    """The shop's own paper took the place of one that was never handed in; that one goes, and the other stays."""
    await lin_wei.fill_in_everything()
    async with platform_scope() as scope:
        follower = await scope.fetchval(
            "insert into document (id, account_id, kind, fields, state, replaces, created_at)"
            " select gen_random_uuid(), account_id, kind, fields, 'approved', id, now() from document"
            "  where application_id = $1 limit 1 returning id",
            UUID(lin_wei.application),
        )
    await after(54)
    await after(61.5)
    assert (await lin_wei.row())["state"] == "withdrawn"
    async with platform_scope() as scope:
        assert await scope.fetchval("select replaces from document where id = $1", follower) is None
        assert await scope.fetchval("select state from document where id = $1", follower) == "approved"
