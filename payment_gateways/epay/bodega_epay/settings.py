"""What the owner of a shop enters for one Epay channel."""

from typing import Annotated

from bodega_epay.settings_texts import (
    ONLY_IF_DIFFERENT,
    OTHER,
    PAY_TYPES,
    PLATFORM_KEY,
    QUESTIONS,
    VERSIONS,
    WAYS,
)
from bodega_shop.extend import ConfigInvalid, ExtensionSettings, Setting, Text

V1, V2 = "V1", "V2"


class EpaySettings(ExtensionSettings, frozen=True):
    """One account at one service; where services differ, the defaults are the common way."""

    version: Annotated[
        str,
        Setting(
            label=Text(en="Version of the interface", zh="接口版本"),
            help=Text(
                en="V1 has one key for both sides. V2 has key pairs, and can close payments and look refunds up.",
                zh="V1 双方共用一个密钥；V2 使用公私钥，并支持关单和退款查询。",
            ),
            choices=VERSIONS,
        ),
    ] = V1
    base_url: Annotated[
        str,
        Setting(
            label=Text(en="Address of the service", zh="接口地址"),
            help=Text(
                en="In the service's merchant console under “API information”, without submit.php or api/ at the end.",
                zh="在服务商商户后台的“API 信息”中查看，不含末尾的 submit.php 或 api/。",
            ),
            required=True,
            url=True,
        ),
    ] = ""
    pid: Annotated[
        str,
        Setting(
            label=Text(en="Merchant number (pid)", zh="商户 ID（pid）"),
            help=Text(
                en="Beside the address, in the merchant console.",
                zh="在商户后台的“API 信息”中，与接口地址在一起。",
            ),
            required=True,
        ),
    ] = ""
    key: Annotated[
        str,
        Setting(
            label=Text(en="Merchant key (V1)", zh="商户密钥（V1）"),
            help=Text(
                en="The MD5 key from the same page. Whoever has it can declare orders paid: keep it to yourself.",
                zh="同一页面中的 MD5 密钥。任何拿到它的人都能伪造付款，请勿泄露。",
            ),
            secret=True,
            required_if=("version", V1),
        ),
    ] = ""
    other_key: Annotated[
        str,
        Setting(
            label=Text(en="Second merchant key (V1)", zh="第二个商户密钥（V1）"),
            help=Text(
                en="Only while you change the key at the service: the old or the coming one, so that messages signed with"
                " either are heard. Empty it afterwards.",
                zh="仅在更换密钥期间填写旧密钥或新密钥，两者签名的通知都会被接受；更换后请清除。",
            ),
            secret=True,
        ),
    ] = ""
    private_key: Annotated[
        str,
        Setting(
            label=Text(en="Merchant private key (V2)", zh="商户私钥（V2）"),
            help=Text(
                en="Made in the merchant console under “API information” → “Generate a key pair”; shown there once.",
                zh="在商户后台“API 信息”中点击“生成密钥对”获得，仅显示一次。",
            ),
            secret=True,
            lines=True,
            required_if=("version", V2),
        ),
    ] = ""
    platform_key: Annotated[
        str,
        Setting(
            label=Text(en="Platform public key (V2)", zh="平台公钥（V2）"),
            help=PLATFORM_KEY,
            lines=True,
            required_if=("version", V2),
        ),
    ] = ""
    other_platform_key: Annotated[
        str,
        Setting(
            label=Text(en="Second platform public key (V2)", zh="第二个平台公钥（V2）"),
            help=Text(
                en="Only while the service changes its key: what either of the two signed is believed.",
                zh="仅在平台更换公钥期间填写，两者的签名都会被接受。",
            ),
            lines=True,
        ),
    ] = ""
    pay_type: Annotated[
        str,
        Setting(
            label=Text(en="Way to pay", zh="支付方式"),
            help=Text(
                en="One channel offers one way. Add a channel for each way that your account has.",
                zh="一个渠道对应一种支付方式；如需多种，请分别添加渠道。",
            ),
            choices=PAY_TYPES,
        ),
    ] = ""
    other_type: Annotated[
        str,
        Setting(
            label=Text(en="Name of another way to pay", zh="其他支付方式的代码"),
            help=Text(
                en="As the service's documents call it, such as epay.", zh="按服务商文档填写，例如 epay。"
            ),
        ),
    ] = ""
    way: Annotated[
        str,
        Setting(
            label=Text(en="How the buyer pays", zh="付款流程"),
            help=Text(
                en="A QR code on our page needs the service's mapi.php or api/pay/create, which not every account may"
                " use.",
                zh="页内二维码需要服务商开通 mapi.php（V2 为 api/pay/create）接口。",
            ),
            choices=WAYS,
        ),
    ] = "redirect"
    refunds: Annotated[
        bool,
        Setting(
            label=Text(en="Refunds by program are allowed", zh="已开通接口退款"),
            help=Text(
                en="Tick this when the service has allowed your account to refund through its API (“API refund”).",
                zh="服务商为您的账号开通“API 退款”后勾选。",
            ),
        ),
    ] = False
    ask_first: Annotated[
        bool,
        Setting(
            label=Text(en="Ask the service before delivering", zh="发货前向服务商核实"),
            help=Text(
                en="Each payment is looked up once more before the order is delivered: safer, and slower.",
                zh="每笔付款在发货前再查询一次，更安全，但稍慢。",
            ),
        ),
    ] = False
    submit_path: Annotated[
        str, Setting(label=Text(en="Path of submit.php", zh="submit.php 路径"), help=ONLY_IF_DIFFERENT)
    ] = "submit.php"
    mapi_path: Annotated[
        str, Setting(label=Text(en="Path of mapi.php", zh="mapi.php 路径"), help=ONLY_IF_DIFFERENT)
    ] = "mapi.php"
    api_path: Annotated[
        str, Setting(label=Text(en="Path of api.php", zh="api.php 路径"), help=ONLY_IF_DIFFERENT)
    ] = "api.php"
    v2_path: Annotated[
        str, Setting(label=Text(en="Path of the V2 interface", zh="V2 接口路径"), help=ONLY_IF_DIFFERENT)
    ] = "api"
    ok_code: Annotated[
        str,
        Setting(
            label=Text(en="Code of a good answer", zh="成功返回码"),
            help=Text(
                en="Empty for 1 (V1) and 0 (V2). Only for services whose documents say something else.",
                zh="留空即 V1 为 1、V2 为 0。仅当服务商文档另有说明时才需填写。",
            ),
        ),
    ] = ""
    question: Annotated[
        str,
        Setting(
            label=Text(en="How api.php is asked", zh="api.php 鉴权方式"),
            help=ONLY_IF_DIFFERENT,
            choices=QUESTIONS,
        ),
    ] = "key"
    relative_urls: Annotated[
        bool,
        Setting(
            label=Text(en="Accept addresses without a host", zh="允许相对地址"),
            help=Text(
                en="Some services answer /pay/… and mean a page of their own.",
                zh="部分服务商返回 /pay/… 形式的地址，指其自己的页面。",
            ),
        ),
    ] = True

    @property
    def type(self) -> str:
        """The way to pay as the protocol calls it; empty for the service's own choice page."""
        return self.other_type if self.pay_type == OTHER else self.pay_type

    @property
    def good_code(self) -> str:
        """What stands under `code` in an answer that says yes."""
        return self.ok_code or ("0" if self.version == V2 else "1")

    @property
    def secrets(self) -> list[str]:
        """What must never be repeated: every secret that is filled in."""
        return [secret for secret in (self.key, self.other_key, self.private_key) if secret]

    def address(self, path: str) -> str:
        """The whole address of one of the service's paths."""
        return f"{self.base_url.rstrip('/')}/{path.lstrip('/')}"

    def v2_address(self, path: str) -> str:
        """The whole address of a path of the V2 interface, such as `pay/query`."""
        return self.address(f"{self.v2_path.strip('/')}/{path}")


def complete(settings: EpaySettings) -> EpaySettings:
    """The settings, when a channel can work with them. An empty key signs nothing and is believed by nobody.

    Raises `ConfigInvalid`.
    """
    keys = (settings.private_key, settings.platform_key) if settings.version == V2 else (settings.key,)
    if not (settings.base_url and settings.pid and all(keys)):
        raise ConfigInvalid
    return settings
