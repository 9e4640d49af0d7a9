"""Who runs the platform and by which licences: read from the form, kept, told in the licences and below every page.

E-Commerce Law of China, article 15, wants the licence on the front page; the Measures for the filing of non-commercial
internet information services (order 33 of 2005), article 13, the filing's number with a link to the ministry's register.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.kernel.i18n import Text
from bodega.qualifications.check_icp import check_icp, check_licence
from bodega.qualifications.check_uscc import check_uscc
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

_KEEP = """
    insert into text_fact (name, value, changed_at, changed_by) values ($1, $2, $3, $4)
    on conflict (name) do update set value = $2, changed_at = $3, changed_by = $4"""
_LONGEST = 300
# The ministry's register of filings, where anybody looks a number up.
ICP_REGISTER = "https://beian.miit.gov.cn/"


@dataclass(frozen=True)
class Fact:
    """`check` puts a value into its usual form or raises `InvalidInput`; a fact that `is_link` is an address on the web."""

    label: Text
    check: Callable[[str], str] | None = None
    is_link: bool = False


FACTS: Mapping[str, Fact] = {
    "holder": Fact(Text(en="Who runs the platform", zh="平台经营者")),
    "uscc": Fact(Text(en="Unified Social Credit Code", zh="统一社会信用代码"), check_uscc),
    "holder_address": Fact(Text(en="Address", zh="地址")),
    "phone": Fact(Text(en="Phone", zh="电话")),
    "email": Fact(Text(en="E-mail", zh="邮箱")),
    "licence_url": Fact(Text(en="Business licence, on the web", zh="营业执照链接"), is_link=True),
    "icp": Fact(Text(en="ICP filing", zh="ICP 备案号"), check_icp),
    "telecom": Fact(Text(en="Value-added telecom licence", zh="增值电信业务经营许可证"), check_licence),
    "telecom_url": Fact(Text(en="Telecom licence, on the web", zh="增值电信许可证链接"), is_link=True),
    "police": Fact(Text(en="Public security filing", zh="公安联网备案号")),
    "police_url": Fact(Text(en="Public security filing, on the web", zh="公安备案链接"), is_link=True),
}


async def read_facts(scope: Scope) -> dict[str, str]:
    """By name, without empty ones."""
    rows = await scope.fetch("select name, value from text_fact where value <> ''")
    known = {row["name"]: row["value"] for row in rows}
    return {name: known[name] for name in FACTS if name in known}


def read_form(form: Form) -> dict[str, str]:
    """Each in its usual form; what is wrong is said beside its field."""
    return {name: _value(form, name, fact) for name, fact in FACTS.items()}


async def save_facts(facts: Mapping[str, str], staff: StaffMember, *, now: datetime) -> None:
    """They count for readers once the licences are published again."""
    async with platform_scope() as scope:
        for name, value in facts.items():
            await scope.execute(_KEEP, name, value, now, staff.name)
        await record(scope, deed="terms.facts", actor_id=staff.account_id, actor=staff.name, now=now)


def describe_facts(facts: Mapping[str, str], locale: str) -> str:
    """A Markdown list; a link stands behind the number that it proves."""
    links = {"uscc": facts.get("licence_url"), "icp": ICP_REGISTER, "telecom": facts.get("telecom_url"), "police": facts.get("police_url")}  # fmt: skip
    lines = []
    for name, fact in FACTS.items():
        value = facts.get(name)
        if value and not fact.is_link:
            url = links.get(name)
            colon = "：" if locale.startswith("zh") else ": "
            lines.append(f"- {fact.label.in_locale(locale)}{colon}{f'[{value}]({url})' if url else value}")
    return "\n".join(lines)


def _value(form: Form, name: str, fact: Fact) -> str:
    value = form.text(name, _LONGEST)
    if not value:
        return ""
    if fact.is_link and (not value.startswith("https://") or any(sign in value for sign in " ()<>\"'")):
        form.refuse(name, "An address on the web begins with https:// and has no blanks or brackets.")
    if fact.check is None:
        return value
    try:
        return fact.check(value)
    except InvalidInput as error:
        form.refuse_with(error, name)
        return value
