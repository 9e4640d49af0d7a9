"""Sends a shop's messages by SMS, through an address that hands them to an SMS service."""

from collections.abc import Sequence

from bodega_shop.extend import Manifest, Notifier, PersonalData, Text, hookimpl
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
    personal_data=[
        PersonalData(
            what=Text(en="Phone number, and what a message about an order says", zh="手机号及订单消息内容"),
            purpose=Text(en="to send you the shop's messages", zh="向您发送本店消息"),
            ground=Text(en="needed for the contract", zh="为订立、履行合同所必需"),
            kept=Text(
                en="not kept here; as long as the SMS service keeps it",
                zh="本扩展不保存，由短信服务商按其规则保存",
            ),
            sent_to=Text(en="the SMS service of the shop", zh="本店使用的短信服务商及电信运营商"),
        )
    ],
)


@hookimpl
def notifiers() -> Sequence[Notifier]:
    from bodega_sms.notifier import SmsNotifier  # noqa: PLC0415 - only who sends messages needs it

    return [SmsNotifier()]
