"""What the owner of a shop enters for one Epay channel."""

from typing import Annotated

from bodega_shop.extend import ConfigInvalid, ExtensionSettings, Setting, Text

OTHER = "other"

PAY_TYPES = {
    "": Text(en="The buyer chooses on the service's page", zh="由买家在收银台选择"),
    "alipay": Text(en="Alipay", zh="支付宝"),
    "wxpay": Text(en="WeChat Pay", zh="微信支付"),
    "qqpay": Text(en="QQ Wallet", zh="QQ 钱包"),
    "bank": Text(en="Bank card", zh="网银"),
    "jdpay": Text(en="JD Pay", zh="京东支付"),
    "paypal": Text(en="PayPal", zh="PayPal"),
    "usdt": Text(en="USDT", zh="USDT"),
    OTHER: Text(en="Another one, named below", zh="其他（在下面填写）"),
}
WAYS = {
    "redirect": Text(
        en="Send the buyer to the service's page (submit.php)", zh="跳转到支付页面（submit.php）"
    ),
    "mapi": Text(en="Show a QR code on our own page (mapi.php)", zh="在本店页面显示二维码（mapi.php）"),
}
QUESTIONS = {
    "key": Text(en="With the key itself (the usual way)", zh="直接带密钥（通用方式）"),
    "sign": Text(en="With a signature", zh="带签名"),
}
ONLY_IF_DIFFERENT = Text(
    en="Only for services whose documents say something else.", zh="仅当服务商文档另有说明时才需修改。"
)


class EpaySettings(ExtensionSettings, frozen=True):
    """One account at one service; where services differ, the defaults are the common way."""

    base_url: Annotated[
        str,
        Setting(
            label=Text(en="Address of the service", zh="接口地址"),
            help=Text(
                en="In the service's merchant console under “API information”, without submit.php at the end.",
                zh="在服务商商户后台的“API 信息”中查看，不含末尾的 submit.php。",
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
            label=Text(en="Merchant key", zh="商户密钥"),
            help=Text(
                en="The MD5 key from the same page. Whoever has it can declare orders paid: keep it to yourself.",
                zh="同一页面中的 MD5 密钥。任何拿到它的人都能伪造付款，请勿泄露。",
            ),
            secret=True,
            required=True,
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
                en="A QR code on our page needs the service's mapi.php, which not every account may use.",
                zh="页内二维码需要服务商开通 mapi.php 接口。",
            ),
            choices=WAYS,
        ),
    ] = "redirect"
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
    ok_code: Annotated[
        str,
        Setting(
            label=Text(en="Code of a good answer", zh="成功返回码"), help=ONLY_IF_DIFFERENT, required=True
        ),
    ] = "1"
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

    def address(self, path: str) -> str:
        """The whole address of one of the service's paths."""
        return f"{self.base_url.rstrip('/')}/{path.lstrip('/')}"


def complete(settings: EpaySettings) -> EpaySettings:
    """The settings, when a channel can work with them. An empty key signs nothing and is believed by nobody.

    Raises `ConfigInvalid`.
    """
    if not (settings.base_url and settings.pid and settings.key):
        raise ConfigInvalid
    return settings
