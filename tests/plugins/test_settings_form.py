"""An owner fills in an extension's form: what is kept, what is refused, and what never comes back."""

from typing import Annotated, Any

import msgspec
import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, NotFound, PluginError
from bodega.kernel.ids import new_id
from bodega.kernel.vault import CannotOpen, ShopVault, new_data_key
from bodega.plugins.enable import enable_plugin
from bodega.plugins.list_plugins import list_plugins
from bodega.plugins.plugin_context import own_settings, settings_owner
from bodega.plugins.save_plugin_settings import save_plugin_settings
from bodega.plugins.settings_form import (
    ExtensionSettings,
    fields_of,
    form_values,
    has_secret,
    open_settings,
    read_form,
)
from bodega_shop.extend import Setting, Text

LABEL = Text(en="x", zh="x")
OWNER = new_id()
SECRET = "authorisation-code-of-xinghai"


class Wishes(ExtensionSettings, frozen=True):
    """Every kind of field."""

    name: Annotated[str, Setting(label=LABEL, required=True)] = ""
    home: Annotated[str, Setting(label=LABEL, url=True)] = ""
    port: Annotated[int, Setting(label=LABEL), msgspec.Meta(ge=0, le=65535)] = 25
    loud: Annotated[bool, Setting(label=LABEL)] = True
    way: Annotated[str, Setting(label=LABEL, choices={"": LABEL, "a": LABEL})] = "a"
    notes: Annotated[str, Setting(label=LABEL, lines=True)] = ""
    key: Annotated[str, Setting(label=LABEL, secret=True)] = ""
    pem: Annotated[str, Setting(label=LABEL, secret=True, lines=True)] = ""
    kept_by_us: int = 7


class Versions(ExtensionSettings, frozen=True):
    """Two ways to be set up, which need different fields."""

    version: Annotated[str, Setting(label=LABEL)] = ""
    pair: Annotated[str, Setting(label=LABEL, secret=True, required_if=("version", "V2"))] = ""


@pytest.fixture
def vault() -> ShopVault:
    return ShopVault(new_id(), new_data_key())


def keep(vault: ShopVault, stored: dict[str, Any] | None = None, **sent: str) -> dict[str, Any]:
    return read_form(Wishes, {"name": "星海", **sent}, stored or {}, vault=vault, owner=OWNER)


def opened(vault: ShopVault, stored: dict[str, Any]) -> Wishes:
    wishes = open_settings(Wishes, stored, vault=vault, owner=OWNER)
    assert isinstance(wishes, Wishes)
    return wishes


def test_a_field_may_be_required_for_one_choice_only(vault: ShopVault) -> None:
    def save(stored: dict[str, Any], **sent: str) -> dict[str, Any]:
        return read_form(Versions, sent, stored, vault=vault, owner=OWNER)

    kept = save({}, version="V2", pair=SECRET)
    assert has_secret(save(kept, version="V2"), "pair")
    assert save({}, version="V1") == {"version": "V1"}
    for stored, sent in (({}, {}), (kept, {"pair.forget": "1"})):
        with pytest.raises(InvalidInput) as failure:
            save(stored, version="V2", **sent)
        assert failure.value.field == "pair"


def test_what_is_entered_is_what_the_extension_reads(vault: ShopVault) -> None:
    stored = keep(
        vault,
        home="https://x.example/a",
        port="0",
        way="",
        notes="one\r\ntwo",
        key=f" {SECRET}\n",
        pem="a\r\nb",
    )
    assert opened(vault, stored) == Wishes(
        name="星海",
        home="https://x.example/a",
        port=0,
        loud=False,
        way="",
        notes="one\ntwo",
        key=SECRET,
        pem="a\nb",
    )


def test_a_form_shows_what_is_kept_but_the_secrets(vault: ShopVault) -> None:
    stored = keep(vault, port="0", loud="on", key=SECRET)
    shown = form_values(Wishes, stored)
    assert (shown["port"], shown["loud"], shown["name"]) == ("0", "1", "星海")
    assert "key" not in shown
    assert SECRET not in repr(stored) + repr(shown)
    assert has_secret(stored, "key")
    assert not has_secret(stored, "pem")


def test_a_fresh_form_shows_the_defaults() -> None:
    assert form_values(Wishes, {}) == {
        "name": "",
        "home": "",
        "port": "25",
        "loud": "1",
        "way": "a",
        "notes": "",
    }
    assert "loud" not in form_values(Wishes, {"loud": False})


def test_an_empty_secret_keeps_what_is_stored_and_a_tick_takes_it_away(vault: ShopVault) -> None:
    first = keep(vault, key=SECRET)
    second = keep(vault, first, key="")
    assert opened(vault, second).key == SECRET
    third = keep(vault, second, key="another")
    assert opened(vault, third).key == "another"
    gone = keep(vault, third, **{"key": "", "key.forget": "on"})
    assert opened(vault, gone).key == ""
    assert "key" not in gone


