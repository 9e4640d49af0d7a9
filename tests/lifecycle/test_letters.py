"""Whatever somebody waits for in a shop's life is written to them: once, in their language, and to nobody else."""

import json
from datetime import timedelta

import msgspec
import pytest

from bodega.kernel.clock import SetClock
from bodega.kernel.database import platform_scope
from bodega.kernel.mail_server import MailServer
from bodega.lifecycle.announce_closing import NOTICE, announce_closing, call_closing_off, close_due
from bodega.lifecycle.appeal import grant_appeal, refuse_appeal, write_appeal
from bodega.lifecycle.hand_over import (
    complete_handover,
    handover_of,
    offer_shop,
    refuse_handover,
    step_back,
)
from bodega.lifecycle.present_heir import accept_shop
from bodega.lifecycle.tell_people import tell_people
from bodega.mail.post_mail import Letter
from bodega.street.freeze_shop import freeze_shop
from bodega.street.plan_telling import TELL_JOB
from bodega.street.thaw_shop import thaw_shop

JOBS = "select payload from queue.pgqueuer where entrypoint = $1 order by id"
MAILS = """
    select m.id, m.sealed, a.name from mail m join account a on a.email = m.recipient
     where m.once like 'lifecycle %' and (a.id = any($1::uuid[])) order by m.id"""


@pytest.fixture
def mailing(street, monkeypatch):
    """An installation that sends mail. Nothing leaves it here: what was posted stays sealed in its table."""
    server = MailServer(host="mail.test", sender="street@bodega.test")
    monkeypatch.setattr(
        street.runtime, "settings", msgspec.structs.replace(street.runtime.settings, mail_server=server)
    )


@pytest.fixture
async def mei(street):
    """She reads English; Lin Wei reads Chinese."""
    account_id = await street.account("Mei")
    async with platform_scope() as scope:
        email = await scope.fetchval(
            "update account set locale = 'en', email_proven_at = created_at where id = $1 returning email",
            account_id,
        )
    return {"id": account_id, "email": email}


@pytest.fixture
def letters(street, shop, by_lin, mei, mailing):
    """(to whom, subject, text) of what was written since the last call, each job having run twice."""
    seen = set()

    async def letters() -> list[tuple[str, str, str]]:
        for row in await street.owner_pool.fetch(JOBS, TELL_JOB):
            payload = json.loads(row["payload"])
            for _ in range(2 if payload["shop_id"] == str(shop.id) else 0):
                await tell_people(street.runtime, payload)
        async with platform_scope() as scope:
            mails = await scope.fetch(MAILS, [by_lin["actor_id"], mei["id"]])
        opened = []
        for row in mails:
            text = street.runtime.platform_vault.open(
                row["sealed"], table="mail", column="sealed", row_id=row["id"]
            )
            letter = msgspec.json.decode(text, type=Letter)
            opened.append((row["name"], letter.subject.replace(shop.name, "*"), letter.text))
        fresh = opened[len(seen) :]
        seen.update(range(len(opened)))
        return fresh

    return letters


async def test_the_owner_reads_of_a_frost_of_each_answer_and_of_the_thaw(
    street, shop, by_lin, by_ada, letters
):
    await freeze_shop(street.runtime, shop.id, reason="收到三起投诉。", **by_ada)
    [(who, subject, text)] = await letters()
    assert (who, subject) == ("Lin Wei", "* 已被冻结")
    assert "收到三起投诉。" in text
    assert f"{shop.canonical_host}" in text
    await write_appeal(shop, "误会。", **by_lin)
    await refuse_appeal(street.runtime, shop.id, reason="请附供货凭证。", **by_ada)
    await write_appeal(shop, "凭证在此。", **by_lin)
    await grant_appeal(street.runtime, shop.id, reason="已核实。", **by_ada)
    answers = await letters()
    assert [subject for _, subject, _ in answers] == ["*：申诉被驳回", "*：申诉已通过"]
    assert ["请附供货凭证。" in answers[0][2], "已核实。" in answers[1][2]] == [True, True]
    await freeze_shop(street.runtime, shop.id, reason="unpaid", **by_ada)
    await thaw_shop(street.runtime, shop.id, **by_ada)
    assert [subject for _, subject, _ in await letters()] == ["* 因账单未付已被冻结", "* 已恢复营业"]


async def test_a_closing_is_written_of_when_announced_twice_before_its_end_and_at_its_end(
    street, shop, by_lin, letters, monkeypatch
):
    await announce_closing(street.runtime, shop.id, reason="退休了。", by="owner", **by_lin)
    await call_closing_off(street.runtime, shop.id, by="owner", **by_lin)
    assert ["关闭" in subject or "继续营业" in subject for _, subject, _ in await letters()] == [True, True]
    await announce_closing(street.runtime, shop.id, reason="退休了。", by="owner", **by_lin)
    clock = SetClock(by_lin["now"])
    monkeypatch.setattr(street.runtime, "clock", clock)
    told = []
    for _ in range(NOTICE.days + 1):
        await close_due(street.runtime, {})
        told.append([subject for _, subject, _ in await letters()])
        clock.advance(days=1)
    days = {day: subjects for day, subjects in enumerate(told) if subjects}
    assert [*days] == [0, 23, 29, 30]
    assert [len(subjects) for subjects in days.values()] == [1, 1, 1, 1]
    assert days[23][0].startswith("关店临近")
    assert days[30] == ["* 已关闭"]


async def test_after_a_pause_of_the_workers_only_the_nearest_reminder_goes_out(
    street, shop, by_lin, letters, monkeypatch
):
    await announce_closing(street.runtime, shop.id, reason="退休了。", by="owner", **by_lin)
    await letters()
    monkeypatch.setattr(street.runtime, "clock", SetClock(by_lin["now"] + NOTICE - timedelta(hours=5)))
    for _ in range(2):
        await close_due(street.runtime, {})
    assert len(await letters()) == 1


async def test_both_sides_of_a_handover_read_of_each_step_in_their_own_language(
    street, shop, by_lin, by_ada, mei, now, letters, said_of_oneself
):
    async def offer():
        await offer_shop(shop, mei["email"], **by_lin, address="")
        return (await handover_of(shop.id)).id

    async def accept():
        return await accept_shop(street.runtime, await offer(), said_of_oneself(), **mine, address="")

    mine = {"actor_id": mei["id"], "actor": "Mei", "now": now}
    await step_back(await offer(), **by_lin)
    await step_back(await offer(), **mine)
    refused = await accept()
    async with platform_scope() as scope:
        await refuse_handover(scope, refused, now=now)
    accepted = await accept()
    async with platform_scope() as scope:
        await complete_handover(scope, accepted, **by_ada)
    assert [(who, subject) for who, subject, _ in await letters()] == [
        ("Mei", "* is offered to you"),
        ("Mei", "* is no longer offered to you"),
        ("Mei", "* is offered to you"),
        ("Lin Wei", "Mei 不接手 *"),
        ("Mei", "* is offered to you"),
        ("Lin Wei", "Mei 愿意接手 *"),
        ("Lin Wei", "* 仍归您所有"),
        ("Mei", "* is offered to you"),
        ("Lin Wei", "Mei 愿意接手 *"),
        ("Lin Wei", "* 已转让给 Mei"),
        ("Mei", "* is yours now"),
    ]


async def test_nobody_is_written_to_about_a_twin(street, shop, by_ada, letters):
    async with platform_scope() as scope:
        await scope.execute("update shop set rehearses = id where id = $1", shop.id)
    await freeze_shop(street.runtime, shop.id, reason="Anything.", **by_ada)
    assert await letters() == []
