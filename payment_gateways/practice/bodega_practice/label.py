"""What people read in place of the program's own words; the catalogue translates them."""

from bodega_practice.speak import N_

TYPE_LABELS = {
    "alipay": N_("Alipay"),
    "wxpay": N_("WeChat Pay"),
    "qqpay": N_("QQ Wallet"),
    "bank": N_("Bank card"),
    "jdpay": N_("JD Pay"),
    "paypal": N_("PayPal"),
    "usdt": N_("USDT"),
}
STATE_LABELS = {
    "waiting": N_("to be paid"),
    "held": N_("on its way"),
    "paid": N_("paid"),
    "cancelled": N_("cancelled"),
    "closed": N_("closed"),
}
DELAYS = {
    10: N_("10 seconds"),
    60: N_("1 minute"),
    360: N_("6 minutes"),
    960: N_("16 minutes"),
    3660: N_("61 minutes"),
}
KIND_LABELS = {
    "paid": N_("Payment"),
    "repeat": N_("The same payment once more"),
    "second_trade": N_("Second payment of the same order"),
    "second_repeat": N_("The second payment once more"),
    "other_amount": N_("Payment of another amount"),
    "again": N_("Payment, told again by hand"),
    "forged_signature": N_("Signed with a wrong key"),
    "forged_unsigned": N_("Not signed"),
    "forged_merchant": N_("Signed, but for another merchant"),
    "forged_status": N_("Signed, but the status is “waiting for payment”"),
    "forged_amount": N_("Amount changed after signing"),
}
PROBLEM_LABELS = {
    "timeout": N_("No answer in time"),
    "unreachable": N_("Could not be reached"),
}
WAY_LABELS = {
    "email": N_("E-mail"),
    "phone": N_("Text message"),
}
