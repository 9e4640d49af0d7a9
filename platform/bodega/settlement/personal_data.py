"""What is kept about people to whom money is paid out."""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import CONTRACT, PersonalData

KEPT = (
    PersonalData(
        what=Text(en="Account to which money is paid out, and in whose name", zh="打款账户及户名"),
        purpose=Text(en="to pay out what was collected", zh="结算与打款"),
        ground=CONTRACT,
        kept=Text(en="as long as the law wants books kept", zh="法定账簿保存期内"),
        columns=(
            "payout_account.holder",
            "payout_account.bank",
            "payout_account.account",
        ),
        sent_to=Text(en="the bank or payment service that pays out", zh="付款银行或支付机构"),
    ),
)
