"""The people and shops of the demo. Every name is invented, and `.example` is a domain that nobody has (RFC 2606)."""

from dataclasses import dataclass

BASE_DOMAIN = "localhost"


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    locale: str


@dataclass(frozen=True)
class PlannedShop:
    """A shop to open; what it sells is brought by the shop code, under the same slug.

    `extensions` are switched on beside those that every shop starts with, where they are installed.
    """

    slug: str
    name: str
    locale: str
    owner: Person
    extensions: tuple[str, ...] = ()


ADMIN = Person("Ada", "ada@bodega.example", "en")
SHOPS = (
    PlannedShop(
        "xinghai", "星海点卡行", "zh-CN", Person("林薇", "lin.wei@xinghai.example", "zh-CN"), ("membership",)
    ),
    PlannedShop("yunting", "云听会员店", "zh-CN", Person("周宁", "zhou.ning@yunting.example", "zh-CN")),
    PlannedShop("mobi", "Mobi Licences", "en", Person("Mo Bell", "mo.bell@mobi.example", "en"), ("manual",)),
)
