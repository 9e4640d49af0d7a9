"""The practice mailbox as two notifiers of the shop: one for e-mail addresses, one for phone numbers."""

from typing import ClassVar

import httpx

from bodega_practice.mailbox_settings import complete
from bodega_shop.extend import Message, MessageRefused, Notifier, NotifierContext, Text, Unavailable

_LATER = frozenset({408, 425, 429})


class PracticeNotifier(Notifier):
    """Nothing leaves this machine: whoever is named as the recipient, the message lies in the mailbox."""

    async def send(self, ctx: NotifierContext, message: Message) -> None:
        content = {
            "key": message.key,
            "to": message.recipient,
            "way": self.reaches,
            "subject": message.subject,
            "text": message.text,
        }
        answer = await _ask(ctx, "POST", "/messages", content)
        if not answer.is_success:
            raise MessageRefused

    async def check_settings(self, ctx: NotifierContext) -> None:
        answer = await _ask(ctx, "GET", "")
        if not answer.is_success:
            raise Unavailable("The practice gateway does not know this merchant, or its key is another one.")


class PracticeMail(PracticeNotifier):
    code: ClassVar[str] = "practice_mail"
    name: ClassVar[Text] = Text(en="Practice mailbox, e-mail", zh="练习信箱（邮件）")
    reaches = "email"


class PracticePhone(PracticeNotifier):
    code: ClassVar[str] = "practice_phone"
    name: ClassVar[Text] = Text(en="Practice mailbox, text messages", zh="练习信箱（短信）")
    reaches = "phone"


async def _ask(
    ctx: NotifierContext, method: str, path: str, content: dict[str, str] | None = None
) -> httpx.Response:
    """Raises `Unavailable` when asking later may help."""
    settings = complete(ctx.settings)
    address = f"{settings.base_url.rstrip('/')}/practice/merchants/{settings.pid}{path}"
    headers = {"Authorization": f"Bearer {settings.key}"}
    try:
        answer = await ctx.http.request(method, address, json=content, headers=headers)
    except httpx.HTTPError:
        raise Unavailable("The practice gateway does not answer.") from None
    if answer.is_server_error or answer.status_code in _LATER:
        raise Unavailable("The practice gateway does not answer.")
    return answer
