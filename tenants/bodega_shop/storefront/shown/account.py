"""What the pages of a customer's account show, beside what `every_page` gives each.

Every form carries `csrf_token`, as the macro `ui.csrf` writes it.
"""

from msgspec import Struct

from bodega_shop.storefront.shown.order import OrderState

# account.html: customer, balance, orders, orders_url, benefits, paybacks, sign_out_url, notes
# account_orders.html: orders, page
# sign_in.html: form (contact, password, next), can_sign_up
# sign_up.html: form (contact, password, consent), takes (email, phone)
# verify.html: form (code), proof_id, sent_to, purpose, sent_again
# new_password.html: form (contact), takes
# choose_password.html: form (code, password), proof_id, sent_to, sent_again
# change_contact.html: form (contact, password), takes
# sessions.html: sessions
# statement.html: lines, balance, page
# topup.html: form (choice, amount, channel, consent), choices, channels, balance, most_text
# topped_up.html: order, amount_text, bonus_text, pay_url, live_url
# payback.html: form (amount, reason), balance, days, paybacks


class Balance(Struct, frozen=True, kw_only=True):
    """What can be spent, and of what it is made: the customer's own money and what the shop gave on top."""

    text: str
    principal_text: str
    bonus_text: str = ""
    has_own: bool = False


class AccountFacts(Struct, frozen=True, kw_only=True):
    address: str
    phone: str = ""
    contact: str = ""
    channel_name: str = ""


class Benefit(Struct, frozen=True, kw_only=True):
    """What an extension, such as a membership, says of the customer's prices."""

    name: str
    sentences: tuple[str, ...]


class AccountOrder(Struct, frozen=True, kw_only=True):
    """`again_url` leads to a checkout with the same goods; empty where there is nothing to order again."""

    number: str
    url: str
    what: str
    state: OrderState
    state_text: str
    placed_text: str
    total_text: str
    again_url: str = ""


class SessionView(Struct, frozen=True, kw_only=True):
    id: str
    browser: str
    address: str
    seen_text: str
    here: bool = False


class StatementView(Struct, frozen=True, kw_only=True):
    """One movement; `sign` is "+" or "-". `order_url` is empty where no order belongs to it."""

    when_text: str
    what: str
    amount_text: str
    sign: str
    own_text: str = ""
    bonus_text: str = ""
    left_text: str
    order_url: str = ""
    order_number: str = ""


class AmountChoice(Struct, frozen=True, kw_only=True):
    """A sum to pay in, `minor` as the form sends it; `problem` says why it cannot be chosen."""

    minor: str
    text: str
    bonus_text: str = ""
    problem: str = ""
    selected: bool = False


class PaybackView(Struct, frozen=True, kw_only=True):
    when_text: str
    amount_text: str
    bonus_text: str = ""
    state: str
    state_text: str
    answer: str = ""
