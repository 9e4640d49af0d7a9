"""The shipped rules as books, made once: one for China, one for elsewhere."""

from datetime import date

import pytest

from bodega.policy.judge import RuleBook
from bodega.policy.listing import Listing, Price, TopUp
from bodega.policy.shipped import shipped_rules

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return RuleBook(shipped_rules(), on=TODAY, market="cn")


@pytest.fixture(scope="session")
def book_elsewhere() -> RuleBook:
    return RuleBook(shipped_rules(), on=TODAY, market="everywhere")


@pytest.fixture
def xinghai_card() -> Listing:
    """A top-up in Xinghai's shop with which nothing is wrong."""
    return Listing(
        shop_name="星海点卡行",
        title="星穹远征 648 点券 官方直充",
        texts={
            "introduction": "适配最新版本客户端，最小面值 60 点。",
            "how_to": "第一步填写账号，最后一步确认。",
            "guarantee": "充值失败全额退款，原路返回。",
        },
        image_alts=("星穹远征 648 点券",),
        image_files=("xinghai-648.png",),
        category=("games", "games_mobile", "games_mobile_topup"),
        good="topup",
        prices=(Price(sku="648", amount=60_000, struck=64_800, basis="厂商建议零售价"),),
        topup=TopUp(arrival="1 至 5 分钟", operators="安卓与苹果官服", on_failure="十分钟内原路退款"),
        qualifications=frozenset({"business_licence"}),
        authorised_brands=frozenset(),
        notice_shown=True,
    )
