"""Strangers' packages are looked over one by one; a broken one is listed with its reason and stops nobody."""

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import pluggy
import pytest

from bodega.kernel.database import platform_scope
from bodega.plugins.discover import discover
from bodega.plugins.extensions import Extensions

ORDER_PAID = '''
@hookimpl
async def order_paid(event):
    """Hear of it."""
'''
SETTINGS = """
from typing import Annotated
class Wishes(ExtensionSettings, frozen=True):
    {field}
manifest = __import__("dataclasses").replace(manifest, settings=Wishes)
"""


def test_a_package_is_found_by_its_entry_point(install: Any) -> None:
    install("greeter", ORDER_PAID)
    extensions = discover()
    assert extensions.manifests["greeter"].name.in_locale("zh-CN") == "greeter"
    assert "greeter" in extensions.listening
    assert "greeter" in [manifest.id for manifest in extensions.optional()]
    assert extensions.broken == []


def test_what_comes_with_bodega_is_found_in_the_same_way() -> None:
    extensions = discover()
    assert {"shop", "epay", "email", "practice", "counter"} <= set(extensions.manifests)
    assert extensions.always_on == {"shop"}
    assert extensions.broken == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import a_library_that_nobody_installed", "ModuleNotFoundError"),
        ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("def broken(:", "SyntaxError"),
        ("", "It has no `manifest`."),
        ("manifest = {'id': 'greeter'}", "It has no `manifest`."),
    ],
)
def test_a_package_that_cannot_be_loaded_is_listed(
    install: Any, reasons: Any, source: str, reason: str
) -> None:
    module = install("greeter", source=source)
    extensions = discover()
    assert reason in reasons(extensions)[module]
    assert "greeter" not in extensions.manifests
    assert "shop" in extensions.manifests


@pytest.mark.parametrize(
    ("more", "code", "reason"),
    [
        (
            "",
            'manifest = __import__("dataclasses").replace(manifest, id="Greeter!")',
            "is not lower-case letters",
        ),
        (
            "",
            'manifest = __import__("dataclasses").replace(manifest, id="x\\n")',
            "is not lower-case letters",
        ),
        ("", 'manifest = __import__("dataclasses").replace(manifest, api=(2, 9))', "versions 2 to 9"),
        ("", 'manifest = __import__("dataclasses").replace(manifest, api="1")', "ValueError"),
        ("", 'manifest = __import__("dataclasses").replace(manifest, package="nowhere")', "nowhere"),
        ('migrations="stranger_greeter.nowhere"', "", "nowhere"),
        ("", SETTINGS.format(field='key: Annotated[str, Setting(label=Text("k", "k"))]'), "needs a default"),
        (
            "",
            SETTINGS.format(field='rate: Annotated[float, Setting(label=Text("k", "k"))] = 1.5'),
            "no form can show",
        ),
        (
            "",
            SETTINGS.format(field='pin: Annotated[int, Setting(label=Text("k", "k"), secret=True)] = 1'),
            "no form can show",
        ),
    ],
)
def test_a_manifest_that_cannot_work_is_refused_at_once(
    install: Any, reasons: Any, more: str, code: str, reason: str
) -> None:
    module = install("greeter", code, more=more)
    extensions = discover()
    assert reason in reasons(extensions)[module]
    assert "greeter" not in extensions.manifests


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("@hookimpl\nasync def order_payed(event): ...", "There is no hook called order_payed."),
        ("@hookimpl\nasync def order_paid(order): ...", "can not be found in the hookspec"),
        ("@hookimpl\ndef order_paid(event): ...", "must be declared with async def"),
        ("@hookimpl\nasync def payment_gateways(): return []", "must be declared with def"),
        ("@hookimpl(wrapper=True)\ndef payment_gateways():\n    return (yield)", "wraps those of others"),
        ("@hookimpl(hookwrapper=True)\ndef payment_gateways():\n    yield", "wraps those of others"),
    ],
)
def test_a_hook_that_is_not_as_agreed_is_refused(install: Any, reasons: Any, code: str, reason: str) -> None:
    module = install("greeter", code)
    install("other", ORDER_PAID)
    extensions = discover()
    assert reason in reasons(extensions)[module]
    assert "greeter" not in extensions.manifests
    assert not extensions.manager.has_plugin("greeter")
    assert "other" in extensions.listening


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("create table visit (id uuid primary key);\n", "must be called greeter or begin with greeter_"),
        ('create table if not exists "purchase" (id uuid);\n', "must be called greeter"),
        ("CREATE TABLE public.greeter (id uuid);\n", "must be called greeter"),
    ],
)
def test_tables_carry_the_name_of_their_extension(install: Any, reasons: Any, sql: str, reason: str) -> None:
    files = {"steps/__init__.py": "", "steps/0001_first.sql": sql}
    module = install("greeter", more='migrations="stranger_greeter.steps"', files=files)
    assert reason in reasons(discover())[module]


