"""Sends a shop's messages by e-mail over SMTP."""

from collections.abc import Sequence

from bodega_email.settings import EmailSettings
from bodega_shop.extend import Manifest, Notifier, Text, hookimpl

manifest = Manifest(
    id="email",
    version="0.1.0",
    api=(1, 1),
    name=Text(en="E-mail", zh="电子邮件"),
    description=Text(
        en="Sends order messages to buyers through a mail server of your own.",
        zh="通过您自己的邮件服务器向买家发送订单消息。",
    ),
    package="bodega_email",
    capabilities=frozenset({"messages"}),
    settings=EmailSettings,
)


@hookimpl
def notifiers() -> Sequence[Notifier]:
    from bodega_email.notifier import EmailNotifier  # noqa: PLC0415 - only who sends messages needs it

    return [EmailNotifier()]
