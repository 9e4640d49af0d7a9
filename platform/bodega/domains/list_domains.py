"""Every domain of a shop, with its proof and what the last look found."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.domains.proof import Proof, proof_of
from bodega.domains.read_domain import shown_domain
from bodega.kernel.database import platform_scope
from bodega.kernel.vault import ShopVault
from bodega.street.shop import Shop

_SELECT = """
    select d.id, d.host, d.state, d.problem, d.checked_at, d.proved_at, d.missing_since, coalesce(h.leads, false) as leads
      from shop_domain d
      left join shop_host h on h.host = d.host and h.shop_id = d.shop_id
     where d.shop_id = $1 and d.state <> 'removed' order by d.added_at"""


@dataclass(frozen=True)
class ShopDomain:
    """`leads`: it is where visitors of the other hosts are led."""

    id: UUID
    host: str
    state: str
    problem: str
    checked_at: datetime | None
    proved_at: datetime | None
    missing_since: datetime | None
    leads: bool
    proof: Proof

    @property
    def shown(self) -> str:
        return shown_domain(self.host)


async def list_domains(vault: ShopVault, shop: Shop) -> list[ShopDomain]:
    """`vault` is the platform's, whose words the proofs are."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_SELECT, shop.id)
    return [ShopDomain(**row, proof=proof_of(vault, shop.id, row["host"])) for row in rows]
