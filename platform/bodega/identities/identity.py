"""Who stands behind a shop, as it was approved last: the answers of its owner, with what is personal sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope

# The owner's own only: after a handover what the one before said is nobody's identity any more.
_NEWEST = """
    select a.id as application_id, a.answers -> 'entity' as entity, a.decided_at
      from application a join shop s on s.id = a.shop_id and s.owner_id = a.account_id
     where a.shop_id = $1 and a.state = 'approved' and a.answers ? 'entity'
     order by a.decided_at desc nulls last, a.id desc limit 1"""
_MARKET = """
    select coalesce((select a.answers -> 'goods' ->> 'market' from application a
                      where a.shop_id = s.id and a.answers -> 'goods' ? 'market' and a.state = 'approved'
                      order by a.decided_at desc limit 1),
                    case s.locale when 'zh-CN' then 'cn' else 'everywhere' end)
      from shop s where s.id = $1"""


@dataclass(frozen=True)
class Identity:
    """`entity` as the journey keeps it; the number of the identity paper is sealed for `application_id`."""

    application_id: UUID
    entity: Mapping[str, Any]
    decided_at: datetime | None


async def read_identity(scope: Scope, shop_id: UUID) -> Identity | None:
    """None for a shop whose owner was never asked: one that the operator opened, or that came by a handover."""
    row = await scope.fetchrow(_NEWEST, shop_id)
    return Identity(**dict(row)) if row else None


async def in_china(scope: Scope, shop_id: UUID) -> bool:
    """Whether the shop trades in China, whose registers then name its owner."""
    return str(await scope.fetchval(_MARKET, shop_id)) == "cn"
