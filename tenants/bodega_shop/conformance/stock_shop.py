"""Give a shop one good with three codes, and a channel of the gateway under test with its form filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.plugins.settings_form import form_values, read_form
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.gateway import PaymentGateway
from bodega_shop.stock.put_codes import Place, put_codes, sealed_code

CODES = 3


@dataclass(frozen=True)
class Counter:
    """What one story sells and through which channel; `channel` is the channel's code."""

    sku_id: UUID
    channel_id: UUID
    channel: str


async def stock_shop(
    runtime: Runtime, shop: Shop, gateway: PaymentGateway, form: Mapping[str, str], price: Money
) -> Counter:
    """Put it beside what earlier stories left. Raises `InvalidInput` when the form cannot be saved."""
    sku_id, channel_id = new_id(), new_id()
    channel = f"c{channel_id.hex[-12:]}"
    settings = read_form(
        gateway.settings_type,
        {**form_values(gateway.settings_type, {}), **form},
        {},
        vault=shop.vault,
        owner=channel_id,
    )
    now = runtime.clock.now()
    async with shop_scope(shop) as scope:
        await scope.execute("update profile set currency = $1, accept_late = true", price.currency)
        await scope.execute(
            "insert into channel (id, code, gateway, name, settings, enabled, position, created_at, changed_at)"
            " values ($1, $2, $3, $3, $4, true, 1, $5, $5)",
            channel_id, channel, gateway.code, settings, now,
        )  # fmt: skip
        await _add_good(scope, sku_id, price, runtime)
        await _add_codes(scope, shop, sku_id, runtime)
    await runtime.directory.announce_change(shop.id)
    return Counter(sku_id, channel_id, channel)


async def _add_good(scope: Scope, sku_id: UUID, price: Money, runtime: Runtime) -> None:
    category_id, product_id = new_id(), new_id()
    await scope.execute(
        "insert into category (id, slug, name, level, position, visible) values ($1, $2, '游戏点卡', 1, 1, true)",
        category_id, f"cards-{category_id.hex[-12:]}",
    )  # fmt: skip
    await scope.execute(
        "insert into product (id, category_id, slug, title, kind, introduction, how_to, guarantee, state, position,"
        " created_at, changed_at) values ($1, $2, $3, '星海点卡', 'code', '', '', '', 'published', 1, $4, $4)",
        product_id, category_id, f"xinghai-{product_id.hex[-12:]}", runtime.clock.now(),
    )  # fmt: skip
    await scope.execute(
        "insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)"
        " values ($1, $2, '100元', $3, $4, 1, 5, true, 1)",
        sku_id, product_id, price.minor, price.currency,
    )  # fmt: skip


async def _add_codes(scope: Scope, shop: Shop, sku_id: UUID, runtime: Runtime) -> None:
    batch_id = new_id()
    await scope.execute(
        "insert into batch (id, sku_id, state, source_name, supplier_note, currency, separator, encoding, report,"
        " total, imported, created_at) values ($1, $2, 'ready', 'paste', '', 'CNY', '', 'utf-8', '{}', $3, $3, $4)",
        batch_id, sku_id, CODES, runtime.clock.now(),
    )  # fmt: skip
    codes = [sealed_code(shop, f"XH-{new_id().hex[-16:].upper()}", rank) for rank in range(CODES)]
    await put_codes(scope, Place(sku_id, batch_id), codes)