def test_migrations_with_a_gap_are_refused(install: Any, reasons: Any) -> None:
    files = {"steps/__init__.py": "", "steps/0002_second.sql": "create table gapped (id uuid);\n"}
    module = install("gapped", more='migrations="stranger_gapped.steps"', files=files)
    assert "are not numbered" in reasons(discover())[module]


def test_of_two_packages_with_one_id_the_first_name_keeps_it(install: Any, reasons: Any) -> None:
    install("greeter", name="aaa")
    second = install("greeter", name="bbb")
    extensions = discover()
    assert extensions.manifests["greeter"].package == "stranger_aaa"
    assert "brings the id greeter already" in reasons(extensions)[second]


def test_a_stranger_cannot_take_the_place_of_the_shop(install: Any, reasons: Any) -> None:
    module = install("shop", name="aaa")
    extensions = discover()
    assert extensions.manifests["shop"].package == "bodega_shop"
    assert "brings the id shop already" in reasons(extensions)[module]


def test_metadata_that_cannot_be_read_hides_nobody_else(install: Any, site: Path, reasons: Any) -> None:
    module = install("greeter", entry_points="[bodega]\nthis line says nothing\n")
    install("unrelated", entry_points="neither does this\n[console_scripts]\nnor this\n")
    (site / "empty-1.0.dist-info").mkdir()
    install("other", ORDER_PAID)
    extensions = discover()
    assert "other" in extensions.manifests
    assert module in reasons(extensions)
    assert "stranger_unrelated" not in reasons(extensions)


def test_a_stranger_may_offer_hooks_to_others(install: Any) -> None:
    hooks = "import pluggy\nhookspec = pluggy.HookspecMarker('bodega')\n@hookspec\ndef greetings():\n    'Bring greetings.'\n"
    install(
        "greeter",
        "from stranger_greeter import specs\n"
        'manifest = __import__("dataclasses").replace(manifest, hookspecs=specs)\n',
        files={"specs.py": hooks},
    )
    install("another", "@hookimpl\ndef greetings():\n    return ['您好']\n")
    extensions = discover()
    assert extensions.manager.hook.greetings() == [["您好"]]
    assert extensions.broken == []


async def test_the_core_boots_with_no_extension_at_all(open_house: Any, shop: Any) -> None:
    only_shop: list[EntryPoint] = [
        point for point in entry_points(group="bodega") if point.value.startswith("bodega_shop")
    ]
    async with open_house(discover(only_shop)) as house:
        assert set(house.runtime.extensions.manifests) == {"shop"}
        async with house.client(shop) as client:
            assert (await client.get("/x/epay/")).status_code == 404
        async with platform_scope() as scope:
            assert await scope.fetchval("select count(*) from shop") > 0


async def test_even_without_the_shop_the_street_stands(open_house: Any, settings: Any) -> None:
    nothing = Extensions(pluggy.PluginManager("bodega"))
    async with open_house(nothing) as house, house.client(settings.base_domain) as client:
        assert (await client.get("/")).status_code == 200
