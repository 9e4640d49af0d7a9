"""Hand over goods that lie on no shelf: what a person types becomes sealed codes of a batch of its own, sold at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.delivery.deliver_order import release_reserved
from bodega_shop.orders.retry_delivery import hand_over, hold_exception
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.settings.record_deed import Actor
from bodega_shop.stock.code_line import CANONICAL_SEPARATOR, MAX_CHARACTERS
from bodega_shop.stock.put_codes import Place, put_codes, sealed_code

BY_HAND = "by hand"

_LINES = """
    select id, sku_id, quantity from purchase_line where purchase_id = $1 order by id"""

_BATCH = """
    insert into batch (id, sku_id, state, source_name, supplier_note, currency, separator, encoding, report, total, imported,
                       created_by, created_at, moved_at, finished_at)
    values ($1, $2, 'ready', $3, $4, $5, '', '', '{}', $6, $6, $7, $8, $8, $8)"""


@dataclass(frozen=True)
class TypedGoods:
    """What was typed for each line of the order, by its place from 0: codes, one a line, or one note for the line."""

    texts: Mapping[int, str]
    is_note: bool


async def deliver_by_hand(
    runtime: Runtime, shop: Shop, order_id: UUID, goods: TypedGoods, *, by: Actor, now: datetime
) -> None:
    """Raises `InvalidInput` naming the field for too few or known codes, and as `retry_delivery` does."""
    async with shop_scope(shop) as scope:
        number, why = await hold_exception(scope, order_id)
        await release_reserved(scope, [order_id])
        currency = await scope.fetchval("select currency from purchase where id = $1", order_id)
        for place, line in enumerate(await scope.fetch(_LINES, order_id)):
            secrets = _secrets(place, goods, line["quantity"])
            batch_id = new_id()
            await scope.execute(
                _BATCH, batch_id, line["sku_id"], BY_HAND, by.name, currency, len(secrets), by.account_id, now
            )
            await _sell(scope, shop, order_id, line["sku_id"], batch_id, secrets, goods, place, now)
        await hand_over(scope, shop, order_id, number, actor=by.name, now=now, why=why, goods=BY_HAND)
    await say_order_changed(runtime, shop, order_id)


def _secrets(place: int, goods: TypedGoods, quantity: int) -> list[str]:
    """As many as were bought; a note stands for each of them."""
    field, text = f"goods_{place}", goods.texts.get(place, "").strip()
    if not text:
        raise InvalidInput("Please fill this in.", field=field)
    if goods.is_note:
        return [_short_enough(text, field)] * quantity
    lines = [_short_enough(line.strip(), field) for line in text.splitlines() if line.strip()]
    if len(lines) != quantity or len(set(lines)) != quantity:
        raise InvalidInput(
            "Please enter %(quantity)s different codes, one a line.", field=field, quantity=quantity
        )
    return lines


def _short_enough(text: str, field: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise InvalidInput("At most %(most)s characters, please.", field=field, most=MAX_CHARACTERS)
    return text


async def _sell(
    scope: Scope, shop: Shop, order_id: UUID, sku_id: UUID, batch_id: UUID, secrets: Sequence[str],
    goods: TypedGoods, place: int, now: datetime,
) -> None:  # fmt: skip
    for rank, secret in enumerate(secrets):
        fields = 1 if goods.is_note else secret.count(CANONICAL_SEPARATOR) + 1
        place_of_code = Place(sku_id, batch_id, fields, sold_to=order_id, sold_at=now)
        # The same note may go to many buyers, a code to one: only codes are compared with the stock.
        code = sealed_code(shop, secret, rank, as_new=goods.is_note)
        if not await put_codes(scope, place_of_code, [code]):
            raise InvalidInput(
                "Line %(number)s was sold or imported before.", field=f"goods_{place}", number=rank + 1
            )
