"""The goods that a page is about, with their prices as they would be now."""

from collections.abc import Sequence
from dataclasses import dataclass

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError, Conflict, InvalidInput, NotFound
from bodega.kernel.form import Form
from bodega.kernel.money import Money
from bodega_shop.catalog.price_line import PreparedRule, PricedLine, price_line
from bodega_shop.catalog.read_basket_goods import read_basket_goods
from bodega_shop.catalog.read_shelf import ShelfProduct, ShelfSku
from bodega_shop.contracts.pricing import PricedGood
from bodega_shop.orders.order_request import WantedLine
from bodega_shop.orders.price_goods import read_categories
from bodega_shop.storefront.basket import read_items
from bodega_shop.storefront.render_page import Front


@dataclass(frozen=True)
class WantedGood:
    """One line of a basket or checkout. `problem` says why it cannot be ordered like this."""

    product: ShelfProduct
    sku: ShelfSku
    quantity: int
    line: PricedLine
    problem: BodegaError | None


def wanted_of(form: Form) -> tuple[WantedLine, ...]:
    """The lines a form or an address names: `items` from a basket, else one `sku` with its `quantity`."""
    if form.value("items"):
        return read_items(form.value("items"))
    one = Form(form.values)
    sku_id = one.identifier("sku")
    quantity = one.integer("quantity", 1, 500, default=0)
    return (WantedLine(sku_id, quantity),) if "sku" not in one.errors else ()


async def read_wanted(
    front: Front, lines: Sequence[WantedLine], rules: Sequence[PreparedRule] = ()
) -> list[WantedGood]:
    """In the order asked for. What is not on sale any more is left out; a quantity of 0 means the least there is."""
    found = await read_basket_goods(front.shop, [line.sku_id for line in lines], today=front.visit.now.date())
    goods = [(*found[line.sku_id], line.quantity) for line in lines if line.sku_id in found]
    above = {}
    if rules:
        async with shop_scope(front.shop) as scope:
            above = await read_categories(scope, [product.category_id for product, _, _ in goods])
    wanted = []
    for product, sku, quantity in goods:
        count = quantity or sku.min_quantity
        known = PricedGood(sku.id, product.id, above.get(product.category_id, ()), sku.price)
        priced = price_line(sku.price, count, known, rules)
        wanted.append(WantedGood(product, sku, count, priced, _problem(sku, count)))
    return wanted


async def read_checkout(front: Front, form: Form, rules: Sequence[PreparedRule] = ()) -> list[WantedGood]:
    """What a checkout is about; what is wrong with it is put beside the form. Raises `NotFound` when nothing is left."""
    lines = wanted_of(form)
    wanted = await read_wanted(front, lines, rules)
    if not wanted:
        raise NotFound("This good is not on sale any more.")
    if len(wanted) < len(lines):
        form.refuse_with(Conflict("Something you had chosen is not on sale any more."), "")
    for good in wanted:
        if good.problem and "quantity" not in form.errors:
            form.refuse_with(good.problem, "quantity")
    return wanted


def total_of(wanted: Sequence[WantedGood], currency: str) -> Money:
    return Money.total((good.line.amount for good in wanted), currency)


def _problem(sku: ShelfSku, quantity: int) -> BodegaError | None:
    if sku.stock == 0:
        return InvalidInput("This is sold out. You have not been charged.", field="quantity")
    if sku.stock < quantity:
        return Conflict("Only %(count)s are left.", count=sku.stock)
    if not sku.min_quantity <= quantity <= sku.max_quantity:
        return InvalidInput(
            "Please order between %(least)s and %(most)s.",
            field="quantity", least=sku.min_quantity, most=sku.max_quantity,
        )  # fmt: skip
    return None
