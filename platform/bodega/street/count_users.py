"""Count how many shops have each extension switched on."""

from bodega.kernel.database import platform_scope


async def count_users() -> dict[str, int]:
    """By the extension's id."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select plugin, count(*) as shops from shop_plugin where enabled group by plugin"
        )
    return {row["plugin"]: row["shops"] for row in rows}
