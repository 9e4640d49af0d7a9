"""The personal data that the shop itself keeps, whatever extensions are switched on.

A test of the house goes through the columns of a shop and asks that each one that holds such data is named here. Grounds
are those of the Personal Information Protection Law of China, article 13, and of the GDPR, article 6; three years for
records of trade are those of the E-Commerce Law of China, article 31, six months for logs those of the Cybersecurity
Law, article 23. What has a `period` goes when the shop's own time for that kind is over.
"""

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import CONSENT, CONTRACT, DUTY, PersonalData
from bodega_shop.retention.periods import LOGS, REPORTS, TRADE

INTEREST = Text(en="safety of the shop and its buyers", zh="维护交易与网络安全")

# Said where the shop's own time is not known; its privacy page says the time that is set.
LAW = Text(
    en="as long as the law wants records of the trade kept: three years in China, six months elsewhere, at least",
    zh="法定交易记录保存期：中国不少于三年，其他地区不少于六个月",
)
SIX_MONTHS = Text(en="six months", zh="六个月")
ACCOUNT = Text(en="until you have the account erased", zh="至您注销账户")

OWN_DATA = (
    PersonalData(
        what=Text(en="E-mail address or phone number of an order", zh="订单联系方式（邮箱或手机号）"),
        purpose=Text(en="to find the order and to reach you about it", zh="查询订单、就订单与您联系"),
        ground=CONTRACT,
        kept=LAW,
        period=TRADE,
        columns=("purchase.contact", "purchase.contact_digest", "message.recipient"),
    ),
    PersonalData(
        what=Text(en="Network address of an order, and consent given with it", zh="下单网络地址及同意记录"),
        purpose=Text(en="against fraud, and to show what was agreed", zh="防范欺诈、证明双方约定"),
        ground=INTEREST,
        kept=LAW,
        period=TRADE,
        columns=("purchase.address", "purchase.consent"),
    ),
    PersonalData(
        what=Text(en="When and from where a code was looked at", zh="查看卡密的时间与网络地址"),
        purpose=Text(en="to settle a dispute about a code", zh="处理卡密争议"),
        ground=INTEREST,
        kept=LAW,
        period=TRADE,
        columns=("reveal.address", "reveal.actor"),
    ),
    PersonalData(
        what=Text(en="E-mail address, phone number and name of an account", zh="账户邮箱、手机号与称呼"),
        purpose=Text(en="the account", zh="提供账户服务"),
        ground=CONSENT,
        kept=ACCOUNT,
        columns=(
            "customer.email", "customer.email_digest", "customer.phone", "customer.phone_digest", "customer.name",
            "customer.password_hash", "customer.contact", "customer.consent",
        ),
    ),
    PersonalData(
        what=Text(en="Codes sent to prove an address", zh="验证码记录"),
        purpose=Text(en="to see that the address is yours", zh="核实联系方式"),
        ground=CONTRACT,
        kept=SIX_MONTHS,
        period=LOGS,
        columns=("customer_proof.contact", "customer_proof.contact_digest", "customer_proof.detail"),
    ),
    PersonalData(
        what=Text(en="Browser and network address of a signed-in visit", zh="登录会话的浏览器与网络地址"),
        purpose=Text(en="to keep you signed in, and to notice strangers", zh="保持登录、发现异常登录"),
        ground=CONTRACT,
        kept=SIX_MONTHS,
        period=LOGS,
        columns=("customer_session.address", "customer_session.agent"),
    ),
    PersonalData(
        what=Text(en="Which versions of these pages you agreed to, when and from where", zh="同意本店条款的版本、时间与网络地址"),
        purpose=Text(en="to show that you were asked", zh="证明已取得同意"),
        ground=DUTY,
        kept=LAW,
        period=TRADE,
        columns=("consent.versions", "consent.address"),
    ),
    PersonalData(
        what=Text(en="Payments and refunds", zh="付款与退款"),
        purpose=Text(en="to pay, to refund and to keep books", zh="收款、退款与记账"),
        ground=CONTRACT,
        kept=LAW,
        period=TRADE,
        columns=("payment.action", "dispute.reason", "hand_confirmation.proof"),
        sent_to=Text(en="the payment service that you choose", zh="您选择的支付机构"),
    ),
    PersonalData(
        what=Text(en="Messages of payment services as they came", zh="支付机构通知原文"),
        purpose=Text(en="to look again when an amount is in doubt", zh="核查有疑问的款项"),
        ground=CONTRACT,
        kept=SIX_MONTHS,
        period=REPORTS,
        columns=("gateway_event.body",),
    ),
    PersonalData(
        what=Text(en="Name, tax number and address on an invoice", zh="发票抬头、税号与接收地址"),
        purpose=Text(en="to issue the invoice", zh="开具发票"),
        ground=DUTY,
        kept=LAW,
        period=TRADE,
        columns=(
            "invoice_request.title", "invoice_request.tax_number", "invoice_request.send_to", "invoice_request.note",
        ),
    ),
    PersonalData(
        what=Text(en="What you write to the shop about an order or a balance", zh="您就订单或余额提交的文字"),
        purpose=Text(en="to answer you and to settle disputes", zh="答复与处理争议"),
        ground=CONTRACT,
        kept=LAW,
        period=TRADE,
        columns=("evidence_text.text", "payback.reason", "refund.reason", "dispute.reason", "feedback.words"),
    ),
    PersonalData(
        what=Text(en="Names and addresses of the shop's own staff", zh="本店工作人员姓名与邮箱"),
        purpose=Text(en="to know who did what", zh="记录操作人"),
        ground=CONTRACT,
        kept=LAW,
        columns=("staff.name", "staff.email", "deed.actor", "hand_confirmation.asked_name", "hand_confirmation.decided_name"),
    ),
)  # fmt: skip
