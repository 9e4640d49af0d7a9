"""The practice gateway of this installation: the only way of paying in a twin."""

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import Unavailable
from bodega.plugins.manifest import DemoAccount, Program
from bodega.plugins.save_plugin_settings import save_plugin_settings
from bodega.plugins.settings_form import form_values
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.floor import floor_of
from bodega_shop.payments.read_channel_form import ChannelTexts
from bodega_shop.payments.save_channel import create_channel, edit_channel
from bodega_shop.settings.record_deed import Actor

CODE = "epay"
_NAME = "练习支付 Practice"


def find_practice(runtime: Runtime) -> tuple[str, Program] | None:
    """The extension that brings the practice gateway, with its program; None where it is not installed or not run."""
    if not runtime.settings.practice_url:
        return None
    for manifest in runtime.extensions.manifests.values():
        for program in manifest.programs:
            if program.open_account is not None:
                return manifest.id, program
    return None


async def open_practice_money(runtime: Runtime, twin: Shop, *, by: Actor) -> None:
    """An account at the practice gateway and the channel that uses it; done before, both are brought up to date.

    Raises `Unavailable` where no practice gateway runs.
    """
    found = find_practice(runtime)
    open_account = found[1].open_account if found else None
    if found is None or open_account is None:
        raise Unavailable("No practice gateway runs here. Whoever operates the platform starts it.")
    program, settings = found[1], runtime.settings
    account = DemoAccount(program.gateway, twin.name, settings.practice_url, _pid(twin), _key(twin))
    await open_account(settings.practice_url, settings.practice_token, account)
    gateway = floor_of(runtime).gateways.find(program.gateway)
    form = form_values(gateway.settings_type, {})
    form |= {"base_url": account.base_url, "pid": account.pid, "key": account.key}
    form |= {"refunds": "on"}
    texts = ChannelTexts(_NAME, "", "", enabled=True, settings=form)
    async with shop_scope(twin) as scope:
        channel_id = await scope.fetchval("select id from channel where code = $1", program.gateway)
    now = runtime.clock.now()
    if program.shop_settings is not None:
        # What the twin says to its buyers arrives in the practice mailbox.
        await save_plugin_settings(
            runtime, twin, found[0], program.shop_settings(account), actor_id=None, actor=by.name, now=now
        )
    if channel_id is None:
        await create_channel(runtime, twin, program.gateway, texts, by=by, now=now)
    else:
        await edit_channel(runtime, twin, channel_id, texts, by=by, now=now)


def _pid(twin: Shop) -> str:
    """Digits, as the protocol's merchants have them, and always the same for one twin."""
    return str(twin.id.int % 10**15)


def _key(twin: Shop) -> str:
    """Never stored in the open: it can be made again from the twin's own key."""
    return twin.vault.fingerprint("practice", "key").hex()[:40]
