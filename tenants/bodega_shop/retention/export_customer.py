"""Everything a shop holds about one customer, as one JSON file."""

from datetime import datetime
from typing import Any

import msgspec

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.customers.customer import Customer
from bodega_shop.retention.ask_erasure import note_export

_OWN = "o.customer_id = $1"
_PARTS = {
    "account": "select email, phone, name, locale, state, contact, channel, consent, consent_at, verified_at, created_at,"
    " seen_at from customer where id = $1",
    "consents": "select occasion, versions, at, address from consent where customer_id = $1 order by at",
    "sessions": "select address, agent, created_at, seen_at, expires_at from customer_session where customer_id = $1",
    "balance": "select currency, principal, bonus, changed_at from wallet where customer_id = $1",
    "paybacks": "select principal, bonus, currency, reason, state, answer, asked_at, decided_at from payback"
    " where customer_id = $1 order by asked_at",
    "orders": "select o.number, o.state, o.kind, o.contact, o.address, o.locale, o.currency, o.total, o.paid, o.refunded,"
    f" o.consent, o.placed_at, o.paid_at, o.delivered_at from purchase o where {_OWN} order by o.placed_at",
    "lines": "select o.number, l.product_title, l.sku_name, l.quantity, l.unit_price, l.amount from purchase o"
    f" join purchase_line l on l.purchase_id = o.id where {_OWN} order by o.placed_at",
    "payments": "select o.number, p.out_trade_no, p.amount, p.currency, p.state, p.created_at, p.paid_at from purchase o"
    f" join payment p on p.purchase_id = o.id where {_OWN} order by p.created_at",
    "refunds": "select o.number, r.number as refund, r.amount, r.currency, r.state, r.reason, r.created_at from purchase o"
    f" join refund r on r.purchase_id = o.id where {_OWN} order by r.created_at",
    "looks_at_codes": "select o.number, r.at, r.via, r.address from purchase o join reveal r on r.purchase_id = o.id"
    f" where {_OWN} order by r.at",
    "messages": "select m.kind, m.via, m.recipient, m.state, m.created_at, m.sent_at from message m"
    " left join purchase o on o.id = m.purchase_id where m.customer_id = $1 or o.customer_id = $1 order by m.created_at",
    "invoices": "select o.number, i.kind, i.title, i.tax_number, i.send_to, i.note, i.asked_at from purchase o"
    f" join invoice_request i on i.purchase_id = o.id where {_OWN} order by i.asked_at",
    "texts": "select o.number, t.text, t.created_at from purchase o join evidence_text t on t.purchase_id = o.id"
    f" where {_OWN} and t.erased_at is null order by t.created_at",
    "requests": "select kind, state, asked_at, done_at, kept_orders, kept_until from data_request where customer_id = $1",
}


async def export_customer(shop: Shop, customer: Customer, *, now: datetime) -> bytes:
    """UTF-8 JSON; amounts are in minor units of their currency, moments in ISO 8601. That it was taken is noted."""
    parts: dict[str, Any] = {"shop": shop.name, "made_at": now}
    async with shop_scope(shop) as scope:
        await note_export(scope, customer.id, now=now)
        for name, sql in _PARTS.items():
            parts[name] = [dict(row) for row in await scope.fetch(sql, customer.id)]
    return msgspec.json.format(msgspec.json.encode(parts), indent=2)
