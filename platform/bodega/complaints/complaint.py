"""A complaint as both sides and the platform see it, and the words in which it went on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega.kernel.money import Money
from bodega.kernel.vault import ShopVault
from bodega.runtime import Runtime

KINDS: Final = ("not_delivered", "bad_code", "refund_refused", "misleading", "other")
AT_WORK: Final = ("open", "answered")
# Working days of the shop: to answer, and to give back what it was told to.
ANSWER_DAYS: Final = 3
REFUND_DAYS: Final = 3
LONGEST_WORDS: Final = 3_000

_TOKEN = "complaint"  # noqa: S105 - a purpose, not a secret
_TABLE, _COLUMN = "complaint", "sealed"

COLUMNS = """
    c.id, c.shop_id, coalesce(s.name, c.shop_said) as shop_name, c.number, c.kind, c.locale, c.state, c.sealed, c.facts,
    c.made_at, c.opened_at, c.due_at, c.answered_at, c.overdue_at, c.ended_at, c.verdict, c.reason, c.decided_by,
    c.refund_asked, c.refund_level, c.refund_due_at, c.refunded_at, c.refund_missed_at, c.same_as, c.revision"""
SOURCE = "complaint c left join shop s on s.id = c.shop_id"


class Buyer(msgspec.Struct, frozen=True):
    """What is sealed of whoever complains. `words` and `shop` are there until the order is proved."""

    contact: str
    email: str
    words: str = ""


@dataclass(frozen=True)
class Complaint:
    """`facts` are those of `OrderFacts`, once the shop has told them."""

    id: UUID
    shop_id: UUID | None
    shop_name: str
    number: str
    kind: str
    locale: str
    state: str
    sealed: bytes | None
    facts: Mapping[str, Any]
    made_at: datetime
    opened_at: datetime | None
    due_at: datetime | None
    answered_at: datetime | None
    overdue_at: datetime | None
    ended_at: datetime | None
    verdict: str
    reason: str
    decided_by: str
    refund_asked: int | None
    refund_level: int | None
    refund_due_at: datetime | None
    refunded_at: datetime | None
    refund_missed_at: datetime | None
    same_as: UUID | None
    revision: int

    @property
    def is_open(self) -> bool:
        return self.state in AT_WORK

    @property
    def owes_refund(self) -> bool:
        return self.refund_due_at is not None and self.refunded_at is None

    @property
    def acts_until(self) -> datetime | None:
        """When the shop has to have acted, while it has to."""
        if self.state == "open":
            return self.due_at
        return self.refund_due_at if self.owes_refund else None

    def money(self, minor: int | None) -> Money:
        return Money(minor or 0, str(self.facts.get("currency", "CNY")))

    def may_be_decided(self, verdict: str, now: datetime) -> bool:
        """Nobody is found in the wrong before they spoke, or their time to speak is over."""
        if not self.is_open:
            return False
        return verdict != "buyer" or self.state == "answered" or (self.due_at or now) <= now


@dataclass(frozen=True)
class Entry:
    """One thing that was said or done."""

    id: UUID
    at: datetime
    side: str
    author: str
    deed: str
    words: str


async def read_complaint(scope: Scope, complaint_id: UUID, *, shop_id: UUID | None = None) -> Complaint:
    """Raises `NotFound`, also for another shop's than `shop_id`."""
    row = await scope.fetchrow(f"select {COLUMNS} from {SOURCE} where c.id = $1", complaint_id)
    if row is None or (shop_id is not None and row["shop_id"] != shop_id):
        raise NotFound
    return Complaint(**dict(row))


async def read_entries(scope: Scope, complaint_id: UUID) -> list[Entry]:
    rows = await scope.fetch(
        "select id, at, side, author, deed, words from complaint_entry where complaint_id = $1 order by at, id",
        complaint_id,
    )
    return [Entry(**dict(row)) for row in rows]


def complaint_token(runtime: Runtime, complaint_id: UUID) -> str:
    """What opens the buyer's page; whoever holds it speaks for the buyer."""
    return runtime.platform_vault.token(_TOKEN, str(complaint_id))


def buyers_path(runtime: Runtime, complaint_id: UUID) -> str:
    return f"/complaints/{complaint_id}/{complaint_token(runtime, complaint_id)}"


def check_token(runtime: Runtime, complaint_id: UUID, token: str) -> None:
    """Raises `NotFound`."""
    if not runtime.platform_vault.verify_token(token, _TOKEN, str(complaint_id)):
        raise NotFound


def seal_buyer(vault: ShopVault, complaint_id: UUID, buyer: Buyer) -> bytes:
    return vault.seal(msgspec.json.encode(buyer), table=_TABLE, column=_COLUMN, row_id=complaint_id)


def open_buyer(vault: ShopVault, complaint: Complaint) -> Buyer | None:
    """Nothing once it was forgotten."""
    if complaint.sealed is None:
        return None
    plain = vault.open(complaint.sealed, table=_TABLE, column=_COLUMN, row_id=complaint.id)
    return msgspec.json.decode(plain, type=Buyer)
