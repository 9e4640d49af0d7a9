"""What the owner of a shop enters for one Stripe channel."""

import re
from typing import Annotated

from bodega_shop.extend import ConfigInvalid, ExtensionSettings, Setting, Text

STRIPE = "https://api.stripe.com"

DASHBOARD, ONLY, EXCEPT = "dashboard", "only", "except"
METHODS = {
    DASHBOARD: Text(en="What the Stripe dashboard has switched on", zh="以 Stripe 控制台中开启的方式为准"),
    ONLY: Text(en="Only the ones named below", zh="仅限下面列出的方式"),
    EXCEPT: Text(en="All but the ones named below", zh="除下面列出的方式以外全部"),
}
_KEY = re.compile(r"[sr]k_(?:live|test)_[0-9A-Za-z_]{1,250}", re.ASCII)
_ACCOUNT = re.compile(r"acct_[0-9A-Za-z]{4,250}", re.ASCII)
_METHOD = re.compile(r"[a-z][a-z0-9_]{1,40}", re.ASCII)


class StripeSettings(ExtensionSettings, frozen=True):
    """One account at Stripe: the shop's own key, or the platform's key and the shop's connected account."""

    secret_key: Annotated[
        str,
        Setting(
            label=Text(en="Secret or restricted key", zh="密钥（Secret key 或受限密钥）"),
            help=Text(
                en="In the Stripe dashboard under Developers → API keys; begins with sk_ or, better, rk_.",
                zh="在 Stripe 控制台“开发人员 → API 密钥”中，以 sk_ 开头，推荐使用 rk_ 开头的受限密钥。",
            ),
            secret=True,
            required=True,
        ),
    ] = ""
    webhook_secret: Annotated[
        str,
        Setting(
            label=Text(en="Signing secret of the webhook", zh="Webhook 签名密钥"),
            help=Text(
                en="Developers → Webhooks → your destination → signing secret; begins with whsec_.",
                zh="“开发人员 → Webhooks → 您的目标地址 → 签名密钥”，以 whsec_ 开头。",
            ),
            secret=True,
            required=True,
        ),
    ] = ""
    webhook_secret_thin: Annotated[
        str,
        Setting(
            label=Text(en="Signing secret of a second destination", zh="第二个目标地址的签名密钥"),
            help=Text(
                en="Only if you made a destination for thin events as well: it has a secret of its own.",
                zh="仅当另外创建了精简（thin）事件目标地址时填写，它有独立的签名密钥。",
            ),
            secret=True,
        ),
    ] = ""
    webhook_secret_next: Annotated[
        str,
        Setting(
            label=Text(en="Signing secret while it is being replaced", zh="轮换期间的另一个签名密钥"),
            help=Text(
                en="When you roll a secret in the dashboard, enter the new one here until the old one has expired.",
                zh="在控制台轮换签名密钥时，请在旧密钥失效前把新密钥填在这里。",
            ),
            secret=True,
        ),
    ] = ""
    connected_account: Annotated[
        str,
        Setting(
            label=Text(en="Connected account", zh="关联账户（Connect）"),
            help=Text(
                en="Only with Stripe Connect: the shop's account (acct_…), from Connect → accounts. The key above is "
                "then the platform's.",
                zh="仅用于 Stripe Connect：店铺的账户编号（acct_…），见“Connect → 账户”。此时上面的密钥属于平台。",
            ),
        ),
    ] = ""
    methods: Annotated[
        str,
        Setting(
            label=Text(en="Ways to pay", zh="支付方式"),
            help=Text(
                en="Switch ways on in the dashboard under Settings → Payment methods.",
                zh="请先在控制台“设置 → 支付方式”中开启。",
            ),
            choices=METHODS,
        ),
    ] = DASHBOARD
    method_types: Annotated[
        str,
        Setting(
            label=Text(en="Named ways to pay", zh="支付方式代码"),
            help=Text(
                en="As Stripe's documents call them, with blanks between: card alipay wechat_pay.",
                zh="按 Stripe 文档中的代码填写，以空格分隔，例如：card alipay wechat_pay。",
            ),
        ),
    ] = ""
    base_url: Annotated[
        str,
        Setting(
            label=Text(en="Address of the service", zh="接口地址"),
            help=Text(en="Leave it as it is.", zh="请保持默认值。"),
            url=True,
            required=True,
        ),
    ] = STRIPE

    @property
    def is_live(self) -> bool:
        """Whether the key moves real money."""
        return "_live_" in self.secret_key[:8]

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """All that may have signed a message; never an empty one."""
        entered = (self.webhook_secret, self.webhook_secret_thin, self.webhook_secret_next)
        return tuple(secret.strip() for secret in entered if secret.strip())

    @property
    def named_methods(self) -> list[str]:
        return self.method_types.replace(",", " ").split()


def complete(settings: StripeSettings, *, test_mode: bool) -> StripeSettings:
    """The settings, when a channel can work with them. Raises `ConfigInvalid` saying what is missing."""
    if not _KEY.fullmatch(settings.secret_key):
        raise ConfigInvalid("A secret key of Stripe begins with sk_ or rk_.")
    if not settings.webhook_secrets:
        raise ConfigInvalid
    if settings.connected_account and not _ACCOUNT.fullmatch(settings.connected_account):
        raise ConfigInvalid("A connected account of Stripe begins with acct_.")
    if settings.methods != DASHBOARD and not settings.named_methods:
        raise ConfigInvalid("Please name the ways to pay.")
    if not all(_METHOD.fullmatch(name) for name in settings.named_methods):
        raise ConfigInvalid("Please name the ways to pay as Stripe calls them.")
    if not test_mode and settings.base_url.rstrip("/") != STRIPE:
        raise ConfigInvalid("Stripe has another address than this.")
    return settings
