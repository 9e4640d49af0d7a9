"""Sends a shop's messages by e-mail over SMTP."""

from collections.abc import Sequence

from bodega_email.settings import EmailSettings
from bodega_shop.extend import LaunchCheck, Manifest, Notifier, PersonalData, PluginContext, Text, hookimpl

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
    personal_data=[
        PersonalData(
            what=Text(
                en="E-mail address, and what a message about an order says", zh="邮箱地址及订单消息内容"
            ),
            purpose=Text(en="to send you the shop's messages", zh="向您发送本店消息"),
            ground=Text(en="needed for the contract", zh="为订立、履行合同所必需"),
            kept=Text(
                en="not kept here; as long as the mail service keeps it",
                zh="本扩展不保存，由邮件服务商按其规则保存",
            ),
            sent_to=Text(
                en="the mail service of the shop, and that of your address",
                zh="本店使用的邮件服务商及您邮箱的服务商",
            ),
        )
    ],
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
