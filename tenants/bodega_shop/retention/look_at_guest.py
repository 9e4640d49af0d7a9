"""What a shop holds about somebody who bought without an account: told, and taken away as one JSON file."""

from datetime import datetime
from typing import Any

import msgspec

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.orders.find_order import Order
from bodega_shop.retention.erase_guest import GuestErasure, last_request
from bodega_shop.retention.forget_orders import ENDED
from bodega_shop.retention.periods import TRADE, read_periods
from bodega_shop.settings.profile import Profile

_NOTE = """
    insert into data_request (id, purchase_id, kind, state, asked_at, due_at, done_at)
    values ($1, $2, 'export', 'done', $3, $3, $3)"""
_ENDED = f"select {ENDED} from purchase o where o.id = $1"

# No code is among them: what was bought is shown on the order's own page, where each look is on the record.
_PARTS = {
    "order": "select number, state, contact, address, locale, currency, total, paid, refunded, consent, placed_at, paid_at,"
    " delivered_at from purchase where id = $1",
    "lines": "select product_title, sku_name, quantity, unit_price, amount from purchase_line where purchase_id = $1",
    "payments": "select out_trade_no, amount, currency, state, created_at, paid_at from payment where purchase_id = $1"
    " order by created_at",
    "refunds": "select number, amount, currency, state, reason, created_at from refund where purchase_id = $1 order by created_at",
    "looks_at_codes": "select at, via, address from reveal where purchase_id = $1 order by at",
    "messages": "select kind, via, recipient, state, created_at, sent_at from message where purchase_id = $1 order by created_at",
    "invoices": "select kind, title, tax_number, send_to, note, asked_at from invoice_request where purchase_id = $1",
    "feedback": "select f.stars, f.words, f.at from feedback f join purchase o on o.number = f.order_number where o.id = $1",
    "texts": "select text, created_at from evidence_text where purchase_id = $1 and erased_at is null order by created_at",
    "requests": "select kind, state, asked_at, done_at, kept_until from data_request where purchase_id = $1 order by asked_at",
}


async def look_at_guest(
    shop: Shop, profile: Profile, order: Order
) -> tuple[datetime | None, GuestErasure | None]:
    """Until when the contact is kept (none while the order is not at its end), and the last request."""
    async with shop_scope(shop) as scope:
        ended = await scope.fetchval(_ENDED, order.id)
        periods = await read_periods(scope, profile)
        return ended + periods[TRADE] if ended else None, await last_request(scope, order.id)


async def export_guest(shop: Shop, order: Order, *, now: datetime) -> bytes:
    """UTF-8 JSON; amounts are in minor units of their currency, moments in ISO 8601. That it was taken is noted."""
    parts: dict[str, Any] = {"shop": shop.name, "made_at": now}
    async with shop_scope(shop) as scope:
        await scope.execute(_NOTE, new_id(), order.id, now)
        for name, sql in _PARTS.items():
            parts[name] = [dict(row) for row in await scope.fetch(sql, order.id)]
    return msgspec.json.format(msgspec.json.encode(parts), indent=2)
