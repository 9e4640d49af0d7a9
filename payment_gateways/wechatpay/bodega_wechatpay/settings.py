"""What the owner of a shop enters for one WeChat Pay channel."""

from typing import Annotated

from bodega_shop.extend import ExtensionSettings, Setting, Text

REAL_ADDRESS = "https://api.mch.weixin.qq.com"
REAL_ADDRESSES = frozenset({REAL_ADDRESS, "https://api2.mch.weixin.qq.com"})

_WHILE_CHANGING = Text(
    en="Only while the old one is being replaced: both are accepted. Empty it afterwards.",
    zh="仅在更换期间填写，新旧两个同时有效；更换完成后请清空。",
)


class WechatpaySettings(ExtensionSettings, frozen=True):
    """One merchant at WeChat Pay, the app it pays under, its keys, and the ways to pay that it has opened."""

    mchid: Annotated[
        str,
        Setting(
            label=Text(en="Merchant number (mchid)", zh="商户号（mchid）"),
            help=Text(
                en="Merchant console (pay.weixin.qq.com) → account centre → merchant information.",
                zh="微信支付商户平台 → 账户中心 → 商户信息。",
            ),
            required=True,
        ),
    ] = ""
    appid: Annotated[
        str,
        Setting(
            label=Text(en="App id (appid)", zh="应用 ID（appid）"),
            help=Text(
                en="Of the official account or app that is bound to the merchant: product centre → AppID accounts.",
                zh="与商户号绑定的公众号、小程序或应用的 AppID：商户平台 → 产品中心 → AppID 账号管理。",
            ),
            required=True,
        ),
    ] = ""
    cert_serial: Annotated[
        str,
        Setting(
            label=Text(en="Serial number of the merchant certificate", zh="商户 API 证书序列号"),
            help=Text(
                en="Account centre → API security → merchant API certificate → manage certificates.",
                zh="商户平台 → 账户中心 → API 安全 → 商户 API 证书 → 管理证书。",
            ),
            required=True,
        ),
    ] = ""
    private_key: Annotated[
        str,
        Setting(
            label=Text(en="Private key of the merchant certificate", zh="商户 API 私钥"),
            help=Text(
                en="The whole text of apiclient_key.pem, which the certificate tool wrote on your computer.",
                zh="证书工具生成的 apiclient_key.pem 文件的全部内容。",
            ),
            secret=True,
            required=True,
            lines=True,
        ),
    ] = ""
    apiv3_key: Annotated[
        str,
        Setting(
            label=Text(en="APIv3 key", zh="APIv3 密钥"),
            help=Text(
                en="The 32 characters that you set under account centre → API security → APIv3 key.",
                zh="在商户平台 → 账户中心 → API 安全 → APIv3 密钥中设置的 32 位字符。",
            ),
            secret=True,
            required=True,
        ),
    ] = ""
    public_key_id: Annotated[
        str,
        Setting(
            label=Text(en="Id of the WeChat Pay public key", zh="微信支付公钥 ID"),
            help=Text(
                en="Begins with PUB_KEY_ID_: account centre → API security → WeChat Pay public key.",
                zh="以 PUB_KEY_ID_ 开头：商户平台 → 账户中心 → API 安全 → 微信支付公钥。",
            ),
        ),
    ] = ""
    public_key: Annotated[
        str,
        Setting(
            label=Text(en="WeChat Pay public key", zh="微信支付公钥"),
            help=Text(
                en="The whole text of pub_key.pem from the same page.",
                zh="同一页面下载的 pub_key.pem 文件的全部内容。",
            ),
            lines=True,
        ),
    ] = ""
    platform_certificates: Annotated[
        str,
        Setting(
            label=Text(en="Platform certificates of WeChat Pay", zh="微信支付平台证书"),
            help=Text(
                en="For merchants that have no public key yet, and while they change over. Leave it empty and press"
                " “test”: what to enter here is then shown.",
                zh="仅用于尚未启用微信支付公钥、或正在切换到公钥的商户。可先留空并点击“测试”，系统会显示应填写的内容。",
            ),
            lines=True,
        ),
    ] = ""
    native: Annotated[bool, Setting(label=Text(en="QR code (Native)", zh="扫码支付（Native）"))] = True
    jsapi: Annotated[
        bool,
        Setting(
            label=Text(en="Inside WeChat (JSAPI)", zh="微信内支付（JSAPI）"),
            help=Text(
                en="Enter the shop's address at the console: product centre → development → payment directory.",
                zh="需在商户平台 → 产品中心 → 开发配置中填写本店的 JSAPI 支付授权目录。",
            ),
        ),
    ] = False
    h5: Annotated[
        bool,
        Setting(
            label=Text(en="In a phone's browser (H5)", zh="手机浏览器支付（H5）"),
            help=Text(
                en="WeChat Pay has to open H5 for you; enter the shop's host under product centre → development.",
                zh="需先在微信支付开通 H5 支付，并在产品中心 → 开发配置中填写本店域名。",
            ),
        ),
    ] = False
    apiv3_key_2: Annotated[
        str,
        Setting(label=Text(en="Second APIv3 key", zh="第二个 APIv3 密钥"), help=_WHILE_CHANGING, secret=True),
    ] = ""
    public_key_id_2: Annotated[
        str,
        Setting(label=Text(en="Id of a second public key", zh="第二个微信支付公钥 ID"), help=_WHILE_CHANGING),
    ] = ""
    public_key_2: Annotated[
        str,
        Setting(
            label=Text(en="Second public key", zh="第二个微信支付公钥"), help=_WHILE_CHANGING, lines=True
        ),
    ] = ""
    base_url: Annotated[
        str,
        Setting(
            label=Text(en="Address of the service", zh="接口地址"),
            help=Text(
                en="https://api2.mch.weixin.qq.com is the second one, for when the first cannot be reached.",
                zh="主域名无法访问时可改为备用域名 https://api2.mch.weixin.qq.com。",
            ),
            required=True,
            url=True,
        ),
    ] = REAL_ADDRESS
