"""Categories in the console: the tree, and one of them."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import NotFound
from bodega.kernel.form import Form
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.catalog.create_category import DEEPEST, create_category
from bodega_shop.catalog.delete_category import delete_category
from bodega_shop.catalog.edit_category import edit_category
from bodega_shop.catalog.list_categories import CategoryNode, list_categories
from bodega_shop.catalog.move_category import shift_category
from bodega_shop.compliance.trade_options import trade_options
from bodega_shop.console.desk import Answer, Desk

HOME = "/console/categories"


@get("/categories", guards=[requires_operator])
async def show_categories(desk: NamedDependency[Desk]) -> Response[str]:
    return await _tree(desk, Form())


@post("/categories", guards=[requires_operator])
async def add_category(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    return await desk.submit(
        form,
        lambda: create_category(
            desk.shop, name=form.value("name"), parent_id=chosen(form, "parent"), trade=form.value("trade")
        ),
        to=HOME,
        message="The category is on the shelf.",
        again=lambda refused: _tree(desk, refused),
    )


@get("/categories/{category_id:uuid}", guards=[requires_operator])
async def show_category(desk: NamedDependency[Desk], category_id: FromPath[UUID]) -> Response[str]:
    return await _one(desk, category_id, None)


@post("/categories/{category_id:uuid}", guards=[requires_operator])
async def change_category(
    desk: NamedDependency[Desk], form: NamedDependency[Form], category_id: FromPath[UUID]
) -> Answer:
    return await desk.submit(
        form,
        lambda: _change(desk, form, category_id),
        to=HOME,
        message="Saved.",
        again=lambda refused: _one(desk, category_id, refused),
    )


@post("/categories/{category_id:uuid}/shifts", guards=[requires_operator])
async def shift(
    desk: NamedDependency[Desk], form: NamedDependency[Form], category_id: FromPath[UUID]
) -> Answer:
    await shift_category(desk.shop, category_id, steps=steps(form))
    return await desk.go(HOME)


@post("/categories/{category_id:uuid}/deletion", guards=[requires_operator])
async def drop_category(desk: NamedDependency[Desk], category_id: FromPath[UUID]) -> Answer:
    return await desk.act(delete_category(desk.shop, category_id), HOME, "The category is gone.")


def chosen(form: Form, name: str) -> UUID | None:
    """What was chosen in a list whose first entry means none; a stranger's value too, so that the deed refuses it."""
    return form.identifier(name) if form.filled(name) else None


def steps(form: Form) -> int:
    """One up or one down."""
    return -1 if form.value("to") == "up" else 1


def category_options(nodes: list[CategoryNode], none: str, deepest: int = 3) -> list[tuple[str, str]]:
    """For a select: `none` first, then every category down to a level, each with the way to it."""
    found = [(str(node.id), " / ".join(node.path)) for node in nodes if node.level <= deepest]
    return [("", none), *found]


async def _tree(desk: Desk, form: Form) -> Response[str]:
    categories = await list_categories(desk.shop)
    parents = category_options(categories, desk.say("At the top"), DEEPEST - 1)
    trades = await _trades(desk, "")
    return await desk.page(
        "categories.html", form=form, categories=categories, parents=parents, trades=trades
    )


async def _one(desk: Desk, category_id: UUID, refused: Form | None) -> Response[str]:
    categories = await list_categories(desk.shop)
    category = next((node for node in categories if node.id == category_id), None)
    if category is None:
        raise NotFound
    parent = str(category.parent_id or "")
    stored = {
        "name": category.name,
        "slug": category.slug,
        "parent": parent,
        "visible": "on" * category.visible,
        "trade": category.trade,
    }
    others = [node for node in categories if node.path[: category.level] != category.path]
    return await desk.page(
        "category.html",
        form=refused or Form(stored),
        category=category,
        parents=category_options(others, desk.say("At the top"), DEEPEST - 1),
        trades=await _trades(desk, category.trade),
    )


async def _change(desk: Desk, form: Form, category_id: UUID) -> None:
    await edit_category(
        desk.shop,
        category_id,
        name=form.value("name"),
        slug=form.value("slug"),
        visible=form.checkbox("visible"),
        parent_id=chosen(form, "parent"),
        trade=form.value("trade"),
        now=desk.now,
    )


async def _trades(desk: Desk, stored: str) -> list[tuple[str, str]]:
    options = await trade_options(desk.shop, desk.visit.locale, stored=stored)
    return [("", desk.say("As the category it lies in")), *options]


HANDLERS = [show_categories, add_category, show_category, change_category, shift, drop_category]
