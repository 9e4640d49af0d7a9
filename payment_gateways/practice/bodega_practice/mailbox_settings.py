"""What a shop enters to have its messages arrive in the practice mailbox."""

from typing import Annotated

from bodega_shop.extend import DemoAccount, ExtensionSettings, InvalidInput, Setting, Text


class MailboxSettings(ExtensionSettings, frozen=True):
    """The practice gateway's address and the shop's merchant there: the same as in its payment channel."""

    base_url: Annotated[
        str,
        Setting(
            label=Text(en="Address of the practice gateway", zh="练习网关地址"),
            help=Text(en="Such as http://127.0.0.1:8090.", zh="例如 http://127.0.0.1:8090。"),
            required=True,
            url=True,
        ),
    ] = ""
    pid: Annotated[
        str, Setting(label=Text(en="Merchant number (pid)", zh="商户号（pid）"), required=True)
    ] = ""
    key: Annotated[str, Setting(label=Text(en="Merchant key", zh="商户密钥"), secret=True, required=True)] = (
        ""
    )


def settings_for(account: DemoAccount) -> dict[str, str]:
    """The form as the demo fills it in."""
    return {"base_url": account.base_url, "pid": account.pid, "key": account.key}


def complete(settings: MailboxSettings) -> MailboxSettings:
    """The settings, when messages can be sent with them; raises `InvalidInput` naming the one that is missing."""
    for name in ("base_url", "pid", "key"):
        if not getattr(settings, name):
            raise InvalidInput("Please fill this in.", field=name)
    return settings
