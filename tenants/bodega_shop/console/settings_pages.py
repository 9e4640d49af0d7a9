"""The shop's settings in the console."""

from zoneinfo import available_timezones

from litestar import Response, get, post

from bodega.kernel.form import Form
from bodega.staff.require_role import requires_owner
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.floor import floor_of
from bodega_shop.settings.edit_profile import edit_profile
from bodega_shop.settings.read_profile_form import profile_form, read_profile_form

HOME = "/console/settings"
CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "TWD", "JPY", "KRW", "SGD", "MYR", "THB", "VND", "IDR", "PHP", "BRL",
              "INR", "RUB", "AUD", "CAD")  # fmt: skip


@get("/settings", guards=[requires_owner])
async def show_settings(desk: NamedDependency[Desk]) -> Response[str]:
    return await _page(desk, profile_form(desk.profile))


@post("/settings", guards=[requires_owner])
async def change_settings(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    profile = read_profile_form(form)
    return await desk.submit(
        form,
        lambda: edit_profile(desk.runtime, desk.shop, profile, by=desk.staff, now=desk.now),
        to=HOME,
        message="The settings are saved. Buyers see them at once.",
        again=lambda refused: _page(desk, refused),
    )


async def _page(desk: Desk, form: Form) -> Response[str]:
    themes = [
        (theme.code, desk.text(theme.name)) for theme in floor_of(desk.runtime).themes.enabled_in(desk.shop)
    ]
    return await desk.page(
        "settings.html",
        form=form,
        themes=themes,
        currencies=[(code, code) for code in dict.fromkeys((desk.profile.currency, *CURRENCIES))],
        zones=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
    )


HANDLERS = [show_settings, change_settings]
