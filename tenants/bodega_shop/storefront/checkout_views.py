"""What a checkout shows: its lines with their reasons, and the ways of paying with what each costs."""

from bodega.kernel.i18n import CHINESE
from bodega.kernel.money import Money
from bodega_shop.catalog.price_line import PricedLine
from bodega_shop.payments.offer_channels import OfferedChannel
from bodega_shop.storefront.read_wanted import WantedGood
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shelf_views import face_of, image_url
from bodega_shop.storefront.shown.checkout import ChannelChoice, CheckoutLine

_ICONS = {"alipay": "qr", "wechatpay": "qr", "stripe": "card", "manual": "bank"}


def checkout_line(front: Front, good: WantedGood) -> CheckoutLine:
    return CheckoutLine(
        product_title=good.product.title,
        sku_id=str(good.sku.id),
        sku_name=good.sku.name,
        unit_price_text=front.money(good.line.unit),
        quantity=good.quantity,
        amount_text=front.money(good.line.amount),
        change_url=f"/products/{good.product.slug}?sku={good.sku.id}&quantity={good.quantity}",
        list_price_text=_list_price(front, good),
        reasons=price_reasons(front, good.line),
        problem=front.say(good.problem.message, **good.problem.params) if good.problem else "",
        least=good.sku.min_quantity,
        most=good.sku.max_quantity,
        face_svg=face_of(good.product),
        image_url=image_url(good.product),
    )


def price_reasons(front: Front, line: PricedLine) -> tuple[str, ...]:
    """Each rule that lowered the price, in words; nothing for the list price alone."""
    return tuple(
        reason.zh if front.visit.locale == CHINESE else reason.en for reason in line.reasons if reason.en
    )


def channel_choice(front: Front, channel: OfferedChannel, chosen: str) -> ChannelChoice:
    return ChannelChoice(
        id=channel.code,
        name=channel.name,
        icon=_ICONS.get(channel.gateway, "wallet"),
        problem=_problem(front, channel),
        fee_text=_fee(front, channel.surcharge),
        total_text=front.money(channel.amount + channel.surcharge),
        selected=channel.code == chosen and channel.takes_amount,
    )


def _fee(front: Front, surcharge: Money) -> str:
    return front.say("with a fee of %(fee)s", fee=front.money(surcharge)) if surcharge.minor else ""


def _list_price(front: Front, good: WantedGood) -> str:
    return front.money(good.sku.price) if good.line.unit < good.sku.price else ""


def _problem(front: Front, channel: OfferedChannel) -> str:
    if channel.takes_amount:
        return ""
    if channel.least is not None and channel.too_small:
        return front.say("From %(amount)s", amount=channel.least)
    return front.say("Up to %(amount)s", amount=channel.most) if channel.most is not None else ""
