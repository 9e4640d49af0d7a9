"""What is kept of the papers that people hand in."""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import DUTY, PersonalData

KEPT = (
    PersonalData(
        what=Text(en="Papers and what stands on them", zh="证照、证件及其记载内容"),
        purpose=Text(en="to check what a shop may sell", zh="核验经营资格"),
        ground=DUTY,
        kept=Text(en="three years after the shop leaves", zh="店铺退出后三年"),
        columns=(
            "document.fields",
            "document.number_digest",
            "document_file.place",
            "document_file.name",
        ),
        sent_to=Text(
            en="buyers: who it was given to, masked number, until when",
            zh="向买家展示持有人、部分号码与有效期",
        ),
    ),
    PersonalData(
        what=Text(en="Who looked at a paper, when and from where", zh="查阅证照的人员、时间与网络地址"),
        purpose=Text(en="to show that nobody looks without a reason", zh="防止无故查阅"),
        ground=DUTY,
        kept=Text(en="three years after the shop leaves", zh="店铺退出后三年"),
        columns=(
            "document_access.actor",
            "document_access.address",
        ),
    ),
)
