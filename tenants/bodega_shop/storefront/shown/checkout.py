"""The basket and the checkout."""

from markupsafe import Markup
from msgspec import Struct

# checkout.html: lines, items (of a basket, else ""), from_basket, channels, form (contact, quantity, channel, use_balance,
# consent, notice), total_text, to_pay_text, balance_text, uses_balance, expected, free, idempotency_key, orders_url,
# no_return_notice
# basket.html: lines, total_text, items, can_order, notices, checkout_url, change_url


class CheckoutLine(Struct, frozen=True, kw_only=True):
    product_title: str
    sku_id: str
    sku_name: str
    unit_price_text: str
    quantity: int
    amount_text: str
    change_url: str  # back to the product with this choice
    list_price_text: str = ""  # where the buyer pays less
    reasons: tuple[str, ...] = ()  # why, in words
    problem: str = ""
    least: int = 1
    most: int = 500
    face_svg: Markup = Markup()
    image_url: str = ""


class ChannelChoice(Struct, frozen=True, kw_only=True):
    """`icon` is a name from `icons.html`: qr, card, wallet, bank, phone. `problem` says why it can't take this order."""

    id: str
    name: str
    icon: str = "card"
    fee_text: str = ""
    limit_text: str = ""
    total_text: str  # what the buyer pays with this channel
    problem: str = ""
    selected: bool = False
