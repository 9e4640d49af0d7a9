"""What a shop holds on its first day: a profile and its owner."""

from bodega.kernel.database import Scope
from bodega.street.open_shop import Opening
from bodega_shop.rehearsal.ask_rehearsal import begin_in_new_twin
from bodega_shop.settings.profile import FIRST_ACCENT


async def prepare_shop(scope: Scope, opening: Opening) -> None:
    """Write the profile and the owner's place; done before, it changes nothing."""
    shop = opening.shop
    await scope.execute(
        "insert into profile (id, name, notice, contact, locale, currency, time_zone, theme, accent, changed_at)"
        " values ($1, $2, '', $3, $4, $5, $6, 'counter', $7, $8) on conflict do nothing",
        shop.id, shop.name, opening.owner_email, shop.locale,
        "CNY" if shop.locale == "zh-CN" else "USD",
        "Asia/Shanghai" if shop.locale == "zh-CN" else "UTC", FIRST_ACCENT, opening.now,
    )  # fmt: skip
    await scope.execute(
        "insert into staff (account_id, name, email, role, created_at) values ($1, $2, $3, 'owner', $4)"
        " on conflict do nothing",
        opening.owner_id, opening.owner_name, opening.owner_email, opening.now,
    )  # fmt: skip
    if shop.rehearses is not None:
        await begin_in_new_twin(scope, opening)
