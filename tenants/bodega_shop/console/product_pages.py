"""Products in the console: the list, a new one, and one with everything it says of itself."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from bodega.kernel.form import Form
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.catalog.card_face import card_face
from bodega_shop.catalog.create_product import create_product
from bodega_shop.catalog.delete_product import delete_product
from bodega_shop.catalog.edit_product import ProductTexts, edit_product
from bodega_shop.catalog.find_missing import INSTRUCTIONS
from bodega_shop.catalog.list_categories import list_categories
from bodega_shop.catalog.list_products import ProductFilter, list_products
from bodega_shop.catalog.publish_product import publish_product, unpublish_product
from bodega_shop.catalog.read_product import EditedProduct, read_product
from bodega_shop.compliance.list_cases import cases_of
from bodega_shop.compliance.trade_options import trade_name
from bodega_shop.console.case_pages import case_row, hit_rows
from bodega_shop.console.category_pages import category_options, chosen
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.turn_pages import page_asked, pages_around

HOME = "/console/products"
FIELDS = ("title", "slug", "introduction", "how_to", "guarantee")


@get("/products", guards=[requires_operator])
async def show_products(desk: NamedDependency[Desk]) -> Response[str]:
    filters = Form(desk.asked)
    asked = ProductFilter(_state(filters), chosen(filters, "category"), filters.text("q", 60))
    number = page_asked(desk)
    found = await list_products(desk.shop, asked, page=number, today=desk.today)
    return await desk.page(
        "products.html",
        form=Form(filters.values),
        found=found,
        asked=asked,
        page=pages_around(desk, number, more=found.more),
        choices=await _choices(desk, "All categories"),
    )


@get("/products/new", guards=[requires_operator])
async def show_new_product(desk: NamedDependency[Desk]) -> Response[str]:
    return await _new(desk, Form(desk.asked))


@post("/products", guards=[requires_operator])
async def add_product(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    return await desk.submit(
        form,
        lambda: create_product(
            desk.shop, title=form.value("title"), category_id=chosen(form, "category"), now=desk.now
        ),
        to=lambda product_id: f"{HOME}/{product_id}",
        message="The draft is made. Now write its texts and add denominations.",
        again=lambda refused: _new(desk, refused),
    )


@get("/products/{product_id:uuid}", guards=[requires_operator])
async def show_edited_product(desk: NamedDependency[Desk], product_id: FromPath[UUID]) -> Response[str]:
    return await product_page(desk, product_id)


@post("/products/{product_id:uuid}", guards=[requires_operator])
async def change_product(
    desk: NamedDependency[Desk], form: NamedDependency[Form], product_id: FromPath[UUID]
) -> Answer:
    texts = ProductTexts(
        category_id=chosen(form, "category"),
        position=form.value("position"),
        **{name: form.value(name) for name in FIELDS},
    )
    return await desk.submit(
        form,
        lambda: edit_product(desk.shop, product_id, texts, now=desk.now),
        to=f"{HOME}/{product_id}",
        message="Saved.",
        again=lambda refused: product_page(desk, product_id, refused),
    )


@post("/products/{product_id:uuid}/publication", guards=[requires_operator])
async def publish(desk: NamedDependency[Desk], product_id: FromPath[UUID]) -> Answer:
    deed = publish_product(desk.shop, product_id, by=desk.staff, now=desk.now)
    return await desk.act(deed, f"{HOME}/{product_id}", "It is on sale now.")


@post("/products/{product_id:uuid}/withdrawal", guards=[requires_operator])
async def withdraw(desk: NamedDependency[Desk], product_id: FromPath[UUID]) -> Answer:
    deed = unpublish_product(desk.shop, product_id, by=desk.staff, now=desk.now)
    return await desk.act(deed, f"{HOME}/{product_id}", "It is off sale. Orders already placed go on.")


@post("/products/{product_id:uuid}/deletion", guards=[requires_operator])
async def drop_product(desk: NamedDependency[Desk], product_id: FromPath[UUID]) -> Answer:
    return await desk.act(delete_product(desk.shop, product_id, now=desk.now), HOME, "The draft is gone.")


async def product_page(
    desk: Desk, product_id: UUID, refused: Form | None = None, refused_sku: Form | None = None
) -> Response[str]:
    """The editor; `refused` is what was typed into its texts, `refused_sku` into its new denomination."""
    product = await read_product(desk.shop, product_id, today=desk.today)
    cases, foreseen = await cases_of(desk.shop, product_id, now=desk.now)
    return await desk.page(
        "product.html",
        cases=[(case_row(desk, case), hit_rows(desk, hits)) for case, hits in cases],
        foreseen=hit_rows(desk, foreseen),
        form=refused or _typed(product),
        refused=refused_sku is not None,
        sku_form=desk.shown(refused_sku or Form({"min_quantity": "1", "max_quantity": "10", "active": "on"})),
        product=product,
        instructions=[desk.say(INSTRUCTIONS[name]) for name in product.missing],
        choices=await _choices(desk, "None yet"),
        face=_face(product),
        held_trade=await trade_name(product.held_trade, desk.visit.locale) if product.held_trade else "",
    )


def _face(product: EditedProduct) -> Markup:
    svg = card_face(
        category_id=product.category_id or product.id,
        product_id=product.id,
        title=product.title,
        denomination=product.skus[0].name if product.skus else "",
        kind_label="",
    )
    return Markup(svg)  # noqa: S704 - drawn by us, its texts are escaped there


async def _choices(desk: Desk, none: str) -> list[tuple[str, str]]:
    return category_options(await list_categories(desk.shop), desk.say(none))


def _typed(product: EditedProduct) -> Form:
    values = {name: getattr(product, name) for name in FIELDS}
    return Form({**values, "category": str(product.category_id or ""), "position": str(product.position)})


def _state(filters: Form) -> str:
    state = filters.value("state")
    return state if state in ("draft", "published") else ""


async def _new(desk: Desk, form: Form) -> Response[str]:
    return await desk.page("product_new.html", form=form, choices=await _choices(desk, "None yet"))


HANDLERS = [
    show_products,
    show_new_product,
    add_product,
    show_edited_product,
    change_product,
    publish,
    withdraw,
    drop_product,
]
