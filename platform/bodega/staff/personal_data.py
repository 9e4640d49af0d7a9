"""What is kept about people who have an account here, and about their visits."""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import CONTRACT, DUTY, PersonalData

SAFETY = Text(en="safety of the platform and its people", zh="维护平台与账户安全")

KEPT = (
    PersonalData(
        what=Text(
            en="E-mail address, name and language of an account; a digest of its password",
            zh="账户邮箱、称呼与语言；密码的不可逆摘要",
        ),
        purpose=Text(en="the account", zh="提供账户服务"),
        ground=CONTRACT,
        kept=Text(en="as long as the account", zh="账户存续期间"),
        columns=(
            "account.email",
            "account.name",
            "account.password_hash",
            "account.totp_sealed",
            "recovery_code.digest",
            "account.email_proven_at",
        ),
    ),
    PersonalData(
        what=Text(en="Browser and network address of a signed-in visit", zh="登录会话的浏览器与网络地址"),
        purpose=Text(en="to keep you signed in, and to notice strangers", zh="保持登录、发现异常登录"),
        ground=SAFETY,
        kept=Text(en="until the session is over", zh="至会话结束"),
        columns=(
            "sign_in.address",
            "sign_in.agent",
        ),
    ),
    PersonalData(
        what=Text(en="Links sent to an address to prove it, and invitations", zh="验证邮箱的链接及邀请"),
        purpose=Text(en="to see that the address is yours", zh="核实邮箱"),
        ground=CONTRACT,
        kept=Text(en="six months at least", zh="不少于六个月"),
        columns=(
            "account_link.email",
            "invitation.email",
        ),
    ),
    PersonalData(
        what=Text(
            en="Mails of the platform: address, and what they say until they are sent",
            zh="平台邮件：收件地址，以及发送前的内容",
        ),
        purpose=Text(en="to tell you what concerns you", zh="向您发送通知"),
        ground=CONTRACT,
        kept=Text(
            en="the words until they are sent, that one was sent six months at least",
            zh="内容至发送为止，发送记录不少于六个月",
        ),
        columns=(
            "mail.recipient",
            "mail.sealed",
        ),
        sent_to=Text(
            en="the mail service of the platform, and that of your address",
            zh="平台使用的邮件服务商及您邮箱的服务商",
        ),
    ),
    PersonalData(
        what=Text(en="Names in the record of who did what", zh="操作记录中的人名"),
        purpose=Text(en="to show who decided what", zh="证明由谁作出决定"),
        ground=DUTY,
        kept=Text(en="for good: the record is a chain", zh="永久（记录以链条形式保存）"),
        columns=(
            "audit_entry.actor",
            "audit_entry.detail",
        ),
    ),
)
