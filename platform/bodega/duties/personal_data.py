"""What is kept about people who complain of a shop, or object to a listing."""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import CONTRACT, DUTY, PersonalData

KEPT = (
    PersonalData(
        what=Text(
            en="A complaint: order number, contact, words and files", zh="投诉：订单号、联系方式、陈述与附件"
        ),
        purpose=Text(en="to settle it", zh="处理投诉"),
        ground=CONTRACT,
        kept=Text(en="three years after it was decided", zh="作出决定后三年"),
        columns=(
            "complaint.number",
            "complaint.sealed",
            "complaint.facts",
            "complaint_entry.words",
            "duty_file.place",
            "duty_file.name",
        ),
        sent_to=Text(
            en="the shop: number, words and files, not the contact",
            zh="被投诉的店铺（订单号、陈述与附件，不含联系方式）",
        ),
    ),
    PersonalData(
        what=Text(
            en="A notice of a right: who holds it, how to reach them, proof",
            zh="侵权通知：权利人、联系方式与证明材料",
        ),
        purpose=Text(en="to judge it, and to pass it on to the shop", zh="审核并转送店铺"),
        ground=DUTY,
        kept=Text(en="three years after it was decided", zh="作出决定后三年"),
        columns=(
            "rights_notice.sealed",
            "rights_notice.name_digest",
            "rights_notice.email_digest",
            "notice_listing.counter_sealed",
            "notice_entry.words",
        ),
        sent_to=Text(
            en="the shop it is about; the public without personal data", zh="涉及的店铺；公示时不含个人信息"
        ),
    ),
    PersonalData(
        what=Text(
            en="Who opened a file of a complaint or notice, when and from where",
            zh="查阅投诉与通知附件的人员、时间与网络地址",
        ),
        purpose=Text(en="to show that nobody looks without a reason", zh="防止无故查阅"),
        ground=DUTY,
        kept=Text(en="three years after it was decided", zh="作出决定后三年"),
        columns=(
            "duty_file_access.actor",
            "duty_file_access.address",
        ),
    ),
)
