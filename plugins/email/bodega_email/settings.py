"""What the owner of a shop enters to send e-mail."""

from typing import Annotated

from msgspec import Meta

from bodega_shop.extend import ExtensionSettings, InvalidInput, Setting, Text, parse_email

STARTTLS, TLS, NONE = "starttls", "tls", "none"

SECURITY = {
    STARTTLS: Text(en="STARTTLS, usually port 587", zh="STARTTLS（通常为 587 端口）"),
    TLS: Text(en="TLS from the start, usually port 465", zh="SSL/TLS（通常为 465 端口）"),
    NONE: Text(en="Not encrypted; no password is sent", zh="不加密（不会发送密码）"),
}


class EmailSettings(ExtensionSettings, frozen=True):
    """One mailbox at one mail server. The server's certificate is always verified."""

    host: Annotated[
        str,
        Setting(
            label=Text(en="Mail server", zh="邮件服务器"),
            help=Text(
                en="The SMTP server for sending, such as smtp.example.com: in your mail provider's help.",
                zh="发信用的 SMTP 服务器，例如 smtp.example.com，可在邮箱服务商的帮助中查到。",
            ),
            required=True,
        ),
    ] = ""
    port: Annotated[
        int,
        Setting(label=Text(en="Port", zh="端口"), required=True),
        Meta(ge=1, le=65535),
    ] = 587
    security: Annotated[str, Setting(label=Text(en="Encryption", zh="加密方式"), choices=SECURITY)] = STARTTLS
    user: Annotated[
        str,
        Setting(
            label=Text(en="User name", zh="用户名"),
            help=Text(
                en="Usually the whole address. Leave it empty if the server asks for none.",
                zh="通常为完整的邮箱地址；服务器不要求登录时留空。",
            ),
        ),
    ] = ""
    password: Annotated[
        str,
        Setting(
            label=Text(en="Password", zh="密码"),
            help=Text(
                en="Many providers want an app password from their security page in place of your own.",
                zh="多数邮箱服务商要求使用在其安全设置中生成的授权码，而不是登录密码。",
            ),
            secret=True,
        ),
    ] = ""
    from_address: Annotated[
        str,
        Setting(
            label=Text(en="Sender's address", zh="发件人地址"),
            help=Text(
                en="An address that the server lets you send from.", zh="必须是该服务器允许您使用的发件地址。"
            ),
            required=True,
        ),
    ] = ""
    from_name: Annotated[
        str,
        Setting(
            label=Text(en="Sender's name", zh="发件人名称"),
            help=Text(en="Empty: the name of the shop.", zh="留空则使用店铺名称。"),
        ),
    ] = ""


def complete(settings: EmailSettings) -> EmailSettings:
    """The settings, when mail can be sent with them; raises `InvalidInput` naming the one that is wrong."""
    if not settings.host:
        raise InvalidInput("Please name the mail server.", field="host")
    if settings.user and settings.security == NONE:
        raise InvalidInput("A password is only sent over an encrypted connection.", field="security")
    try:
        parse_email(settings.from_address)
    except InvalidInput:
        raise InvalidInput("The sender's address is not an e-mail address.", field="from_address") from None
    return settings
