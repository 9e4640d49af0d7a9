"""Find the order that an idempotency key placed before."""

from bodega.kernel.database import Scope
from bodega.kernel.errors import DifferentRequest
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.orders.access_token import access_token
from bodega_shop.orders.order_request import OrderRequest, PlacedOrder

_REPEATED = """
    select o.id, o.number, o.state, o.total, o.currency, o.channel_id, o.request_digest, o.expires_at,
           p.out_trade_no, p.amount,
           (select product_title from purchase_line where purchase_id = o.id order by id limit 1) as subject
      from purchase o
      left join payment p on p.purchase_id = o.id and p.attempt = 1
     where o.idempotency_digest = $1"""


def key_digest(shop: Shop, request: OrderRequest) -> bytes | None:
    """How the key is stored; None for a request without one."""
    return shop.vault.fingerprint(request.idempotency_key, "idempotency") if request.idempotency_key else None


async def find_repeated(shop: Shop, scope: Scope, request: OrderRequest) -> PlacedOrder | None:
    """The order of this key, None for a new one; raises `DifferentRequest` when it was for something else."""
    digest = key_digest(shop, request)
    row = await scope.fetchrow(_REPEATED, digest) if digest else None
    if row is None:
        return None
    if row["request_digest"] != request.digest():
        raise DifferentRequest
    return PlacedOrder(
        id=row["id"],
        number=row["number"],
        token=access_token(shop, row["number"]),
        state=row["state"],
        total=Money(row["total"], row["currency"]),
        to_pay=Money(row["amount"] or 0, row["currency"]),
        channel_id=row["channel_id"],
        out_trade_no=row["out_trade_no"] or "",
        subject=row["subject"],
        expires_at=row["expires_at"],
        repeated=True,
    )
