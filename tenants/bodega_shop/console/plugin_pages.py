"""Extensions in the console: what is installed, what is on, its settings, and what failed."""

from collections.abc import Sequence

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import NotFound
from bodega.kernel.form import Form
from bodega.plugins.enable import disable_plugin, enable_plugin
from bodega.plugins.list_plugins import PluginState, list_plugins
from bodega.plugins.save_plugin_settings import save_plugin_settings
from bodega.plugins.settings_form import form_values
from bodega.staff.require_role import requires_owner, requires_recent_password
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.settings_fields import shown_fields
from bodega_shop.floor import floor_of
from bodega_shop.messages.check_notifier import check_notifier

HOME = "/console/plugins"


@get("/plugins", guards=[requires_owner])
async def show_plugins(desk: NamedDependency[Desk]) -> Response[str]:
    plugins = await list_plugins(desk.runtime, desk.shop)
    return await desk.page(
        "plugins.html",
        plugins=plugins,
        resting={state.manifest.id for state in plugins if _rests(desk, state.manifest.id)},
        broken=desk.runtime.extensions.broken,
    )


@get("/plugins/{plugin:str}", guards=[requires_owner])
async def show_plugin(desk: NamedDependency[Desk], plugin: FromPath[str]) -> Response[str]:
    return await _page(desk, plugin, None)


@post("/plugins/{plugin:str}", guards=[requires_owner, requires_recent_password])
async def change_plugin(
    desk: NamedDependency[Desk], form: NamedDependency[Form], plugin: FromPath[str]
) -> Answer:
    return await desk.submit(
        form,
        lambda: save_plugin_settings(
            desk.runtime,
            desk.shop,
            plugin,
            form.values,
            actor_id=desk.staff.account_id,
            actor=desk.staff.name,
            now=desk.now,
        ),
        to=f"{HOME}/{plugin}",
        message="Saved.",
        again=lambda refused: _page(desk, plugin, refused),
    )


@post("/plugins/{plugin:str}/activation", guards=[requires_owner, requires_recent_password])
async def switch_on(desk: NamedDependency[Desk], plugin: FromPath[str]) -> Answer:
    deed = enable_plugin(
        desk.runtime, desk.shop, plugin, actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now
    )
    return await desk.act(deed, f"{HOME}/{plugin}", "The extension is being switched on.")


@post("/plugins/{plugin:str}/deactivation", guards=[requires_owner, requires_recent_password])
async def switch_off(desk: NamedDependency[Desk], plugin: FromPath[str]) -> Answer:
    deed = disable_plugin(
        desk.runtime, desk.shop, plugin, actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now
    )
    return await desk.act(deed, f"{HOME}/{plugin}", "The extension is off. Its settings and data stay.")


@post("/plugins/{plugin:str}/checks", guards=[requires_owner])
async def test_plugin(desk: NamedDependency[Desk], plugin: FromPath[str]) -> Answer:
    async def deed() -> None:
        for code in _notifiers(desk, plugin):
            await check_notifier(desk.runtime, desk.shop, code)

    return await desk.act(deed(), f"{HOME}/{plugin}", "It works: the service accepts these settings.")


async def _page(desk: Desk, plugin: str, refused: Form | None) -> Response[str]:
    state = await _state(desk, plugin)
    settings = state.manifest.settings
    form = refused or Form(form_values(settings, state.settings) if settings else {})
    return await desk.page(
        "plugin.html",
        form=form,
        plugin=state,
        fields=shown_fields(desk.text, settings, state.settings, form) if settings else [],
        rests=_rests(desk, plugin),
        can_test=state.enabled and bool(_notifiers(desk, plugin)),
        failures=[broken for broken in desk.runtime.extensions.broken if broken.entry_point == plugin],
    )


async def _state(desk: Desk, plugin: str) -> PluginState:
    for state in await list_plugins(desk.runtime, desk.shop):
        if state.manifest.id == plugin:
            return state
    raise NotFound


def _rests(desk: Desk, plugin: str) -> bool:
    dispatcher = desk.runtime.dispatcher
    return dispatcher.breaker.rests(desk.shop.slug, plugin, dispatcher.monotonic())


def _notifiers(desk: Desk, plugin: str) -> Sequence[str]:
    """The codes of the ways to reach people that this extension brings to this shop."""
    notifiers = floor_of(desk.runtime).notifiers
    return [item.code for item in notifiers.enabled_in(desk.shop) if notifiers.plugin_of(item.code) == plugin]


HANDLERS = [show_plugins, show_plugin, change_plugin, switch_on, switch_off, test_plugin]
