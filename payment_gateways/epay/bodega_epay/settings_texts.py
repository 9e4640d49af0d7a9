"""The choices of an Epay channel's form, in words."""

from bodega_shop.extend import Text

OTHER = "other"

VERSIONS = {
    "V1": Text(en="V1 (MD5)", zh="V1（MD5）"),
    "V2": Text(en="V2 (RSA)", zh="V2（RSA）"),
}
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
    "redirect": Text(en="Send the buyer to the service's page", zh="跳转到服务商的支付页面"),
    "mapi": Text(en="Show a QR code on our own page", zh="在本店页面显示二维码"),
}
QUESTIONS = {
    "key": Text(en="With the key itself (the usual way)", zh="直接带密钥（通用方式）"),
    "sign": Text(en="With a signature", zh="带签名"),
}
ONLY_IF_DIFFERENT = Text(
    en="Only for services whose documents say something else.", zh="仅当服务商文档另有说明时才需修改。"
)
PLATFORM_KEY = Text(
    en="On the same page as “platform public key”. It is one key for all merchants of the service.",
    zh="同一页面中的“平台公钥”，由该服务商的所有商户共用。",
)
