"""A customer asks to be erased: done at once, or as soon as what stands in the way is gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.contact import parse_contact
from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.customers.customer import Customer
from bodega_shop.customers.sign_in import check_password_of, limit_tries
from bodega_shop.retention.erase_customer import erase_customer, what_stands_in_the_way
from bodega_shop.retention.periods import TRADE, read_periods
from bodega_shop.settings.profile import Profile

# GDPR, article 12 (3): within one month.
ANSWER_WITHIN = timedelta(days=30)

_ASK = """
    insert into data_request (id, customer_id, kind, state, asked_at, due_at) values ($1, $2, 'erasure', 'waiting', $3, $4)
    on conflict (customer_id) where state = 'waiting' and customer_id is not null do nothing"""
_WAITING = "select id from data_request where customer_id = $1 and state = 'waiting' for update"
_WAITS = "update data_request set obstacle = $2 where id = $1"
_DONE = """
    update data_request set state = 'done', obstacle = '', done_at = $2, kept_orders = $3, kept_until = $4 where id = $1"""
_NOTE_EXPORT = """
    insert into data_request (id, customer_id, kind, state, asked_at, due_at, done_at)
    values ($1, $2, 'export', 'done', $3, $3, $3)"""
_LIST = """
    select r.id, r.customer_id, r.purchase_id, r.kind, r.state, r.obstacle, r.asked_at, r.due_at, r.done_at, r.kept_orders, r.kept_until,
           coalesce(nullif(c.email, ''), c.phone, o.number, '') as who
      from data_request r left join customer c on c.id = r.customer_id left join purchase o on o.id = r.purchase_id
     where $1::uuid is null or r.customer_id = $1 order by r.asked_at desc limit 200"""


@dataclass(frozen=True)
class DataRequest:
    """One request with its clock; `obstacle` says what an erasure waits for, `kept_orders` what outlives it.

    Of a customer, or of whoever placed that order without an account; `who` is then its number.
    """

    id: UUID
    customer_id: UUID | None
    purchase_id: UUID | None
    kind: str
    state: str
    obstacle: str
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None
    kept_orders: int
    kept_until: datetime | None
    who: str


async def ask_erasure(
    runtime: Runtime, shop: Shop, profile: Profile, customer: Customer, password: str, *, address: str, now: datetime
) -> bool:  # fmt: skip
    """Whether it is done; else it waits. Raises `InvalidInput` (password), `TooManyRequests`."""
    await limit_tries(runtime, shop, str(customer.id), address)
    if await check_password_of(shop, parse_contact(customer.address), password) != customer.id:
        raise InvalidInput("The password is not right.", field="password")
    async with shop_scope(shop) as scope:
        await scope.execute(_ASK, new_id(), customer.id, now, now + ANSWER_WITHIN)
        return await try_erasure(scope, profile, customer.id, now=now)


async def try_erasure(scope: Scope, profile: Profile, customer_id: UUID, *, now: datetime) -> bool:
    """Do the waiting request if nothing stands in its way any more."""
    request_id = await scope.fetchval(_WAITING, customer_id)
    if request_id is None:
        return True
    await scope.execute("select 1 from customer where id = $1 for update", customer_id)
    if obstacle := await what_stands_in_the_way(scope, customer_id, now=now):
        await scope.execute(_WAITS, request_id, obstacle)
        return False
    periods = await read_periods(scope, profile)
    kept = await erase_customer(scope, customer_id, trade=periods[TRADE])
    await scope.execute(_DONE, request_id, now, kept.orders, kept.until)
    return True


async def note_export(scope: Scope, customer_id: UUID, *, now: datetime) -> None:
    """That the customer took a copy."""
    await scope.execute(_NOTE_EXPORT, new_id(), customer_id, now)


async def list_requests(scope: Scope, customer_id: UUID | None = None) -> list[DataRequest]:
    """The newest first, of one customer or of all."""
    return [DataRequest(**dict(row)) for row in await scope.fetch(_LIST, customer_id)]
