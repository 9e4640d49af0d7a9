"""An order with its codes, and the look-up that finds one."""

from typing import Literal

from msgspec import Struct

OrderState = Literal["pending", "paid", "delivered", "exception", "expired", "cancelled", "refunded"]


# order.html: order, codes, reveal_url, pay_url, to_pay_text, how_to_html, guarantee_html, exception_text, live_url, home_url,
# voucher_url and invoice_url (empty while the goods are not delivered), complain_url (the platform's form)


class OrderLine(Struct, frozen=True, kw_only=True):
    title: str
    sku_name: str
    quantity: int
    amount_text: str


class OrderDetail(Struct, frozen=True, kw_only=True):
    number: str
    state: OrderState
    state_text: str
    lines: tuple[OrderLine, ...]
    total_text: str
    placed_text: str
    paid_text: str = ""
    delivered_text: str = ""
    channel_name: str = ""
    fee_text: str = ""
    refunded_text: str = ""  # what went back or is on its way, empty for nothing
    disputed: bool = False  # the buyer's bank took the money back: the codes stay shut
    contact_masked: str


class CodeTicket(Struct, frozen=True, kw_only=True):
    """One good as the buyer holds it. A masked ticket has neither `secret` nor `parts`: the page does not know them.

    `parts` name the pieces of a code that has several, such as card number and password; `secret` is then the
    whole for copying. `position` counts from 1 over the order.
    """

    line_title: str
    position: int
    secret: str | None = None
    parts: tuple[tuple[str, str], ...] = ()


# look_up.html: form (number, contact), look_up_action_url, recent


class RecentOrder(Struct, frozen=True, kw_only=True):
    number: str
    url: str
    what: str
    state: OrderState
    state_text: str
    placed_text: str
    total_text: str
