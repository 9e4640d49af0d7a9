"""Tell every owner of a shop that its payment settings were changed, by whatever reaches them."""

from datetime import datetime
from typing import Any

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.i18n import format_datetime, time_zone
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.notifier import Message, MessageRefused
from bodega_shop.floor import floor_of
from bodega_shop.messages.open_notifiers import OpenNotifier, open_notifiers
from bodega_shop.settings.record_deed import Actor

ANNOUNCE_JOB = "payments.announce_change"


async def announce_change(scope: Scope, channel_name: str, *, by: Actor, now: datetime) -> None:
    """Leave the news in the transaction of the change itself; a job carries it."""
    news = {"id": str(new_id()), "channel": channel_name, "who": by.name, "at": now.isoformat()}
    await enqueue(scope, ANNOUNCE_JOB, news)


async def tell_owners(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job. A notice that came twice is a lesser evil than one that never came."""
    reachable = [opened for opened in open_notifiers(runtime, shop) if opened.notifier.reaches == "email"]
    if not reachable:
        return
    async with shop_scope(shop) as scope:
        rows = await scope.fetch("select email from staff where role = 'owner' order by email")
    for row in rows:
        for opened in reachable:
            await _send(runtime, shop, opened, await _message(runtime, shop, row["email"], payload))


async def _send(runtime: Runtime, shop: Shop, opened: OpenNotifier, message: Message) -> None:
    try:
        await runtime.dispatcher.guarded(
            shop.slug, opened.plugin, "send", lambda: opened.notifier.send(opened.context, message)
        )
    except MessageRefused:
        # One owner's dead mailbox must not keep the others from hearing it.
        return


async def _message(runtime: Runtime, shop: Shop, recipient: str, payload: dict[str, Any]) -> Message:
    profile = await floor_of(runtime).profiles.of(shop)
    say = runtime.translations.gettext
    at = format_datetime(datetime.fromisoformat(payload["at"]), profile.locale, time_zone(profile.time_zone))
    return Message(
        key=f"{payload['id']}-{recipient}",
        recipient=recipient,
        subject=say(profile.locale, "%(shop)s: payment settings were changed", shop=profile.name),
        text=say(
            profile.locale,
            "%(who)s changed the payment channel %(channel)s of %(shop)s on %(at)s.\n\nIf this was none of you, sign in,"
            " change it back and ask everybody who works there for a new password:\n%(address)s",
            who=payload["who"],
            channel=payload["channel"],
            shop=profile.name,
            at=at,
            address=runtime.settings.address_of(shop.canonical_host, "/console/channels"),
        ),
    )
