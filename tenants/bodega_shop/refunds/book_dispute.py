"""The legs of a dispute: money taken back for now, given again, or lost, and what the service charges for it.

| from           | to      | legs                                                          |
|----------------|---------|---------------------------------------------------------------|
| new or warning | open    | clearing -> disputed                                          |
| open           | won     | disputed -> clearing                                          |
| open           | lost    | disputed -> disputes                                          |
| new or warning | lost    | clearing -> disputed -> disputes                              |
| lost           | won     | disputes -> clearing                                          |
| any            | any     | the fee, when it is known: clearing -> disputes               |
"""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega_shop.books.accounts import DISPUTED, DISPUTES
from bodega_shop.books.book_transfer import Leg, book
from bodega_shop.contracts.refunding import DisputeStatus

DISPUTE = "dispute"
_UNMOVED = ("", "warning")


async def book_dispute(
    scope: Scope, dispute_id: UUID, before: str, status: DisputeStatus, account: str, *, now: datetime
) -> None:
    """`before` is the state known so far, empty for a new dispute; `account` is where the payment's money was."""
    for name, debit, credit in _moves(before, status.state, account):
        await book(scope, Leg(DISPUTE, dispute_id, name, debit, credit, status.money), now=now)
    fee = status.fee or Money.zero(status.money.currency)
    await book(scope, Leg(DISPUTE, dispute_id, "fee", DISPUTES, account, fee), now=now)


def _moves(before: str, after: str, account: str) -> list[tuple[str, str, str]]:
    moves = []
    if before in _UNMOVED and after in ("open", "lost"):
        moves.append(("opened", DISPUTED, account))
    if after == "lost":
        moves.append(("lost", DISPUTES, DISPUTED))
    if after == "won" and before == "open":
        moves.append(("won", account, DISPUTED))
    if after == "won" and before == "lost":
        moves.append(("regained", account, DISPUTES))
    return moves
