"""Sends a shop's messages by e-mail over SMTP."""

from collections.abc import Sequence

from bodega_email.settings import EmailSettings
from bodega_shop.extend import LaunchCheck, Manifest, Notifier, PluginContext, Text, hookimpl

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


@hookimpl
async def launch_checks(ctx: PluginContext) -> Sequence[LaunchCheck]:
    """A shop that sends mails says through which server before it opens."""
    ready = bool(ctx.settings.host)
    missing = Text(
        en="No mail server is entered yet: Extensions, E-mail.", zh="尚未填写邮件服务器（扩展 → 电子邮件）。"
    )
    return [
        LaunchCheck("server", Text(en="E-mail", zh="电子邮件"), ready, problems=() if ready else (missing,))
    ]
