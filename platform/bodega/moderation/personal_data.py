"""What is kept of decisions about applications."""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import DUTY, PersonalData

KEPT = (
    PersonalData(
        what=Text(
            en="Decisions about an application, with reasons and notes", zh="对申请的审核结论、理由与备注"
        ),
        purpose=Text(en="to give reasons, and to treat like cases alike", zh="说明理由、统一尺度"),
        ground=DUTY,
        kept=Text(en="three years after the shop leaves", zh="店铺退出后三年"),
        columns=(
            "decision.reason",
            "application_note.words",
        ),
    ),
)
