"""The statement of a customer's balance: every movement with what was left."""

from litestar import Response, get
from litestar.params import FromQuery

from bodega.kernel.i18n import format_datetime, time_zone
from bodega.kernel.money import Money
from bodega.web.given import NamedDependency
from bodega_shop.customers.customer import Customer
from bodega_shop.storefront.account_forms import account_page
from bodega_shop.storefront.account_page import LAST_PAGE, balance_view, pager
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.account import StatementView
from bodega_shop.wallet.read_statement import StatementLine, read_statement

# By source, for what came and for what went; every value is a msgid.
_WORDS = {
    ("payment", "+"): "Topped up",
    ("order", "-"): "Paid for an order",
    ("order", "+"): "Back from an order that was not paid",
    ("refund", "+"): "Refund of an order",
    ("refund", "-"): "Refund taken back",
    ("payback", "-"): "Asked back",
    ("payback", "+"): "Not paid back, and yours again",
    ("adjustment", "+"): "Credited by the shop",
    ("adjustment", "-"): "Taken off by the shop",
}


@get("/statement")
async def show_statement(
    front: NamedDependency[Front], customer: NamedDependency[Customer], page: FromQuery[int] = 1
) -> Response[str]:
    number = min(max(page, 1), LAST_PAGE)
    lines, more = await read_statement(front.shop, customer.id, customer.principal.currency, page=number)
    return account_page(
        front,
        "statement.html",
        lines=[_line(front, line) for line in lines],
        balance=balance_view(front, customer),
        page=pager("/account/statement", number, more=more),
    )


def _line(front: Front, line: StatementLine) -> StatementView:
    sign = "+" if line.amount.minor >= 0 else "-"
    what = front.say(_WORDS.get((line.source, sign), "Correction"))
    return StatementView(
        when_text=format_datetime(line.at, front.visit.locale, time_zone(front.profile.time_zone)),
        what=f"{what}: {line.reason}" if line.reason else what,
        amount_text=front.money(_size(line.amount)),
        sign=sign,
        own_text=front.money(_size(line.principal)) if line.bonus.minor and line.principal.minor else "",
        bonus_text=front.money(_size(line.bonus)) if line.bonus.minor else "",
        left_text=front.money(line.left),
        order_url=f"/orders/{line.number}" if line.number else "",
        order_number=line.number,
    )


def _size(money: Money) -> Money:
    return Money(abs(money.minor), money.currency)


HANDLERS = [show_statement]
