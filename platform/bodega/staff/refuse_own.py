"""Nobody of the platform's staff decides about themselves, or about a shop of their own."""

from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import Refused

_OWNS = """
    select 1 from shop s
     where s.id = any($1::uuid[])
       and (s.owner_id = $2 or exists (select 1 from membership m
                                        where m.shop_id = s.id and m.account_id = $2 and m.role = 'owner'))
     limit 1"""


class OwnMatter(Refused):
    """Nobody decides about themselves or a shop of their own. A colleague has to do this."""

    kind = "own-matter"


async def refuse_own(
    scope: Scope, who: UUID | None, *shop_ids: UUID | None, applicant: UUID | None = None
) -> None:
    """Raises `OwnMatter` for whoever asked, and for an owner of one of these shops; `who` None is the operator."""
    if who is None:
        return
    shops = [shop_id for shop_id in shop_ids if shop_id is not None]
    if who == applicant or await scope.fetchval(_OWNS, shops, who):
        raise OwnMatter
