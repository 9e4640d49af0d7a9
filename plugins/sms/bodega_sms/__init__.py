"""Sends a shop's messages by SMS, through an address that hands them to an SMS service."""

from collections.abc import Sequence

from bodega_shop.extend import Manifest, Notifier, Text, hookimpl
from bodega_sms.settings import SmsSettings

manifest = Manifest(
    id="sms",
    version="0.1.0",
    api=(1, 1),
    name=Text(en="SMS", zh="短信"),
    description=Text(
        en="Sends messages to buyers who gave a phone number, through an address that hands them to your SMS service.",
        zh="通过您自己的接口地址向留下手机号的买家发送短信。",
    ),
    package="bodega_sms",
    capabilities=frozenset({"messages"}),
    settings=SmsSettings,
)


@hookimpl
def notifiers() -> Sequence[Notifier]:
    from bodega_sms.notifier import SmsNotifier  # noqa: PLC0415 - only who sends messages needs it

    return [SmsNotifier()]
