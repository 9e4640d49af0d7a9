"""What is kept about owners who confirm who they are."""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import DUTY, PersonalData

KEPT = (
    PersonalData(
        what=Text(
            en="When and from where an owner confirmed the details of a shop",
            zh="店主确认经营者信息的时间与网络地址",
        ),
        purpose=Text(en="to show that identities are looked at again", zh="证明定期核验经营者身份"),
        ground=DUTY,
        kept=Text(en="three years after the shop leaves", zh="店铺退出后三年"),
        columns=(
            "identity_check.confirmed_name",
            "identity_check.confirmed_from",
        ),
    ),
)
