"""Take a bill of the platform's by Stripe Billing: an invoice with the same lines, charged to the customer's card.

Stripe tries again by the rules of its dashboard; whether the invoice is paid, only Stripe is believed.
"""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

import msgspec
import stripe

from bodega_shop.extend import (
    BillToCollect,
    ChannelContext,
    Collection,
    GatewayRejected,
    Money,
    PaymentRef,
    UnknownOutcome,
)
from bodega_stripe.call_stripe import EVERY, MISSING, Told, call_stripe
from bodega_stripe.convert_amount import to_stripe
from bodega_stripe.read_invoice import Invoice, collection_of
from bodega_stripe.read_payment import OUT_TRADE_NO, number_in

if TYPE_CHECKING:
    from stripe.params import (
        InvoiceAddLinesParams,
        InvoiceCreateParams,
        InvoiceListParams,
        InvoiceRetrieveParams,
    )

_PAGE, _LONGEST_LINE = 100, 500


class _Invoices(msgspec.Struct):
    data: list[Invoice]


class _Gone(msgspec.Struct):
    id: str


async def collect_bill(ctx: ChannelContext, bill: BillToCollect) -> Collection:
    """Each step is taken where the last attempt stopped, so that one bill is one invoice.

    Raises `GatewayRejected` where Stripe would take another sum than the bill's, and then takes nothing.
    """
    invoice = await _find(ctx, bill.payer, bill.out_trade_no) or await _create(ctx, bill)
    if invoice.status == "draft":
        if invoice.total == 0:
            invoice = await _add_lines(ctx, invoice, bill)
        # Less than Stripe's least is put on the customer's balance, and that balance changes what is due.
        if (invoice.total, invoice.amount_due) != (to_stripe(bill.money),) * 2:
            await _discard(ctx, invoice.id)
            raise GatewayRejected
        invoice = await _finalize(ctx, invoice, bill.out_trade_no)
    if invoice.status == "open":
        await _pay(ctx, invoice)
    return await _ask(ctx, invoice.id)


async def ask_collection(ctx: ChannelContext, payer: str, bill: PaymentRef) -> Collection:
    """One whose answer was lost is looked for among the customer's invoices; before it is there, nothing was tried."""
    invoice_id = bill.gateway_ref or await _lost(ctx, payer, bill.out_trade_no)
    return await _ask(ctx, invoice_id) if invoice_id else Collection("waiting")


async def stop_collection(ctx: ChannelContext, payer: str, bill: PaymentRef) -> Collection:
    """An open invoice is voided and a draft deleted; of any other the truth is asked."""
    invoice_id = bill.gateway_ref or await _lost(ctx, payer, bill.out_trade_no)
    if not invoice_id:
        return Collection("gone")

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.invoices.void_invoice_async(invoice_id)

    try:
        await call_stripe(ctx, ask, Invoice, tell=EVERY)
    except Told:
        await _discard(ctx, invoice_id)
    return await _ask(ctx, invoice_id)


async def _lost(ctx: ChannelContext, payer: str, number: str) -> str:
    invoice = await _find(ctx, payer, number)
    return invoice.id if invoice else ""


async def _ask(ctx: ChannelContext, invoice_id: str) -> Collection:
    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        wish: InvoiceRetrieveParams = {"expand": ["payments"]}
        return service.v1.invoices.retrieve_async(invoice_id, wish)

    try:
        invoice = await call_stripe(ctx, ask, Invoice, tell=frozenset({MISSING}))
    except Told:
        return Collection("gone", reference=invoice_id)
    return collection_of(invoice, live=ctx.settings.is_live)


async def _find(ctx: ChannelContext, payer: str, number: str) -> Invoice | None:
    """Stripe forgets a key after a day, and the list of a customer's invoices is never late. The newest come first."""

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        wish: InvoiceListParams = {"customer": payer, "limit": _PAGE}
        return service.v1.invoices.list_async(wish)

    found = await call_stripe(ctx, ask, _Invoices)
    return next((one for one in found.data if number_in(one.metadata) == number), None)


async def _create(ctx: ChannelContext, bill: BillToCollect) -> Invoice:
    """Empty and standing still, so that nothing else of the customer's comes onto it."""
    wish: InvoiceCreateParams = {
        "customer": bill.payer,
        "currency": bill.money.currency.lower(),
        "collection_method": "charge_automatically",
        "auto_advance": False,
        "pending_invoice_items_behavior": "exclude",
        "description": bill.number,
        "metadata": {**bill.metadata, OUT_TRADE_NO: bill.out_trade_no},
    }

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.invoices.create_async(wish, {"idempotency_key": f"invoice:{bill.out_trade_no}"})

    return await call_stripe(ctx, ask, Invoice)


async def _add_lines(ctx: ChannelContext, invoice: Invoice, bill: BillToCollect) -> Invoice:
    """All at once: an invoice has every line of the bill, or none."""
    period = {"start": int(bill.begins.timestamp()), "end": int(bill.ends.timestamp())}
    wish: InvoiceAddLinesParams = {
        "lines": [
            {"description": text[:_LONGEST_LINE], "amount": _signed(money), "period": {**period}}  # type: ignore[typeddict-item]
            for text, money in bill.lines
        ]
    }

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        key = f"lines:{bill.out_trade_no}"
        return service.v1.invoices.add_lines_async(invoice.id, wish, {"idempotency_key": key})

    return await call_stripe(ctx, ask, Invoice)


def _signed(money: Money) -> int:
    return -to_stripe(-money) if money.minor < 0 else to_stripe(money)


async def _finalize(ctx: ChannelContext, invoice: Invoice, number: str) -> Invoice:
    """From now on it cannot be changed, and Stripe goes on trying by itself."""

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        key = {"idempotency_key": f"finalize:{number}"}
        return service.v1.invoices.finalize_invoice_async(invoice.id, {"auto_advance": True}, key)  # type: ignore[arg-type]

    return await call_stripe(ctx, ask, Invoice)


async def _pay(ctx: ChannelContext, invoice: Invoice) -> None:
    """Whatever it answers, the invoice is asked next: refused, to be approved, or paid by Stripe a moment before.

    It has no key of its own, since a refusal would be replayed; a paid invoice cannot be paid again.
    """

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.invoices.pay_async(invoice.id)

    try:
        await call_stripe(ctx, ask, Invoice, tell=EVERY)
    except (Told, UnknownOutcome):
        return


async def _discard(ctx: ChannelContext, invoice_id: str) -> None:
    """A draft that nobody wants any more; one that is none stays."""

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.invoices.delete_async(invoice_id)

    try:
        await call_stripe(ctx, ask, _Gone, tell=EVERY)
    except Told:
        return
