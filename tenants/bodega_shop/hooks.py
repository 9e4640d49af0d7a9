"""The shop itself, as an extension: what it brings to the street, through the door that strangers use."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar.types import ControllerRouterHandler

import bodega
from bodega.kernel.errors import BodegaError
from bodega.kernel.i18n import Text
from bodega.kernel.jobs import Job
from bodega.kernel.money import Money
from bodega.plugins.bench_door import Bench, BenchAudit, BenchGoods
from bodega.plugins.billing_door import BillingDoor, PaidOut
from bodega.plugins.console_door import ConsoleDesk
from bodega.plugins.duty_door import ComplaintNews, DutyDoor, FoundListing, OrderFacts
from bodega.plugins.manifest import API_VERSION, DemoShop, Manifest
from bodega.plugins.platform_door import PlatformDoor
from bodega.plugins.proof_door import Difference, Proofs, Verdict
from bodega.plugins.qualification_door import GoodsWeighed, QualificationDoor
from bodega.plugins.rule_door import CaseDecision, RuleDoor, Tried
from bodega.plugins.standing_door import Figures, Income, StandingDoor
from bodega.policy.judge import RuleBook
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega.web.visit import AnyRequest, Visit
from bodega_shop import hookspecs
from bodega_shop.floor import open_floor
from bodega_shop.settings.first_profile import prepare_shop


def routes() -> Sequence[ControllerRouterHandler]:
    from bodega_shop.routes import shop_routes  # noqa: PLC0415 - pages are only needed where pages are served

    return shop_routes()


def platform_pages() -> Sequence[ControllerRouterHandler]:
    from bodega_shop.admin.routes import admin_pages  # noqa: PLC0415 - as above

    return admin_pages()


def my_pages() -> Sequence[ControllerRouterHandler]:
    from bodega_shop.admin.routes import my_pages  # noqa: PLC0415 - as above

    return my_pages()


def platform_addresses() -> Sequence[ControllerRouterHandler]:
    from bodega_shop.admin.routes import open_addresses  # noqa: PLC0415 - as above

    return open_addresses()


def failure_page(request: AnyRequest, visit: Visit, error: BodegaError) -> str:
    from bodega_shop.storefront.failure_page import shop_failure_page  # noqa: PLC0415 - as above

    return shop_failure_page(request, visit, error)


async def desk(request: AnyRequest, manifest: Manifest) -> ConsoleDesk:
    from bodega_shop.console.desk import seat_at_extension  # noqa: PLC0415 - as above

    return await seat_at_extension(request, manifest)


def jobs() -> Sequence[Job]:
    from bodega_shop.shop_jobs import shop_jobs  # noqa: PLC0415 - jobs are only needed in the worker

    return shop_jobs()


async def fill_demo(runtime: Runtime, shop: Shop, demo: DemoShop) -> Mapping[str, str]:
    from bodega_shop.demo.fill_shop import fill_shop  # noqa: PLC0415 - goods are only made up for demos

    return await fill_shop(runtime, shop, demo)


async def fill_for_bench(runtime: Runtime, shop: Shop, goods: BenchGoods) -> Mapping[str, Any]:
    from bodega_shop.bench.fill_shop import fill_shop  # noqa: PLC0415 - as above

    return await fill_shop(runtime, shop, goods)


async def audit_for_bench(shop: Shop) -> BenchAudit:
    from bodega_shop.bench.audit_shop import audit_shop  # noqa: PLC0415 - as above

    return await audit_shop(shop)


async def audit(shop: Shop) -> Sequence[Difference]:
    from bodega_shop.books.audit_shop import audit_shop  # noqa: PLC0415 - only commands audit

    return await audit_shop(shop)


async def verify(shop: Shop) -> Verdict:
    from bodega_shop.evidence.verify_shop import verify_shop  # noqa: PLC0415 - as above

    return await verify_shop(shop)


def verify_file(content: bytes) -> Verdict:
    from bodega_shop.evidence.verify_export import verify_export  # noqa: PLC0415 - as above

    return verify_export(content)


async def weigh_goods(shop: Shop, *, now: datetime) -> GoodsWeighed:
    from bodega_shop.compliance.weigh_goods import weigh_goods  # noqa: PLC0415 - only the worker weighs

    return await weigh_goods(shop, now=now)


async def judge_all(shop: Shop, *, now: datetime) -> int:
    from bodega_shop.compliance.judge_shop import judge_shop  # noqa: PLC0415 - only the worker judges everything

    return await judge_shop(shop, now=now)


async def try_book(shop: Shop, book: RuleBook, *, now: datetime) -> Tried:
    from bodega_shop.compliance.try_book import try_book  # noqa: PLC0415 - as above

    return await try_book(shop, book, now=now)


async def decide_case(shop: Shop, decision: CaseDecision, *, now: datetime) -> bool:
    from bodega_shop.compliance.take_decision import take_decision  # noqa: PLC0415 - as above

    return await take_decision(shop, decision, now=now)


async def count_orders(shop: Shop, begins: datetime, ends: datetime) -> int:
    from bodega_shop.platform_bills.read_for_plan import count_orders  # noqa: PLC0415 - only the worker counts

    return await count_orders(shop, begins, ends)


async def read_sales(shop: Shop, begins: datetime, ends: datetime) -> Sequence[Mapping[str, Money]]:
    from bodega_shop.platform_bills.read_for_plan import read_sales  # noqa: PLC0415 - as above

    return await read_sales(shop, begins, ends)


async def read_figures(shop: Shop, begins: datetime, ends: datetime) -> Figures:
    from bodega_shop.standing.read_figures import read_figures  # noqa: PLC0415 - as above

    return await read_figures(shop, begins, ends)


async def read_income(shop: Shop, begins: datetime, ends: datetime) -> Sequence[Income]:
    from bodega_shop.standing.read_income import read_income  # noqa: PLC0415 - as above

    return await read_income(shop, begins, ends)


async def keep_payouts(shop: Shop, moves: Sequence[PaidOut]) -> None:
    from bodega_shop.collecting.keep_payouts import keep_payouts  # noqa: PLC0415 - as above

    await keep_payouts(shop, moves)


async def look_up_order(shop: Shop, number: str, contact: str) -> OrderFacts | None:
    from bodega_shop.complaints.prove_order import look_up  # noqa: PLC0415 - as above

    return await look_up(shop, number, contact)


async def refunded_of(shop: Shop, number: str) -> int | None:
    from bodega_shop.complaints.prove_order import refunded  # noqa: PLC0415 - as above

    return await refunded(shop, number)


async def hear_complaint(shop: Shop, news: ComplaintNews, *, now: datetime) -> None:
    from bodega_shop.complaints.hear_complaint import hear_complaint  # noqa: PLC0415 - as above

    await hear_complaint(shop, news, now=now)


async def find_listing(shop: Shop, path: str) -> FoundListing | None:
    from bodega_shop.compliance.find_listing import find_listing  # noqa: PLC0415 - as above

    return await find_listing(shop, path)


async def take_down(
    shop: Shop, takedown_id: UUID, product_id: UUID, right_kind: str, *, now: datetime
) -> None:
    from bodega_shop.compliance.take_down import take_down  # noqa: PLC0415 - as above

    await take_down(shop, takedown_id, product_id, right_kind, now=now)


async def put_back(shop: Shop, takedown_id: UUID, *, now: datetime) -> None:
    from bodega_shop.compliance.take_down import put_back  # noqa: PLC0415 - as above

    await put_back(shop, takedown_id, now=now)


manifest = Manifest(
    id="shop",
    version=bodega.VERSION,
    api=(API_VERSION, API_VERSION),
    name=Text(en="Shop", zh="店铺"),
    description=Text(en="Goods, stock, orders, payments and delivery.", zh="商品、库存、订单、支付与发货。"),
    package="bodega_shop",
    migrations="bodega_shop.migrations",
    routes=routes,
    jobs=jobs,
    hookspecs=hookspecs,
    start=open_floor,
    prepare_shop=prepare_shop,
    fill_demo=fill_demo,
    bench=Bench(fill_for_bench, audit_for_bench, buyers="bodega_shop.bench.buyers"),
    proofs=Proofs(audit, verify, verify_file),
    qualifications=QualificationDoor(weigh_goods),
    rules=RuleDoor(judge_all, try_book, decide_case),
    duties=DutyDoor(look_up_order, refunded_of, hear_complaint, find_listing, take_down, put_back),
    billing=BillingDoor(count_orders, read_sales, keep_payouts),
    standing=StandingDoor(read_figures, read_income),
    platform=PlatformDoor(
        platform_pages,
        platform_addresses,
        templates=Path(__file__).parent / "admin" / "templates",
        places=(
            ("/admin/channels", "Platform channels", "wallet", "money"),
            ("/admin/money", "Money of the shops", "receipt", "money"),
            ("/admin/plans", "Plans", "tag", "money"),
            ("/admin/bills", "Bills", "receipt", "money"),
        ),
        my_pages=my_pages,
    ),
    failure_page=failure_page,
    desk=desk,
    always_on=True,
)
