"""Yunting's owner enters a mailbox in the console, tries it, and the shop writes through it."""

from typing import Any

import msgspec
import pytest

from bodega.kernel.errors import InvalidInput, NotFound, Refused, Unavailable
from bodega.plugins.enable import enable_plugin
from bodega.plugins.save_plugin_settings import save_plugin_settings
from bodega_shop.extend import Message
from bodega_shop.messages.check_notifier import check_notifier
from bodega_shop.messages.open_notifiers import open_notifiers


async def enter(street: Any, shop: Any, **settings: str) -> Any:
    """The shop as it stands after the owner saved these settings."""
    runtime = street.runtime
    sent = {"host": "localhost", "security": "none", "from_address": "hello@yunting.example"} | settings
    await save_plugin_settings(
        runtime, shop, "email", sent, actor_id=None, actor="Lin Wei", now=runtime.clock.now()
    )
    return await runtime.directory.by_id(shop.id)


async def test_a_mailbox_is_tried_before_anything_depends_on_it(
    street: Any, shop: Any, mail_server: Any, closed_port: int
) -> None:
    with pytest.raises(InvalidInput) as unfinished:
        await check_notifier(street.runtime, shop, "email")
    assert unfinished.value.field == "host"
    with pytest.raises(Unavailable):
        await check_notifier(street.runtime, await enter(street, shop, port=str(closed_port)), "email")
    post = mail_server()
    await check_notifier(street.runtime, await enter(street, shop, port=str(post.port)), "email")
    assert post.mails == []


async def test_only_a_shop_that_switched_it_on_writes(street: Any, shop: Any, mail_server: Any) -> None:
    post = mail_server()
    here = await enter(street, shop, port=str(post.port))
    assert open_notifiers(street.runtime, here) == []
    now = street.runtime.clock.now()
    await enable_plugin(street.runtime, here, "email", actor_id=None, actor="Lin Wei", now=now)
    [opened] = open_notifiers(street.runtime, await street.runtime.directory.by_id(shop.id))
    await opened.notifier.send(opened.context, Message("k", "chen.hao@buyers.example", "您好", "您好"))
    assert [mail["From"].addresses[0].display_name for mail in post.mails] == [shop.name]


async def test_the_operator_decides_whether_private_mail_servers_are_allowed(
    street: Any, shop: Any, mail_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = msgspec.structs.replace(street.runtime.settings, allow_private_urls=False)
    post = mail_server()
    here = await enter(street, shop, port=str(post.port))
    monkeypatch.setattr(street.runtime, "settings", strict)
    with pytest.raises(Refused):
        await check_notifier(street.runtime, here, "email")
    assert post.greetings == []


async def test_a_notifier_that_is_not_installed_is_not_found(street: Any, shop: Any) -> None:
    with pytest.raises(NotFound):
        await check_notifier(street.runtime, shop, "pigeon")
