"""The categories a buyer can choose from: visible all the way up, with something on sale in them."""

from bodega.street.shop import Shop
from bodega_shop.catalog.list_categories import CategoryNode, list_categories


async def visible_categories(shop: Shop) -> list[CategoryNode]:
    """In the owner's order, each followed by what is in it."""
    nodes = await list_categories(shop)
    hidden = {node.path for node in nodes if not node.visible}
    full = {
        node.path[:depth] for node in nodes if node.goods_on_sale for depth in range(1, len(node.path) + 1)
    }
    return [
        node
        for node in nodes
        if node.path in full
        and not any(node.path[:depth] in hidden for depth in range(1, len(node.path) + 1))
    ]
