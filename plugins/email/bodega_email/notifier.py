"""E-mail as a notifier of the shop."""

from typing import ClassVar

from bodega_email.carry_mail import carry_mail, try_server
from bodega_email.compose_mail import compose_mail
from bodega_email.settings import complete
from bodega_shop.extend import (
    InvalidInput,
    Message,
    MessageRefused,
    Notifier,
    NotifierContext,
    Text,
    parse_email,
)


class EmailNotifier(Notifier):
    """One mail per message, through the mail server that the shop's owner named."""

    code: ClassVar[str] = "email"
    name: ClassVar[Text] = Text(en="E-mail", zh="电子邮件")
    reaches = "email"

    async def send(self, ctx: NotifierContext, message: Message) -> None:
        settings = complete(ctx.settings)
        try:
            recipient = parse_email(message.recipient)
        except InvalidInput:
            raise MessageRefused from None
        mail = compose_mail(settings, ctx.shop_name, message, recipient, now=ctx.clock.now())
        await carry_mail(settings, ctx.resolve, mail, recipient)

    async def check_settings(self, ctx: NotifierContext) -> None:
        await try_server(complete(ctx.settings), ctx.resolve)
