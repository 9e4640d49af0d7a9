"""SMS as a notifier of the shop."""

from typing import Any, ClassVar

import httpx
import msgspec

from bodega_shop.extend import Message, MessageRefused, Notifier, NotifierContext, Text, Unavailable
from bodega_sms.settings import complete
from bodega_sms.sign_body import HEADER, signature

_LATER = frozenset({408, 425, 429})


class SmsNotifier(Notifier):
    """One signed request per message, to the address that the shop's owner named."""

    code: ClassVar[str] = "sms"
    name: ClassVar[Text] = Text(en="SMS", zh="短信")
    reaches = "phone"

    async def send(self, ctx: NotifierContext, message: Message) -> None:
        await _post(
            ctx,
            {
                "key": message.key,
                "to": message.recipient,
                "text": message.text,
                "subject": message.subject,
                "shop": ctx.shop_name,
            },
        )

    async def check_settings(self, ctx: NotifierContext) -> None:
        try:
            await _post(ctx, {"check": True})
        except MessageRefused:
            raise Unavailable("The address does not accept what is signed with this secret.") from None


async def _post(ctx: NotifierContext, content: dict[str, Any]) -> None:
    settings = complete(ctx.settings)
    body = msgspec.json.encode(content)
    signed = signature(settings.secret, body, int(ctx.clock.now().timestamp()))
    headers = {"content-type": "application/json", HEADER: signed}
    try:
        answer = await ctx.http.post(settings.address, content=body, headers=headers)
    except httpx.HTTPError:
        raise Unavailable("The address for SMS does not answer.") from None
    if answer.is_success:
        return
    if answer.is_server_error or answer.status_code in _LATER:
        raise Unavailable("The address for SMS does not answer.")
    raise MessageRefused
