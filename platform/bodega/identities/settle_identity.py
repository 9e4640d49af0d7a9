"""A change of details was decided: approved it counts as verified, refused the owner is asked again."""

from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.qualifications.china_day import china_day

LEAST_TIME = timedelta(days=14)

_CONFIRM = """
    update identity_check set state = 'confirmed', confirmed_at = $2, confirmed_by = a.account_id, confirmed_name = o.name
      from application a join account o on o.id = a.account_id
     where identity_check.application_id = $1 and identity_check.state = 'review' and a.id = $1"""
# Whoever waited for the answer has two weeks from it.
_REOPEN = """
    update identity_check set state = 'open', application_id = null, due_on = greatest(due_on, $2::date), reminded = null,
                              advised_at = null
     where application_id = $1 and state = 'review'"""


async def settle_identity(scope: Scope, application_id: UUID, *, approved: bool, now: datetime) -> None:
    """In the transaction of the decision; done before, it changes nothing."""
    if approved:
        await scope.execute(_CONFIRM, application_id, now)
    else:
        await scope.execute(_REOPEN, application_id, china_day(now) + LEAST_TIME)
