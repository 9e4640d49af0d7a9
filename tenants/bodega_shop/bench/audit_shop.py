"""Audit a shop after a benchmark: every code in one order at most, every paid order with its codes, every sum right."""

from bodega.kernel.database import Scope, shop_scope
from bodega.plugins.bench_door import BenchAudit
from bodega.street.shop import Shop

_CHECKS = {
    "%(count)s codes were opened for an order that they do not belong to": """
        select count(*) from reveal r join code c on c.id = r.code_id
         where r.purchase_id is not null and c.purchase_id is distinct from r.purchase_id""",
    "%(count)s codes were opened for more than one order": """
        select count(*) from (
            select r.code_id from reveal r where r.purchase_id is not null
             group by r.code_id having count(distinct r.purchase_id) > 1) twice""",
    "%(count)s delivered orders do not have as many sold codes as they were to have": """
        select count(*) from purchase o
         where o.state = 'delivered'
           and (select count(*) from code c where c.purchase_id = o.id and c.state = 'sold')
               <> (select sum(l.quantity) from purchase_line l where l.purchase_id = o.id)""",
    "%(count)s orders are paid and have no codes": """
        select count(*) from purchase o where o.state in ('paid', 'exception')""",
    "%(count)s payments arrived for orders that were not delivered": """
        select count(*) from payment p join purchase o on o.id = p.purchase_id
         where p.state in ('succeeded', 'needs_review', 'surplus') and o.state <> 'delivered'""",
    "%(count)s codes are sold or reserved in orders that ended otherwise": """
        select count(*) from code c join purchase o on o.id = c.purchase_id
         where (c.state = 'sold' and o.state <> 'delivered')
            or (c.state = 'reserved' and o.state not in ('pending', 'paid', 'exception'))""",
    "%(count)s codes are missing from their batches": """
        select coalesce(sum(b.imported), 0) - (select count(*) from code) from batch b""",
}


async def audit_shop(shop: Shop) -> BenchAudit:
    """How many codes are sold, and every contradiction that was found."""
    async with shop_scope(shop) as scope:
        faults = [fault for text, sql in _CHECKS.items() if (fault := await _fault(scope, text, sql))]
        sold = await scope.fetchval("select count(*) from code where state = 'sold'")
    return BenchAudit(sold, tuple(faults))


async def _fault(scope: Scope, text: str, sql: str) -> str:
    count = int(await scope.fetchval(sql))
    return text % {"count": count} if count else ""
