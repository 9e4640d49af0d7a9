"""The catalogue's tables, as `migrations/0001_the_shop.sql` makes them."""

from piccolo.columns import UUID, BigInt, Boolean, ForeignKey, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from bodega.kernel.engine import SHOP


class Category(Table, tablename="category", db=SHOP):
    id = UUID(primary_key=True, default=None)
    parent_id: ForeignKey["Category"] = ForeignKey("self", default=None, null=True)
    slug = Text()
    name = Text()
    level = SmallInt()
    position = Integer()
    visible = Boolean()
    trade = Text()


class Product(Table, tablename="product", db=SHOP):
    id = UUID(primary_key=True, default=None)
    category_id = ForeignKey(Category, default=None, null=True)
    slug = Text()
    title = Text()
    kind = Text()
    introduction = Text()
    how_to = Text()
    guarantee = Text()
    image_id = UUID(default=None, null=True)
    state = Text()
    position = Integer()
    created_at = Timestamptz(default=None)
    changed_at = Timestamptz(default=None)
    held_at = Timestamptz(default=None, null=True)
    held_trade = Text()
    stopped_at = Timestamptz(default=None, null=True)


class Sku(Table, tablename="sku", db=SHOP):
    id = UUID(primary_key=True, default=None)
    product_id = ForeignKey(Product, default=None, null=False)
    name = Text()
    price = BigInt()
    currency = Text()
    min_quantity = Integer()
    max_quantity = Integer()
    active = Boolean()
    position = Integer()
    struck_price = BigInt(default=None, null=True)
    struck_basis = Text()
