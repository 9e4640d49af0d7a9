"""The papers of an order: its voucher and its invoice."""

from typing import Literal

from msgspec import Struct

from bodega_shop.storefront.shown.order import OrderLine

# voucher.html: voucher, order_url


class VoucherPayment(Struct, frozen=True, kw_only=True):
    """`number` is the payment service's own."""

    channel: str
    received_text: str
    surcharge_text: str = ""
    number: str = ""
    paid_at_text: str = ""


class VoucherDetail(Struct, frozen=True, kw_only=True):
    """`proof` is the digest, in hex, of the last of the order's `events`. Codes are no part of a voucher."""

    number: str
    lines: tuple[OrderLine, ...]
    total_text: str
    paid_text: str
    balance_text: str = ""
    refunded_text: str = ""
    payments: tuple[VoucherPayment, ...] = ()
    placed_text: str
    delivered_text: str
    contact_masked: str
    proof: str
    events: int
    kept_until_text: str
    host: str


# invoice.html: invoice (None before one was asked for), asks (whether the form is shown), form (kind, title,
# tax_number, send_to, note), order_number, order_url


class InvoiceDetail(Struct, frozen=True, kw_only=True):
    """`answer` is the shop's words when it refused."""

    state: Literal["asked", "issued", "refused"]
    state_text: str
    title: str
    tax_number: str = ""
    send_to: str
    amount_text: str
    number: str = ""
    answer: str = ""
