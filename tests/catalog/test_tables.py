"""The catalogue's table classes say what the migration made."""

import pytest

from bodega.kernel.database import shop_scope
from bodega_shop.catalog.tables import Category, Product, Sku


@pytest.mark.parametrize("table", [Category, Product, Sku])
async def test_a_table_class_has_the_columns_of_its_table(shop, table):
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            "select column_name, is_nullable from information_schema.columns"
            " where table_schema = $1 and table_name = $2",
            shop.schema, table._meta.tablename,
        )  # fmt: skip
    assert {column._meta.name: column._meta.null for column in table._meta.columns} == {
        row["column_name"]: row["is_nullable"] == "YES" for row in rows
    }
