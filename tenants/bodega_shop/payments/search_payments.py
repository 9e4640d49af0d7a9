"""Find payments by whatever a buyer can show: a number of ours or of the service, a contact, or the sum and the day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bodega.kernel.contact import parse_contact
from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import parse_order_number
from bodega.kernel.money import Money
from bodega.street.shop import Shop

MOST = 50

_SELECT = """
    select p.id, p.out_trade_no, p.state, p.amount, p.currency, p.received, p.received_currency, p.gateway_txn,
           p.created_at, p.paid_at, o.id as order_id, o.number, o.state as order_state, o.contact, c.name as channel_name,
           c.id as channel_id
      from payment p join purchase o on o.id = p.purchase_id join channel c on c.id = p.channel_id """

_SEARCH = """
     where (($1 <> '' and (o.number = $1 or p.out_trade_no = $2 or p.gateway_txn = $2 or p.gateway_ref = $2
                           or p.id in (select r.payment_id from refund r where r.number = $2)))
            or ($3::bytea is not null and o.contact_digest = $3)
            or ($4::bigint is not null and p.amount = $4 and p.created_at >= $5 and p.created_at < $6))
     order by p.created_at desc, p.id desc limit $7"""


@dataclass(frozen=True)
class Wanted:
    """`reference` is any number, or a contact; `amount` and `day` go together, the day is one of the shop's."""

    reference: str = ""
    amount: Money | None = None
    day: date | None = None


@dataclass(frozen=True)
class FoundPayment:
    id: UUID
    out_trade_no: str
    state: str
    amount: Money
    received: Money | None
    gateway_txn: str
    created_at: datetime
    paid_at: datetime | None
    order_id: UUID
    number: str
    order_state: str
    contact: str
    channel_name: str
    channel_id: UUID


async def search_payments(shop: Shop, wanted: Wanted, zone: ZoneInfo) -> list[FoundPayment]:
    """The newest first; nothing for a search that names nothing."""
    start = datetime.combine(wanted.day, time.min, zone) if wanted.day else None
    both = wanted.amount is not None and start is not None
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            _SELECT + _SEARCH,
            _order_number(wanted.reference) or wanted.reference,
            wanted.reference,
            _digest(shop, wanted.reference),
            wanted.amount.minor if wanted.amount and both else None,
            start,
            start + timedelta(days=1) if start else None,
            MOST,
        )
    return [_found(dict(row)) for row in rows]


async def read_payment(shop: Shop, payment_id: UUID) -> FoundPayment:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT + "where p.id = $1", payment_id)
    if row is None:
        raise NotFound
    return _found(dict(row))


def _order_number(text: str) -> str:
    try:
        return parse_order_number(text)
    except InvalidInput:
        return ""


def _digest(shop: Shop, text: str) -> bytes | None:
    try:
        return shop.vault.fingerprint(parse_contact(text).value, "contact") if text else None
    except InvalidInput:
        return None


def _found(row: dict[str, object]) -> FoundPayment:
    currency, received = str(row.pop("currency")), row.pop("received")
    received_in = str(row.pop("received_currency") or currency)
    amount = Money(int(str(row.pop("amount"))), currency)
    money = None if received is None else Money(int(str(received)), received_in)
    return FoundPayment(**row, amount=amount, received=money)  # type: ignore[arg-type]
