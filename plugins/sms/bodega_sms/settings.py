"""What the owner of a shop enters to send SMS."""

from typing import Annotated

from bodega_shop.extend import ExtensionSettings, InvalidInput, Setting, Text

SHORTEST_SECRET = 16


class SmsSettings(ExtensionSettings, frozen=True):
    """One address that hands messages to an SMS service, and the secret that both sides know."""

    address: Annotated[
        str,
        Setting(
            label=Text(en="Address", zh="接口地址"),
            help=Text(
                en="Where each message is sent to as JSON. The extension's README says what your side must do.",
                zh="每条消息以 JSON 形式发送到该地址；对接方法见扩展的 README。",
            ),
            required=True,
            url=True,
        ),
    ] = ""
    secret: Annotated[
        str,
        Setting(
            label=Text(en="Secret", zh="密钥"),
            help=Text(
                en="At least 16 characters. Whoever knows it can send SMS at your cost.",
                zh="至少 16 个字符。任何人知道它都可以用您的费用发送短信。",
            ),
            secret=True,
            required=True,
        ),
    ] = ""


def complete(settings: SmsSettings) -> SmsSettings:
    """The settings, when messages can be sent with them; raises `InvalidInput` naming the one that is wrong."""
    if not settings.address:
        raise InvalidInput("Please name the address.", field="address")
    if len(settings.secret) < SHORTEST_SECRET:
        raise InvalidInput("Please choose a secret of at least 16 characters.", field="secret")
    return settings
