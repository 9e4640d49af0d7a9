"""Say in one's own words why a rule does not apply; the platform decides, and until then nothing changes."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.notices.rights_rule import RIGHTS_RULE
from bodega.street.shop import Shop
from bodega_shop.compliance.tell_platform import tell_platform
from bodega_shop.settings.record_deed import Actor, record_deed

LONGEST_APPEAL = 2_000

_APPEAL = """
    update policy_case set state = 'appealed', appeal = $2, appealed_at = $3, appealed_by = $4, state_at = $3,
                           revision = revision + 1
     where id = $1 and state in ('open', 'upheld') and appealed_at is null and rule <> $5"""


async def appeal_case(shop: Shop, case_id: UUID, words: str, *, by: Actor, now: datetime) -> None:
    """Once for each case. Raises `InvalidInput` for the words, `Refused` for one that cannot be appealed, `NotFound`."""
    said = words.strip()
    if not said:
        raise InvalidInput("Please fill this in.", field="words")
    if len(said) > LONGEST_APPEAL:
        raise InvalidInput("At most %(longest)s characters fit here.", field="words", longest=LONGEST_APPEAL)
    async with shop_scope(shop) as scope:
        if await scope.execute(_APPEAL, case_id, said, now, by.name, RIGHTS_RULE):
            await record_deed(scope, "case.appealed", str(case_id), by=by, now=now)
            await tell_platform(scope)
        elif await scope.fetchval("select 1 from policy_case where id = $1", case_id):
            raise Refused("This case was appealed already, or is over.")
        else:
            raise NotFound
