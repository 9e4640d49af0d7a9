"""Takes money by transfer: the buyer is told the account and a reference, and a person confirms what arrived."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from bodega_shop.extend import (
    Ack,
    Capabilities,
    ChannelContext,
    ConfigInvalid,
    CreatePayment,
    CreateResult,
    ExtensionSettings,
    Instructions,
    Manifest,
    PaymentGateway,
    PaymentRef,
    PaymentStatus,
    RawRequest,
    Setting,
    SignatureInvalid,
    Text,
    VerifiedEvent,
    hookimpl,
)

ACCOUNT, HOLDER = Text(en="Account", zh="收款账号"), Text(en="Account holder", zh="收款人")
AMOUNT, REFERENCE = Text(en="Amount", zh="转账金额"), Text(en="Reference", zh="转账备注")
WHERE = Text(en="Bank or wallet", zh="银行或钱包")
NOTE = Text(
    en="Send exactly this amount and write the reference beside it. The order is delivered once somebody of the shop has"
    " seen the money.",
    zh="请按此金额转账，并在备注中填写上面的编号。店家确认到账后发货。",
)


class ManualSettings(ExtensionSettings, frozen=True):
    """Where buyers send their money: shown to everybody who orders, so nothing of it is a secret."""

    account: Annotated[
        str,
        Setting(
            label=ACCOUNT,
            help=Text(
                en="The number of your bank account, or your name at a wallet, as buyers have to enter it.",
                zh="您的银行账号，或支付宝、微信等钱包的账号，买家按此转账。",
            ),
            required=True,
        ),
    ] = ""
    holder: Annotated[
        str,
        Setting(
            label=HOLDER,
            help=Text(
                en="The name under which the account is kept; banks compare it.",
                zh="账户的户名，银行会核对。",
            ),
            required=True,
        ),
    ] = ""
    where: Annotated[
        str,
        Setting(
            label=WHERE,
            help=Text(en="Such as the bank and its branch. May be empty.", zh="例如开户行，可留空。"),
        ),
    ] = ""


class ManualGateway(PaymentGateway):
    """No service stands behind it: nothing is ever called, and no message is ever believed."""

    code: ClassVar[str] = "manual"
    name: ClassVar[Text] = Text(en="Transfer, confirmed by hand", zh="转账（人工确认）")
    help: ClassVar[Text] = Text(
        en="Buyers see your account and a reference. You look at your account and confirm each payment yourself.",
        zh="买家会看到您的账号和转账备注，由您核对到账后手动确认。",
    )
    settings_type: ClassVar[type[ManualSettings]] = ManualSettings
    currencies: ClassVar[frozenset[str]] = frozenset(
        [
            "AUD",
            "BRL",
            "CAD",
            "CHF",
            "CNY",
            "EUR",
            "GBP",
            "HKD",
            "IDR",
            "INR",
            "JPY",
            "KRW",
            "MOP",
            "MYR",
            "NZD",
            "PHP",
            "RUB",
            "SGD",
            "THB",
            "TRY",
            "TWD",
            "USD",
            "VND",
        ]
    )

    def capabilities(self, settings: ManualSettings) -> Capabilities:
        return Capabilities(flows=frozenset({"instructions"}), confirmed_by_hand=True)

    async def check_settings(self, ctx: ChannelContext) -> None:
        _complete(ctx)

    def creates_offline(self, settings: ManualSettings) -> bool:
        return True

    async def create(self, ctx: ChannelContext, payment: CreatePayment) -> CreateResult:
        settings = _complete(ctx)
        amount = f"{payment.money.to_decimal_text()} {payment.money.currency}"
        lines = [(AMOUNT, amount), (ACCOUNT, settings.account), (HOLDER, settings.holder)]
        if settings.where:
            lines.append((WHERE, settings.where))
        return CreateResult(Instructions((*lines, (REFERENCE, payment.out_trade_no)), NOTE))

    async def parse_notification(self, ctx: ChannelContext, request: RawRequest) -> VerifiedEvent:
        """Nobody has a key to sign with, so whatever is sent here is a lie."""
        raise SignatureInvalid

    def ack(self, *, accepted: bool) -> Ack:
        return Ack(200, b"ok") if accepted else Ack(400, b"no")

    async def query(self, ctx: ChannelContext, payment: PaymentRef) -> PaymentStatus:
        """Only a person can see the account."""
        return PaymentStatus("pending")


def _complete(ctx: ChannelContext) -> ManualSettings:
    settings: ManualSettings = ctx.settings
    if not (settings.account and settings.holder):
        raise ConfigInvalid
    return settings


manifest = Manifest(
    id="manual",
    version="0.1.0",
    api=(1, 1),
    name=ManualGateway.name,
    description=ManualGateway.help,
    package="bodega_manual",
    capabilities=frozenset({"payments"}),
)


@hookimpl
def payment_gateways() -> Sequence[PaymentGateway]:
    return [ManualGateway()]
