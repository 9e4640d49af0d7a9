"""The four policy pages of a shop."""

from bodega.kernel.i18n import Text

AGREEMENT, PRIVACY, REFUNDS, AFTER_SALES = "agreement", "privacy", "refunds", "after_sales"
KINDS = (AGREEMENT, PRIVACY, REFUNDS, AFTER_SALES)

NAMES = {
    AGREEMENT: Text(en="User agreement", zh="用户协议"),
    PRIVACY: Text(en="Privacy policy", zh="隐私政策"),
    REFUNDS: Text(en="Refund policy", zh="退款政策"),
    AFTER_SALES: Text(en="After-sales guide", zh="售后指南"),
}
