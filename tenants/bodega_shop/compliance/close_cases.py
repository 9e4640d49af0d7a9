"""Close the cases of something that is gone."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega_shop.compliance.tell_platform import tell_platform

_CLOSE = """
    update policy_case set state = 'fixed', state_at = $2, revision = revision + 1
     where subject_id = $1 and state in ('open', 'appealed', 'upheld')"""


async def close_cases(scope: Scope, subject_id: UUID, *, now: datetime) -> None:
    if await scope.execute(_CLOSE, subject_id, now):
        await tell_platform(scope)
