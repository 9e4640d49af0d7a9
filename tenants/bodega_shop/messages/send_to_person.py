"""Send one message to one person, by the first way of the shop that reaches such a contact and takes the message."""

from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.notifier import Message, MessageRefused
from bodega_shop.messages.open_notifiers import OpenNotifier, open_notifiers


async def send_to_person(runtime: Runtime, shop: Shop, message: Message) -> bool:
    """Whether it is on its way. Called from a job: raises what a notifier raises that may succeed another time."""
    kind = "email" if "@" in message.recipient else "phone"
    for opened in open_notifiers(runtime, shop):
        if opened.notifier.reaches == kind and await _send(runtime, shop, opened, message):
            return True
    return False


async def _send(runtime: Runtime, shop: Shop, opened: OpenNotifier, message: Message) -> bool:
    """A refusal for good leaves the turn to the next notifier."""
    try:
        await runtime.dispatcher.guarded(
            shop.slug, opened.plugin, "send", lambda: opened.notifier.send(opened.context, message)
        )
    except MessageRefused:
        return False
    return True
