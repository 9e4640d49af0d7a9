"""The job that lets the shop itself find the order of a complaint, by its number and the contact it was placed with."""

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import msgspec

from bodega.complaints.complaint import ANSWER_DAYS, Buyer, Complaint, open_buyer, read_complaint, seal_buyer
from bodega.complaints.tell_people import tell_buyer, tell_owner
from bodega.complaints.tell_shop import tell_shop_soon
from bodega.complaints.write_entry import BUYER, write_entry
from bodega.duties.duty_doors import answers, duty_doors
from bodega.duties.keep_files import forget_files, move_files
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.moderation.working_days import due_after
from bodega.plugins.duty_door import OrderFacts
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.shop import Shop

LOOK_UP_JOB = "complaints.look_up"

_OPEN = """
    update complaint set state = 'open', shop_id = $2, sealed = $3, facts = $4, opened_at = $5, due_at = $6,
                         revision = revision + 1
     where id = $1 and state = 'checking'"""
_END = """
    update complaint set state = $2, shop_id = $3, sealed = null, shop_said = '', ended_at = $4, revision = revision + 1
     where id = $1 and state = 'checking'"""
_JOIN = """
    update complaint set state = 'repeated', shop_id = $2, same_as = $3, sealed = null, shop_said = '', ended_at = $4,
                         revision = revision + 1
     where id = $1 and state = 'checking'"""
_THERE = (
    "select id from complaint where shop_id = $1 and number = $2 and state in ('open', 'answered') for update"
)


async def look_up_order(runtime: Runtime, payload: dict[str, Any]) -> None:
    """Proved, it is the shop's to answer. Not proved, what was said is forgotten at once."""
    now = runtime.clock.now()
    async with platform_scope() as scope:
        try:
            complaint = await read_complaint(scope, UUID(payload["complaint_id"]))
        except NotFound:
            return
    buyer = open_buyer(runtime.platform_vault, complaint)
    if complaint.state != "checking" or buyer is None:
        return
    shop = await _shop(runtime, complaint.shop_name)
    facts = await _facts(runtime, shop, complaint.number, buyer.contact) if shop else None
    if shop is None or facts is None:
        await _end(runtime, complaint.id, "unproved", None, now)
        return
    try:
        async with platform_scope() as scope:
            await _open(runtime, scope, complaint, shop, buyer, facts, now)
    except asyncpg.UniqueViolationError:
        await _repeated(runtime, complaint, shop, buyer, now)


async def _shop(runtime: Runtime, said: str) -> Shop | None:
    """By a host, a whole address, or the first word of the shop's own address."""
    text = said.strip().lower()
    host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    shop = None
    if re.fullmatch(r"[a-z0-9.-]{1,253}", host):
        by_host = await runtime.directory.by_host(host)
        shop = by_host or (await runtime.directory.by_slug(host) if "." not in host else None)
    return shop if shop is not None and answers(shop) else None


async def _facts(runtime: Runtime, shop: Shop, number: str, contact: str) -> OrderFacts | None:
    for door in duty_doors(runtime):
        found = await door.look_up(shop, number, contact)
        if found is not None:
            return found
    return None


async def _open(
    runtime: Runtime,
    scope: Scope,
    complaint: Complaint,
    shop: Shop,
    buyer: Buyer,
    facts: OrderFacts,
    now: datetime,
) -> None:
    """From here on the words are part of the record, and the contact stays sealed."""
    due = await due_after(scope, now, ANSWER_DAYS)
    kept = seal_buyer(runtime.platform_vault, complaint.id, Buyer(buyer.contact, buyer.email))
    told = msgspec.to_builtins(asdict(facts))
    if not await scope.execute(_OPEN, complaint.id, shop.id, kept, told, now, due):
        return
    await write_entry(scope, complaint.id, "complained", side=BUYER, words=buyer.words, now=now)
    await record(
        scope, deed="complaint.opened", actor_id=None, actor="Bodega", now=now, shop_id=shop.id, number=facts.number,
        kind=complaint.kind,
    )  # fmt: skip
    opened = await read_complaint(scope, complaint.id)
    await tell_buyer(runtime, scope, opened, "opened", now=now)
    await tell_owner(runtime, scope, opened, "opened", now=now)
    await tell_shop_soon(scope, complaint.id)


async def _repeated(runtime: Runtime, complaint: Complaint, shop: Shop, buyer: Buyer, now: datetime) -> None:
    """There is one about this order: what was said goes there, and so does whoever proved the order.

    The shop knows number and contact too. A first complaint that was not the buyer's must not shut the buyer out.
    """
    async with platform_scope() as scope:
        there = await scope.fetchval(_THERE, shop.id, complaint.number)
        if there is not None and await scope.execute(_JOIN, complaint.id, shop.id, there, now):
            first = await read_complaint(scope, there)
            await write_entry(scope, there, "said", side=BUYER, words=buyer.words, now=now)
            await move_files(scope, complaint.id, there)
            await tell_owner(runtime, scope, first, "buyer_said", now=now)
            await tell_buyer(runtime, scope, first, "repeated", now=now, once=f"complaint {complaint.id}")
            return
    await _end(runtime, complaint.id, "repeated", shop.id, now)


async def _end(runtime: Runtime, complaint_id: UUID, state: str, shop_id: UUID | None, now: datetime) -> None:
    async with platform_scope() as scope:
        places = []
        if await scope.execute(_END, complaint_id, state, shop_id, now):
            places = await forget_files(scope, complaint_id)
    for place in places:
        await runtime.files.delete(place)
