"""What the owner of a shop decides about growth."""

from typing import Annotated

from msgspec import Meta

from bodega_shop.extend import ExtensionSettings, Setting, Text


class MembershipSettings(ExtensionSettings, frozen=True):
    """Growth for each whole unit of the shop's currency; a change counts for what is paid from then on."""

    per_unit_spent: Annotated[
        int,
        Setting(
            label=Text(en="Growth for each unit spent", zh="每消费 1 元获得的成长值"),
            help=Text(
                en="A unit of the shop's currency, such as ¥1. What is paid from the balance is spent too.",
                zh="按店铺币种的 1 元计算，用余额支付的部分也算消费。",
            ),
        ),
        Meta(ge=0, le=1000),
    ] = 1
    per_unit_topped_up: Annotated[
        int,
        Setting(
            label=Text(en="Growth for each unit topped up", zh="每充值 1 元获得的成长值"),
            help=Text(
                en="0: topping up earns nothing by itself, and the money earns when it is spent. What you give on top earns nothing.",
                zh="填 0 表示充值本身不计成长值，消费时再计。赠送的部分不计。",
            ),
        ),
        Meta(ge=0, le=1000),
    ] = 0
