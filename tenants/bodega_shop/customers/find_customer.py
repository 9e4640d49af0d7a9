"""Find out whose session a token is, in this shop, now."""

from datetime import datetime, timedelta

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.customers.customer import Customer
from bodega_shop.customers.start_session import IDLE, digest_of

_NOTE_AFTER = timedelta(minutes=10)

_SELECT = """
    select s.id as session_id, s.seen_at, c.id, c.email, c.phone, c.name, c.contact, c.channel, c.consent,
           f.currency, coalesce(w.principal, 0) as principal, coalesce(w.bonus, 0) as bonus
      from customer_session s
      join customer c on c.id = s.customer_id
     cross join profile f
      left join wallet w on w.customer_id = c.id and w.currency = f.currency
     where s.token_digest = $1 and s.expires_at > $2 and s.seen_at > $3 and c.state = 'active'"""


async def find_customer(shop: Shop, token: str, *, now: datetime) -> Customer | None:
    """The customer, or None: no such session here, it lapsed or was revoked, or the customer is blocked."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, digest_of(token), now, now - IDLE)
        if row is None:
            return None
        if now - row["seen_at"] > _NOTE_AFTER:
            await scope.execute(
                "update customer_session set seen_at = $2 where id = $1", row["session_id"], now
            )
    return Customer(
        id=row["id"],
        session_id=row["session_id"],
        email=row["email"],
        phone=row["phone"],
        name=row["name"],
        contact=row["contact"],
        channel=row["channel"],
        principal=Money(row["principal"], row["currency"]),
        bonus=Money(row["bonus"], row["currency"]),
        consent=row["consent"],
    )
