"""What the owner of a shop enters for one Alipay channel."""

from typing import Annotated

from bodega_shop.extend import ExtensionSettings, Setting, Text

GATEWAY = "https://openapi.alipay.com/gateway.do"
SANDBOX = "https://openapi-sandbox.dl.alipaydev.com/gateway.do"

KEYS, CERTIFICATES = "key", "cert"
MODES = {
    KEYS: Text(en="Key mode", zh="密钥模式"),
    CERTIFICATES: Text(en="Certificate mode", zh="证书模式"),
}
PAGE, WAP, QR = "page", "wap", "qr"
ON_COMPUTERS = {
    PAGE: Text(en="Alipay's page (电脑网站支付)", zh="跳转支付宝页面（电脑网站支付）"),
    QR: Text(en="A QR code on our page (当面付)", zh="本店页面显示二维码（当面付）"),
}
ON_PHONES = {
    WAP: Text(en="Alipay's app or phone page (手机网站支付)", zh="唤起支付宝或手机页面（手机网站支付）"),
    PAGE: Text(en="The page for computers (电脑网站支付)", zh="电脑版页面（电脑网站支付）"),
    QR: Text(en="A QR code that opens the app (当面付)", zh="二维码，点击可打开支付宝（当面付）"),
}
APPLICATION = "open.alipay.com → 控制台 → 我的应用"


class AlipaySettings(ExtensionSettings, frozen=True):
    """One application of one merchant account."""

    app_id: Annotated[
        str,
        Setting(
            label=Text(en="Application number (APPID)", zh="应用 APPID"),
            help=Text(
                en=f"{APPLICATION} (My applications): the number under the application's name.",
                zh=f"{APPLICATION}，应用名称下方的数字。",
            ),
            required=True,
        ),
    ] = ""
    seller_id: Annotated[
        str,
        Setting(
            label=Text(en="Merchant account number (PID)", zh="商户账号 PID"),
            help=Text(
                en="b.alipay.com → 账号中心 (account centre): sixteen digits that begin with 2088. Money that went to"
                " any other account is not believed.",
                zh="b.alipay.com → 账号中心，以 2088 开头的 16 位数字。付到其他账号的通知一律不认。",
            ),
            required=True,
        ),
    ] = ""
    mode: Annotated[
        str,
        Setting(
            label=Text(en="How requests are signed", zh="接口加签方式"),
            help=Text(
                en=f"As you chose at {APPLICATION} → 开发设置 → 接口加签方式 (signing of requests).",
                zh=f"与 {APPLICATION} → 开发设置 → 接口加签方式 中的选择一致。",
            ),
            choices=MODES,
        ),
    ] = KEYS
    private_key: Annotated[
        str,
        Setting(
            label=Text(en="Your application's private key", zh="应用私钥"),
            help=Text(
                en="Made by you with Alipay's key tool (密钥工具), RSA2. PKCS#1 or PKCS#8, with or without BEGIN and"
                " END lines. Whoever has it can give your money back to anybody.",
                zh="用支付宝密钥工具生成的 RSA2 私钥，PKCS#1 或 PKCS#8 均可，有无 BEGIN/END 行均可。请勿泄露。",
            ),
            secret=True,
            required=True,
            lines=True,
        ),
    ] = ""
    alipay_public_key: Annotated[
        str,
        Setting(
            label=Text(en="Alipay's public key (key mode)", zh="支付宝公钥（密钥模式）"),
            help=Text(
                en="接口加签方式 → 查看 (show) → 支付宝公钥. Not your own public key: that one proves nothing.",
                zh="接口加签方式 → 查看 → 支付宝公钥。注意不是应用公钥。",
            ),
            lines=True,
        ),
    ] = ""
    next_public_key: Annotated[
        str,
        Setting(
            label=Text(en="Alipay's other public key", zh="支付宝公钥（更换期间的另一个）"),
            help=Text(
                en="Only while one key or certificate replaces another: messages signed with either are believed."
                " In certificate mode, the other certificate of Alipay's.",
                zh="仅在更换密钥或证书期间填写，两者签名的通知都有效。证书模式下请填另一份支付宝公钥证书。",
            ),
            lines=True,
        ),
    ] = ""
    app_cert: Annotated[
        str,
        Setting(
            label=Text(en="Your application's certificate (certificate mode)", zh="应用公钥证书（证书模式）"),
            help=Text(
                en="The contents of appCertPublicKey_….crt, from 接口加签方式 → 下载证书 (download certificates).",
                zh="接口加签方式 → 下载证书，appCertPublicKey_….crt 的全部内容。",
            ),
            lines=True,
        ),
    ] = ""
    alipay_cert: Annotated[
        str,
        Setting(
            label=Text(en="Alipay's certificate (certificate mode)", zh="支付宝公钥证书（证书模式）"),
            help=Text(
                en="The contents of alipayCertPublicKey_RSA2.crt, from the same place.",
                zh="同一处下载的 alipayCertPublicKey_RSA2.crt 的全部内容。",
            ),
            lines=True,
        ),
    ] = ""
    root_cert: Annotated[
        str,
        Setting(
            label=Text(en="Alipay's root certificates (certificate mode)", zh="支付宝根证书（证书模式）"),
            help=Text(
                en="The contents of alipayRootCert.crt, from the same place; it holds several.",
                zh="同一处下载的 alipayRootCert.crt 的全部内容，其中有多份证书。",
            ),
            lines=True,
        ),
    ] = ""
    on_computers: Annotated[
        str,
        Setting(
            label=Text(en="Buyers at a computer get", zh="电脑端买家"),
            help=Text(
                en="The product named must be signed: b.alipay.com → 产品中心 (products).",
                zh="需在 b.alipay.com → 产品中心 签约括号中的产品。",
            ),
            choices=ON_COMPUTERS,
        ),
    ] = PAGE
    on_phones: Annotated[
        str,
        Setting(
            label=Text(en="Buyers with a phone get", zh="手机端买家"),
            help=Text(en="As above.", zh="同上。"),
            choices=ON_PHONES,
        ),
    ] = WAP
    refund_days: Annotated[
        int,
        Setting(
            label=Text(en="Days in which money can be given back", zh="可退款天数"),
            help=Text(
                en="As in your contract with Alipay (产品中心 → the product); twelve months as a rule.",
                zh="以您与支付宝的签约为准（产品中心 → 对应产品），一般为 12 个月。",
            ),
        ),
    ] = 365
    app_auth_token: Annotated[
        str,
        Setting(
            label=Text(en="Authorisation token (app_auth_token)", zh="商家授权令牌（app_auth_token）"),
            help=Text(
                en="Only if the application is a service provider's that acts for your account: 第三方应用授权.",
                zh="仅当应用属于第三方服务商并代您调用时填写（第三方应用授权）。",
            ),
            secret=True,
        ),
    ] = ""
    base_url: Annotated[
        str,
        Setting(
            label=Text(en="Address of the gateway", zh="支付宝网关"),
            help=Text(
                en=f"Leave it. For trials with Alipay's sandbox, where nobody pays real money: {SANDBOX}",
                zh=f"一般无需修改。沙箱联调（不产生真实付款）请填：{SANDBOX}",
            ),
            required=True,
            url=True,
        ),
    ] = GATEWAY

    def way(self, device: str) -> str:
        """How a buyer with that device pays: `page`, `wap` or `qr`."""
        return self.on_phones if device == "mobile" else self.on_computers
