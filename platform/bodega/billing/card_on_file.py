"""The card from which a shop's bills are taken: asked for, kept, or gone. The card itself stays with the service."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.billing.plan_collection import plan_collection, plan_forgetting
from bodega.kernel.database import Scope
from bodega.staff.audit import record

_COLUMNS = "c.shop_id, c.owner_id, c.channel_id, c.payer, c.state, c.visit, c.label, c.expires"
_OF_OWNER = f"""
    select {_COLUMNS} from card_on_file c join shop s on s.id = c.shop_id and s.owner_id = c.owner_id where c.shop_id = $1"""
_ASK = """
    insert into card_on_file as c (shop_id, owner_id, channel_id, payer, state, visit, label, expires, changed_at)
    values ($1, $2, $3, $4, 'asked', $5, '', '', $6)
    on conflict (shop_id) do update set visit = $5, changed_at = $6, owner_id = $2, channel_id = $3, payer = $4,
           state = case when c.payer = $4 and c.state = 'kept' then 'kept' else 'asked' end"""
_KEEP = """
    update card_on_file c set state = 'kept', visit = '', label = $3, expires = $4, changed_at = $5
     where shop_id = $1 and payer = $2 and state <> 'gone' and (state, visit, label, expires) <> ('kept', '', $3, $4)"""
_GONE = """
    update card_on_file set state = 'gone', visit = '', label = '', expires = '', changed_at = $3
     where shop_id = $1 and payer = $2 and state = 'kept'"""
_LEFT_BEHIND = """
    update card_on_file c set state = 'gone', visit = '', label = '', expires = '', changed_at = $2 from shop s
     where c.shop_id = $1 and s.id = c.shop_id and s.owner_id <> c.owner_id and c.state <> 'gone'
    returning c.channel_id, c.payer"""
_WHOSE = "select shop_id from card_on_file where channel_id = $1 and payer = $2 and state <> 'gone'"


@dataclass(frozen=True)
class CardOnFile:
    """`payer` is the service's number of who pays; `visit` that of the page on which a card is being entered."""

    shop_id: UUID
    owner_id: UUID
    channel_id: UUID
    payer: str
    state: Literal["asked", "kept", "gone"]
    visit: str
    label: str
    expires: str


async def find_card(scope: Scope, shop_id: UUID) -> CardOnFile | None:
    """Only that of whoever owns the shop now: a handover takes no card along."""
    row = await scope.fetchrow(_OF_OWNER, shop_id)
    return CardOnFile(**dict(row)) if row else None


async def ask_for_card(
    scope: Scope, shop_id: UUID, owner_id: UUID, channel_id: UUID, payer: str, visit: str, *, now: datetime
) -> None:
    """Somebody is on the way to enter one; a card that is kept counts until then."""
    await scope.execute(_ASK, shop_id, owner_id, channel_id, payer, visit, now)


async def keep_card(
    scope: Scope, card: CardOnFile, label: str, expires: str, *, now: datetime
) -> bool:  # fmt: skip
    """Whether it is new. What is open is taken from it at once; one that was taken back meanwhile stays so."""
    if not await scope.execute(_KEEP, card.shop_id, card.payer, label, expires, now):
        return False
    await _note(scope, "card.kept", card.shop_id, now=now, card=label)
    await plan_collection(scope, card.shop_id)
    return True


async def lose_card(scope: Scope, card: CardOnFile, *, now: datetime) -> bool:
    """Whether there was one: no bill is taken from it any more."""
    if not await scope.execute(_GONE, card.shop_id, card.payer, now):
        return False
    await _note(scope, "card.gone", card.shop_id, now=now, card=card.label)
    return True


async def leave_card_behind(scope: Scope, shop_id: UUID, *, now: datetime) -> None:
    """After a handover: whoever owned the shop before pays nothing more for it."""
    row = await scope.fetchrow(_LEFT_BEHIND, shop_id, now)
    if row is not None:
        await _note(scope, "card.gone", shop_id, now=now, card="")
        await plan_forgetting(scope, shop_id, row["channel_id"], row["payer"])


async def shop_of_payer(scope: Scope, channel_id: UUID, payer: str) -> UUID | None:
    """The shop whose bills that payer pays."""
    found: UUID | None = await scope.fetchval(_WHOSE, channel_id, payer)
    return found


async def _note(scope: Scope, deed: str, shop_id: UUID, *, now: datetime, card: str) -> None:
    await record(scope, deed=deed, actor_id=None, actor="Bodega", shop_id=shop_id, now=now, card=card)
