"""The people and shops of the demo. Every name is invented, and `.example` is a domain that nobody has (RFC 2606)."""

from dataclasses import dataclass
from typing import Literal

BASE_DOMAIN = "localhost"


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    locale: str


@dataclass(frozen=True)
class PlannedShop:
    """A shop to open; what it sells is brought by the shop code, under the same slug.

    `extensions` are switched on beside those that every shop starts with, where they are installed; `opens_into` is
    where it is once it is open: live, or in rehearsal, with the way to its customers still before it.
    """

    slug: str
    name: str
    locale: str
    owner: Person
    extensions: tuple[str, ...] = ()
    opens_into: Literal["live", "rehearsal"] = "live"


@dataclass(frozen=True)
class Wish:
    """A shop that somebody asks for, with everything that an application says."""

    applicant: Person
    slug: str
    shop_name: str
    categories: tuple[str, ...]
    to_whom: str
    company: str
    company_in_latin: str
    person_in_latin: str
    address: str
    bank: str
    grantor: str
    goods: str


ADMIN = Person("Ada", "ada@bodega.example", "en")
SHOPS = (
    PlannedShop(
        "xinghai", "星海点卡行", "zh-CN", Person("林薇", "lin.wei@xinghai.example", "zh-CN"), ("membership",)
    ),
    PlannedShop("yunting", "云听会员店", "zh-CN", Person("周宁", "zhou.ning@yunting.example", "zh-CN")),
    PlannedShop("mobi", "Mobi Licences", "en", Person("Mo Bell", "mo.bell@mobi.example", "en"), ("manual",)),
    PlannedShop(
        "shulin",
        "书林阅读小店",
        "zh-CN",
        Person("苏林", "su.lin@shulin.example", "zh-CN"),
        opens_into="rehearsal",
    ),
)
WISH = Wish(
    applicant=Person("何苗", "he.miao@qinghe.example", "zh-CN"),
    slug="qinghe",
    shop_name="青禾数字生活馆",
    categories=("games_pc_cards", "games_mobile_cards"),
    to_whom="身边的玩家朋友，主要来自游戏群，预计每天三十单左右。",
    company="青禾（杭州）科技有限公司",
    company_in_latin="Qinghe (Hangzhou) Technology",
    person_in_latin="He Miao",
    address="杭州市西湖区文三路一号",
    bank="招商银行杭州分行",
    grantor="星海网络",
    goods="星海点卡",
)
