"""The platform's part of a payment where categories of goods have rates of their own."""

from dataclasses import replace

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.terms import Terms

_TRADES = """
    select coalesce(k.trade, '') as trade, sum(l.amount)::bigint as amount
      from payment p join purchase_line l on l.purchase_id = p.purchase_id
      left join product g on g.id = l.product_id left join category k on k.id = g.category_id
     where p.out_trade_no = $1 group by 1 order by 1"""


async def claim_by_trade(scope: Scope, claim: Claim) -> Claim:
    """The claim with its commission counted by what was ordered; what a service divided by itself stays as it is."""
    if not claim.terms.trade_points or claim.platform_fee is not None:
        return claim
    part = await commission_of(scope, claim.terms, claim.out_trade_no, claim.money)
    return replace(claim, platform_fee=part)


async def commission_of(scope: Scope, terms: Terms, out_trade_no: str, money: Money) -> Money:
    """Of that sum, whatever the order costs: a payment of another sum is divided in the same proportion."""
    if not terms.trade_points:
        return terms.commission(money)
    rows = await scope.fetch(_TRADES, out_trade_no)
    return terms.commission_by_trade(money, {row["trade"]: row["amount"] for row in rows})
