"""The voucher of a delivered order, for its buyer's browser: a page to print and keep. It holds no code."""

from litestar import Response, get
from litestar.params import FromPath

from bodega.kernel.i18n import format_datetime, time_zone
from bodega.web.given import NamedDependency
from bodega_shop.orders.read_voucher import Voucher, read_voucher
from bodega_shop.storefront.own_order import own_order
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.order import OrderLine
from bodega_shop.storefront.shown.voucher_and_invoice import VoucherDetail, VoucherPayment


@get("/orders/{number:str}/voucher", include_in_schema=False)
async def show_voucher(front: NamedDependency[Front], number: FromPath[str]) -> Response[str]:
    order = await own_order(front, number)
    voucher = await read_voucher(front.shop, order.number, years=front.profile.voucher_years)
    return front.page("voucher.html", voucher=_detail(front, voucher), order_url=f"/orders/{order.number}")


def _detail(front: Front, voucher: Voucher) -> VoucherDetail:
    zone, locale, order = time_zone(front.profile.time_zone), front.visit.locale, voucher.order
    zero = voucher.paid - voucher.paid
    return VoucherDetail(
        number=order.number,
        lines=tuple(
            OrderLine(
                title=line.title,
                sku_name=line.sku,
                quantity=line.quantity,
                amount_text=front.money(line.amount),
            )
            for line in order.lines
        ),
        total_text=front.money(order.total),
        paid_text=front.money(voucher.paid),
        balance_text=front.money(voucher.from_balance) if voucher.from_balance > zero else "",
        refunded_text=front.money(voucher.refunded) if voucher.refunded > zero else "",
        payments=tuple(
            VoucherPayment(
                channel=payment.channel,
                received_text=front.money(payment.received),
                surcharge_text=front.money(payment.surcharge) if payment.surcharge.minor else "",
                number=payment.gateway_txn,
                paid_at_text=format_datetime(payment.paid_at, locale, zone) if payment.paid_at else "",
            )
            for payment in voucher.payments
        ),
        placed_text=format_datetime(order.placed_at, locale, zone),
        delivered_text=format_datetime(order.delivered_at, locale, zone) if order.delivered_at else "",
        contact_masked=voucher.contact_masked,
        proof=voucher.proof,
        events=voucher.events,
        kept_until_text=voucher.kept_until.isoformat(),
        host=front.shop.canonical_host,
    )
