"""What is kept of bills and their payments."""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import CONTRACT, PersonalData

KEPT = (
    PersonalData(
        what=Text(en="Bills of a shop and how they were paid", zh="店铺账单及支付记录"),
        purpose=Text(en="to bill what was agreed, and to keep books", zh="按约收费与记账"),
        ground=CONTRACT,
        kept=Text(en="as long as the law wants books kept", zh="法定账簿保存期内"),
        columns=(
            "bill.buyer",
            "bill_payment.action",
            "bill_payment.gateway_ref",
        ),
        sent_to=Text(en="the payment service that you choose", zh="您选择的支付机构"),
    ),
)
