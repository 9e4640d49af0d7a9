"""The five texts that the platform publishes of itself, and what each is held to."""

from bodega.kernel.i18n import Text

AGREEMENT, USER_TERMS, PRIVACY, FEES, LICENCE = "agreement", "user_terms", "privacy", "fees", "licence"
KINDS = (AGREEMENT, FEES, USER_TERMS, PRIVACY, LICENCE)

# What changes for somebody who trades or has an account here: announced first, open for comments, asked again.
RULES = (AGREEMENT, FEES, USER_TERMS, PRIVACY)
# What whoever makes an account agrees to, and what whoever opens a shop agrees to beside it.
FOR_ACCOUNTS = (USER_TERMS, PRIVACY)
FOR_SHOPS = (AGREEMENT, FEES)

NAMES = {
    AGREEMENT: Text(en="Reseller agreement", zh="商户入驻协议"),
    FEES: Text(en="Fee rules", zh="收费规则"),
    USER_TERMS: Text(en="User terms", zh="平台用户协议"),
    PRIVACY: Text(en="Privacy policy", zh="平台隐私政策"),
    LICENCE: Text(en="Licences", zh="证照信息"),
}
