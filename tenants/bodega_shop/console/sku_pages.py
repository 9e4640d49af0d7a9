"""Denominations in the console: one more on the product's page, and a page for each."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.catalog.read_product import EditedSku, read_product, read_sku
from bodega_shop.catalog.save_sku import SkuTexts, create_sku, edit_sku, shift_sku
from bodega_shop.console.category_pages import steps
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.product_pages import HOME, product_page


@post("/products/{product_id:uuid}/skus", guards=[requires_operator])
async def add_sku(
    desk: NamedDependency[Desk], form: NamedDependency[Form], product_id: FromPath[UUID]
) -> Answer:
    return await desk.submit(
        form,
        lambda: create_sku(desk.shop, product_id, _texts(form), by=desk.staff, now=desk.now),
        to=f"{HOME}/{product_id}#skus",
        message="The denomination is added.",
        again=lambda refused: product_page(desk, product_id, refused_sku=refused),
    )


@get("/skus/{sku_id:uuid}", guards=[requires_operator])
async def show_sku(desk: NamedDependency[Desk], sku_id: FromPath[UUID]) -> Response[str]:
    return await _page(desk, sku_id, None)


@post("/skus/{sku_id:uuid}", guards=[requires_operator])
async def change_sku(
    desk: NamedDependency[Desk], form: NamedDependency[Form], sku_id: FromPath[UUID]
) -> Answer:
    sku = await read_sku(desk.shop, sku_id, today=desk.today)
    return await desk.submit(
        form,
        lambda: edit_sku(desk.shop, sku_id, _texts(form), by=desk.staff, now=desk.now),
        to=f"{HOME}/{sku.product_id}#skus",
        message="Saved.",
        again=lambda refused: _page(desk, sku_id, refused),
    )


@post("/skus/{sku_id:uuid}/shifts", guards=[requires_operator])
async def move_sku(
    desk: NamedDependency[Desk], form: NamedDependency[Form], sku_id: FromPath[UUID]
) -> Answer:
    sku = await read_sku(desk.shop, sku_id, today=desk.today)
    await shift_sku(desk.shop, sku_id, steps=steps(form))
    return await desk.go(f"{HOME}/{sku.product_id}#skus")


async def _page(desk: Desk, sku_id: UUID, refused: Form | None) -> Response[str]:
    sku = await read_sku(desk.shop, sku_id, today=desk.today)
    product = await read_product(desk.shop, sku.product_id, today=desk.today)
    return await desk.page("sku.html", form=refused or _typed(sku), sku=sku, product=product)


def _typed(sku: EditedSku) -> Form:
    return Form(
        {
            "name": sku.name,
            "price": sku.price.to_decimal_text(),
            "min_quantity": str(sku.min_quantity),
            "max_quantity": str(sku.max_quantity),
            "active": "on" if sku.active else "",
            "struck_price": sku.struck_price.to_decimal_text() if sku.struck_price else "",
            "struck_basis": sku.struck_basis,
        }
    )


def _texts(form: Form) -> SkuTexts:
    names = ("name", "price", "min_quantity", "max_quantity", "struck_price", "struck_basis")
    return SkuTexts(**{name: form.value(name) for name in names}, active=form.checkbox("active"))


HANDLERS = [add_sku, show_sku, change_sku, move_sku]
