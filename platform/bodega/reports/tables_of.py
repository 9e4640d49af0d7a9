"""The rows of a report: for each shop who stands behind it, and, by the kind of report, what it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega.kernel.errors import BodegaError
from bodega.kernel.vault import CannotOpen
from bodega.onboarding.seal_personal import open_personal
from bodega.qualifications.china_day import china_day
from bodega.reports.periods import IDENTITIES
from bodega.runtime import Runtime

# Measures for the Supervision of Online Transactions, article 8: who sells more in a year has to register.
SMALL_SALES_MINOR, SMALL_SALES_CURRENCY = 100_000_00, "CNY"

_WHO = (
    ("entity_kind", "主体类型"),
    ("name", "名称（姓名）"),
    ("uscc", "统一社会信用代码"),
    ("registration_number", "登记号码（境外）"),
    ("identity_paper", "身份证件类型"),
    ("identity_number", "身份证件号码"),
    ("shop_name", "网店名称"),
    ("shop_urls", "网址链接"),
)
COLUMNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    IDENTITIES: (
        *_WHO,
        ("representative", "法定代表人或经营者"),
        ("address", "实际经营地址"),
        ("phone", "联系电话"),
        ("email", "电子邮箱"),
        ("opened_on", "开店日期"),
        ("left_on", "退出日期"),
        ("verified_on", "最近核验日期"),
        ("not_registered", "免于登记（自我声明）"),
        ("over_small_sales", "年交易额超过十万元"),
        ("remark", "备注"),
    ),
    "income": (
        *_WHO,
        ("begins", "所属期起"),
        ("until", "所属期止"),
        ("currency", "币种"),
        ("orders", "交易笔数"),
        ("taken_minor", "收入总额（最小货币单位）"),
        ("given_back_minor", "退款金额（最小货币单位）"),
        ("net_minor", "收入净额（最小货币单位）"),
        ("remark", "备注"),
    ),
}
_KINDS = {"company": "企业", "sole_trader": "个体工商户", "individual": "自然人"}
_PAPERS = {"resident": "居民身份证", "other": "护照或通行证"}
_NO_SUMS, _NO_IDENTITY = "未取得收入数据", "未登记身份信息"


@dataclass(frozen=True)
class Reported:
    """One shop with what it told; `entity` is empty where nobody knows who stands behind it."""

    shop_id: UUID
    shop_name: str
    hosts: Sequence[str]
    email: str
    application_id: UUID | None
    entity: Mapping[str, Any]
    verified_at: datetime | None
    opened_at: datetime
    left_at: datetime | None
    told: bool
    sums: Sequence[Mapping[str, Any]]


def rows_of(
    runtime: Runtime, kind: str, shop: Reported, *, begins: date, until: date
) -> list[dict[str, str | int]]:
    """One row for identities; for income one for each currency, and one that says so where nothing is known."""
    who = _who(runtime, shop)
    if kind == IDENTITIES:
        return [{**who, **_identity(shop)}]
    span = {"begins": begins.isoformat(), "until": until.isoformat()}
    if not shop.told:
        return [{**who, **span, "remark": _remark(shop)}]
    return [{**who, **span, **_sums(one), "remark": _remark(shop)} for one in shop.sums] or [
        {**who, **span, "orders": 0, "taken_minor": 0, "given_back_minor": 0, "net_minor": 0, "remark": _remark(shop)}
    ]  # fmt: skip


def _who(runtime: Runtime, shop: Reported) -> dict[str, str | int]:
    """The number of a person is opened only for somebody who stands in no register."""
    said = shop.entity
    person = said.get("kind") == "individual"
    return {
        "entity_kind": _KINDS.get(str(said.get("kind")), ""),
        "name": str(said.get("name", "")),
        "uscc": str(said.get("uscc", "")),
        "registration_number": str(said.get("number", "")),
        "identity_paper": _PAPERS.get(str(said.get("id_kind")), "") if person else "",
        "identity_number": _number(runtime, shop) if person else "",
        "shop_name": shop.shop_name,
        "shop_urls": " ".join(runtime.settings.address_of(host) for host in shop.hosts),
    }


def _number(runtime: Runtime, shop: Reported) -> str:
    kept = shop.entity.get("identity") or {}
    if not kept or shop.application_id is None:
        return ""
    try:
        return open_personal(runtime, shop.application_id, "identity", kept)
    except (CannotOpen, BodegaError):
        # One that cannot be opened must not keep a thousand others from being reported.
        return ""


def _identity(shop: Reported) -> dict[str, str | int]:
    said = shop.entity
    person = said.get("kind") == "individual"
    taken = sum(
        one["taken"] - one["given_back"] for one in shop.sums if one["currency"] == SMALL_SALES_CURRENCY
    )
    over = "" if not shop.told else "是" if taken > SMALL_SALES_MINOR else "否"
    return {
        "representative": str(said.get("representative", "")),
        "address": str(said.get("address", "")),
        "phone": str(said.get("phone", "")),
        "email": shop.email,
        "opened_on": china_day(shop.opened_at).isoformat(),
        "left_on": china_day(shop.left_at).isoformat() if shop.left_at else "",
        "verified_on": china_day(shop.verified_at).isoformat() if shop.verified_at else "",
        "not_registered": "是" if person else "否" if said else "",
        "over_small_sales": over if person else "",
        "remark": _remark(shop),
    }


def _sums(one: Mapping[str, Any]) -> dict[str, str | int]:
    return {
        "currency": str(one["currency"]),
        "orders": int(one["orders"]),
        "taken_minor": int(one["taken"]),
        "given_back_minor": int(one["given_back"]),
        "net_minor": int(one["taken"]) - int(one["given_back"]),
    }


def _remark(shop: Reported) -> str:
    remarks = [] if shop.entity else [_NO_IDENTITY]
    return "；".join(remarks if shop.told else [*remarks, _NO_SUMS])
