"""An application as it is kept, for a new shop or for more categories of one, read for the account that it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega.policy.rule import Market

DRAFT, SUBMITTED, MORE = "draft", "submitted", "more"
APPROVED, REFUSED, WITHDRAWN = "approved", "refused", "withdrawn"

OPENING, CATEGORIES, NEW_OWNER = "opening", "categories", "new_owner"

# Neither decided nor given up.
OPEN = (DRAFT, SUBMITTED, MORE)
# The applicant's turn.
CHANGEABLE = (DRAFT, MORE)

_COLUMNS = """
    select a.id, a.account_id, a.shop_id, a.state, a.answers, a.revision, a.created_at, a.changed_at, a.submitted_at,
           a.due_at, a.decided_at, a.warned_at
      from application a """
_ONE = _COLUMNS + "where a.id = $1 and a.account_id = $2 and a.kind = $3"
_LOCKED = _ONE + " for update"
_ALL = (
    _COLUMNS
    + "where a.account_id = $1 and a.kind = 'opening' and a.state <> 'approved' order by a.created_at desc, a.id desc limit $2"
)


@dataclass(frozen=True)
class Application:
    """`answers` hold each step by its name; what is personal in them is sealed. `warned_at`: told that it will be let go."""

    id: UUID
    account_id: UUID
    shop_id: UUID | None
    state: str
    answers: Mapping[str, Any]
    revision: int
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    warned_at: datetime | None

    def answer(self, step: str) -> Mapping[str, Any]:
        """What was said at a step; empty before it was."""
        return self.answers.get(step) or {}

    @property
    def shop_name(self) -> str:
        return str(self.answer("name").get("shop_name", ""))

    @property
    def market(self) -> Market:
        """Whose rules count; those of China until something else was said."""
        return "everywhere" if self.answer("goods").get("market") == "everywhere" else "cn"

    @property
    def is_changeable(self) -> bool:
        return self.state in CHANGEABLE


async def find_application(
    scope: Scope, application_id: UUID, account_id: UUID, *, kind: str = OPENING, lock: bool = False
) -> Application:
    """Raises `NotFound` for one of somebody else: whether it exists is nobody else's business."""
    row = await scope.fetchrow(_LOCKED if lock else _ONE, application_id, account_id, kind)
    if row is None:
        raise NotFound
    return Application(**dict(row))


async def applications_of(scope: Scope, account_id: UUID, *, most: int = 50) -> list[Application]:
    """Everything that did not become a shop yet, the newest first."""
    return [Application(**dict(row)) for row in await scope.fetch(_ALL, account_id, most)]