def test_nobody_can_post_a_sealed_value_of_somebody_else(vault: ShopVault) -> None:
    """What is sent is text: it is sealed as it is, and stands for nothing but itself."""
    stolen = keep(vault, key=SECRET)["key"]
    stored = keep(vault, key=str(stolen))
    assert opened(vault, stored).key == str(stolen)
    assert opened(vault, {"name": "x", "key": "plain text in the table"}).key == ""
    assert opened(vault, {"name": "x", "key": {"sealed": "no base64!"}}).key == ""


def test_a_secret_opens_for_its_owner_and_its_field_alone(vault: ShopVault) -> None:
    stored = keep(vault, key=SECRET)
    with pytest.raises(CannotOpen):
        open_settings(Wishes, stored, vault=vault, owner=new_id())
    with pytest.raises(CannotOpen):
        opened(vault, {"name": "x", "pem": stored["key"]})
    with pytest.raises(CannotOpen):
        opened(ShopVault(new_id(), new_data_key()), stored)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "a\nBcc: x"),
        ("name", "a\x00b"),
        ("name", "x" * 2_001),
        ("home", "ftp://x.example"),
        ("home", "https://"),
        ("home", "https://a b"),
        ("home", "https://["),
        ("home", "javascript:alert(1)"),
        ("port", "65536"),
        ("port", "-1"),
        ("port", "1.5"),
        ("port", "１２"),
        ("port", "9" * 5000),
        ("way", "b"),
        ("notes", "a\x07"),
        ("key", "a\x00b"),
        ("key", "a\nb"),
    ],
)
def test_what_cannot_be_used_is_refused_beside_its_field(vault: ShopVault, field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as failure:
        keep(vault, None, **{field: value})
    assert failure.value.field == field


def test_fields_that_the_form_does_not_have_are_not_kept(vault: ShopVault) -> None:
    assert "kept_by_us" not in keep(vault, kept_by_us="9", nonsense="x")
    assert [field.name for field in fields_of(Wishes)][-1] == "pem"


def test_settings_of_an_older_version_still_open(vault: ShopVault) -> None:
    stored = keep(vault) | {"gone_by_now": 5}
    assert opened(vault, stored).kept_by_us == 7
    with pytest.raises(PluginError, match="no longer fit") as failure:
        opened(vault, {"name": SECRET, "port": "a number in the old version"})
    assert SECRET not in str(failure.value)
    assert failure.value.__cause__ is None


def test_printing_settings_shows_no_secret() -> None:
    wishes = Wishes(name="星海", key=SECRET, pem=SECRET)
    assert SECRET not in f"{wishes} {wishes!r} {[wishes]}"
    assert "name='星海'" in repr(wishes)


async def test_lin_wei_saves_the_settings_of_an_extension(open_house: Any, shop: Any) -> None:
    async with open_house() as house:
        runtime = house.runtime
        actor: dict[str, Any] = {"actor_id": new_id(), "actor": "Lin Wei"}
        sent = {
            "host": "smtp.xinghai.example",
            "port": "465",
            "security": "tls",
            "user": "hello@xinghai.example",
            "password": SECRET,
            "from_address": "hello@xinghai.example",
        }
        await save_plugin_settings(runtime, shop, "email", sent, **actor, now=runtime.clock.now())
        [state] = [s for s in await list_plugins(runtime, shop) if s.manifest.id == "email"]
        assert (state.enabled, state.incomplete) == (False, False)
        assert state.manifest.settings is not None
        assert "password" not in form_values(state.manifest.settings, state.settings)
        async with platform_scope() as scope:
            kept = await scope.fetchval(
                "select settings::text from shop_plugin where shop_id = $1 and plugin = 'email'", shop.id
            )
            [audit] = await scope.fetch(
                "select detail from audit_entry where shop_id = $1 and deed = 'plugin.settings_saved'",
                shop.id,
            )
        assert SECRET not in kept
        assert SECRET not in str(audit["detail"])
        assert "password" in audit["detail"]["fields"]
        await runtime_settings(house, shop, sent, actor)


async def runtime_settings(house: Any, shop: Any, sent: dict[str, str], actor: dict[str, Any]) -> None:
    """Switched on, the extension reads its password; a second saving without it keeps it."""
    runtime = house.runtime
    await enable_plugin(runtime, shop, "email", **actor, now=runtime.clock.now())
    manifest = runtime.extensions.manifests["email"]
    assert own_settings(await house.again(shop), manifest).password == SECRET
    again = sent | {"password": "", "port": "587"}
    await save_plugin_settings(runtime, shop, "email", again, **actor, now=runtime.clock.now())
    settings = own_settings(await house.again(shop), manifest)
    assert (settings.password, settings.port) == (SECRET, 587)
    stored = (await house.again(shop)).plugin_settings["email"]
    with pytest.raises(CannotOpen):
        open_settings(manifest.settings, stored, vault=shop.vault, owner=settings_owner(shop.id, "epay"))


async def test_an_extension_without_settings_has_no_form(open_house: Any, shop: Any) -> None:
    async with open_house() as house:
        for plugin in ("epay", "nobody_installed_this"):
            with pytest.raises(NotFound):
                await save_plugin_settings(
                    house.runtime,
                    shop,
                    plugin,
                    {},
                    actor_id=None,
                    actor="Lin Wei",
                    now=house.runtime.clock.now(),
                )
