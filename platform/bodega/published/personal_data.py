"""What is kept about people who agree to the platform's texts, and comment on them."""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import DUTY, PersonalData

KEPT = (
    PersonalData(
        what=Text(
            en="Which versions of these texts you agreed to, when and from where",
            zh="同意平台规则的版本、时间与网络地址",
        ),
        purpose=Text(en="to show that you were asked", zh="证明已取得同意"),
        ground=DUTY,
        kept=Text(
            en="until the account is erased, three years after it was last used",
            zh="至账户清除（最后使用三年后）",
        ),
        columns=(
            "account_consent.versions",
            "account_consent.address",
        ),
    ),
    PersonalData(
        what=Text(en="What you say of a change that is announced", zh="您对规则修改提出的意见"),
        purpose=Text(en="to weigh it and to answer", zh="听取并答复意见"),
        ground=DUTY,
        kept=Text(
            en="until the account is erased, three years after it was last used",
            zh="至账户清除（最后使用三年后）",
        ),
        columns=(
            "text_comment.words",
            "text_comment.answer",
        ),
        sent_to=Text(en="everybody, without your name, once it is answered", zh="答复后不署名公开"),
    ),
)
