"""What is kept about owners in reports that the law demands."""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import DUTY, PersonalData

KEPT = (
    PersonalData(
        what=Text(en="Reports of who trades here and what they took", zh="经营者身份与收入报送文件"),
        purpose=Text(en="to report as the law demands", zh="依法报送"),
        ground=DUTY,
        kept=Text(en="three years", zh="三年"),
        columns=(
            "report_part.sums",
            "report_file.place",
        ),
        sent_to=Text(en="market regulation and tax authorities", zh="市场监督管理部门与税务机关"),
    ),
    PersonalData(
        what=Text(en="Who took a report away, when and from where", zh="下载报送文件的人员、时间与网络地址"),
        purpose=Text(en="to show who has it", zh="证明由谁取得"),
        ground=DUTY,
        kept=Text(en="three years", zh="三年"),
        columns=(
            "report_download.actor",
            "report_download.address",
        ),
    ),
)
