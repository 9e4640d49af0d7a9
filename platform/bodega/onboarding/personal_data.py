"""What is kept about people who apply for a shop."""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import CONTRACT, DUTY, PersonalData

KEPT = (
    PersonalData(
        what=Text(
            en="Who stands behind a shop: names, numbers of identity and registration, address, phone",
            zh="店铺经营者：姓名或名称、证件与登记号码、地址、电话",
        ),
        purpose=Text(
            en="to check who trades here, and to show buyers whom they buy from",
            zh="核验经营者身份并向买家公示",
        ),
        ground=DUTY,
        kept=Text(en="three years after the shop leaves", zh="店铺退出后三年"),
        columns=(
            "application.answers",
            "submission.content",
        ),
        sent_to=Text(en="authorities that the law entitles", zh="依法有权要求的机关"),
    ),
    PersonalData(
        what=Text(en="Account to which money of the shop goes", zh="收款账户"),
        purpose=Text(en="to pay out", zh="结算与打款"),
        ground=CONTRACT,
        kept=Text(en="three years after the shop leaves", zh="店铺退出后三年"),
        columns=("application.answers",),
        sent_to=Text(en="the bank or payment service that pays out", zh="付款银行或支付机构"),
    ),
)
