"""What authorities are handed: each shop tells what its books say, files are sealed, and every look at them is kept."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import openpyxl
import pytest
import pytest_asyncio

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.onboarding.seal_personal import seal_personal
from bodega.reports.gather_part import gather_part
from bodega.reports.make_files import PATIENCE, make_report
from bodega.reports.periods import INCOME, Period, last_period, moment
from bodega.reports.read_reports import read_report
from bodega.reports.start_report import start_report
from bodega.reports.take_file import take_file
from bodega.reports.write_tables import write_csv, write_workbook
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega_shop.books.book_transfer import Leg, book, promise

NUMBER = "11010519491231002X"


@pytest.fixture
def now(street) -> datetime:
    return street.runtime.clock.now()


@pytest.fixture
def quarter(now) -> Period:
    """A span long before this street, and of no other story: nobody is asked but whom the story names."""
    begins = date(1900, 1, 1) + timedelta(days=new_id().int % 20_000)
    return Period(INCOME, begins, begins + timedelta(days=90), now.date())


@pytest_asyncio.fixture
async def known(street, shop, now):
    """Who stands behind the shop: a person, who stands in no register."""
    application_id = new_id()
    entity = {
        "kind": "individual", "name": "=林伟", "uscc": "", "number": "", "representative": "", "address": "Hangzhou 1",
        "phone": "+8613800138000", "id_kind": "resident",
        "identity": seal_personal(street.runtime, application_id, "identity", NUMBER),
    }  # fmt: skip
    async with platform_scope() as scope:
        owner = await scope.fetchval("select owner_id from shop where id = $1", shop.id)
        await scope.execute(
            "insert into application (id, account_id, shop_id, kind, state, answers, revision, created_at, changed_at,"
            " submitted_at, decided_at) values ($1, $2, $3, 'opening', 'approved', $4, 1, $5, $5, $5, $5)",
            application_id, owner, shop.id, {"entity": entity}, now,
        )  # fmt: skip


async def earn(shop, now, *legs: tuple[str, str, int]) -> None:
    async with shop_scope(shop) as scope:
        for debit, credit, minor in legs:
            await book(scope, Leg("payment", new_id(), "sale", debit, credit, Money(minor, "CNY")), now=now)
        # What is only promised is no income.
        await promise(
            scope, Leg("refund", new_id(), "part1", "refunds", "clearing:a", Money(7, "CNY")), now=now
        )


async def gather(street, period: Period, now, *, only=None):
    """A report under way that asks `only` these shops: the others of the street are none of the story's."""
    run_id = new_id()
    async with platform_scope() as scope:
        await scope.execute(
            "insert into report_run (id, kind, begins, ends, due_on, state, started_at)"
            " values ($1, $2, $3, $4, $5, 'gathering', $6)",
            run_id, period.kind, period.begins, period.ends, period.due_on, now,
        )  # fmt: skip
        for one in only:
            await scope.execute(
                "insert into report_part (run_id, shop_id, state) values ($1, $2, 'waiting')", run_id, one.id
            )
    return run_id


async def tell(street, run_id, *shops) -> None:
    for shop in shops:
        for _ in range(2):
            await gather_part(street.runtime, {"run_id": str(run_id), "shop_id": str(shop.id)})


async def file_of(street, run_id, ending: str, now, edition: int = 1) -> bytes:
    sheet = await read_report(run_id)
    [file] = [one for one in sheet.files if one.name.endswith(ending) and one.edition == edition]
    ada = type("Ada", (), {"account_id": new_id(), "name": "Ada"})()
    taken = await take_file(street.runtime, file.id, ada, address="203.0.113.9", now=now)
    assert sha256(taken.content).digest() == file.digest
    return taken.content


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_income_is_what_the_books_say_with_who_took_it(street, shop, known, quarter, now):
    first, last = moment(quarter.begins), moment(quarter.ends) - timedelta(seconds=1)
    await earn(shop, first, ("clearing:a", "sales", 9980), ("clearing:a", "sales", 500))
    await earn(shop, last, ("refunds", "clearing:a", 300), ("clearing:a", "surcharge", 20))
    await earn(shop, last, ("fees", "clearing:a", 60), ("disputes", "disputed", 100))
    for outside in (first - timedelta(seconds=1), moment(quarter.ends)):
        await earn(shop, outside, ("clearing:a", "sales", 77777))
    run_id = await gather(street, quarter, now, only=[shop])
    await tell(street, run_id, shop)
    await make_report(street.runtime, {"run_id": str(run_id)})
    await make_report(street.runtime, {"run_id": str(run_id)})
    [row] = rows(await file_of(street, run_id, ".csv", now))
    assert (row["交易笔数"], row["币种"]) == ("2", "CNY")
    assert row["收入总额（最小货币单位）"] == "10500"
    assert row["退款金额（最小货币单位）"] == "400"
    assert row["收入净额（最小货币单位）"] == "10100"
    assert (row["名称（姓名）"], row["身份证件号码"]) == ("'=林伟", NUMBER)
    manifest = json.loads(await file_of(street, run_id, ".manifest.json", now))
    assert manifest["without_sums"] == manifest["without_identity"] == []
    workbook = await file_of(street, run_id, ".xlsx", now)
    digests = {one["name"].rsplit(".", 1)[1]: one["sha256"] for one in manifest["files"]}
    assert digests["xlsx"] == sha256(workbook).hexdigest()
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    assert sheet.cell(2, 2).value == "=林伟"
    assert sheet.cell(2, 2).data_type == "s"
    assert [sheet.cell(2, place).value for place in range(12, 16)] == [2, 10500, 400, 10100]
    # In the store nothing of it can be read.
    async with platform_scope() as scope:
        places = [
            row["place"]
            for row in await scope.fetch("select place from report_file where run_id = $1", run_id)
        ]
    for place in places:
        kept = await street.runtime.files.get(place)
        assert NUMBER.encode() not in kept
        assert "林伟".encode() not in kept


async def test_who_did_not_tell_is_waited_for_three_days_and_then_named(
    street, shop, another_shop, quarter, now
):
    run_id = await gather(street, quarter, now, only=[shop, another_shop])
    await tell(street, run_id, shop)
    await make_report(street.runtime, {"run_id": str(run_id)})
    assert (await read_report(run_id)).report.state == "gathering"
    async with platform_scope() as scope:
        await scope.execute(
            "update report_run set started_at = started_at - $2::interval where id = $1", run_id, PATIENCE
        )
    await make_report(street.runtime, {"run_id": str(run_id)})
    sheet = await read_report(run_id)
    assert (sheet.report.state, sheet.report.shops, sheet.report.missing, sheet.report.unknown) == (
        "made",
        2,
        1,
        2,
    )
    manifest = json.loads(await file_of(street, run_id, ".manifest.json", now))
    assert [one["shop"] for one in manifest["without_sums"]] == [str(another_shop.id)]
    told = {row["网店名称"]: row for row in rows(await file_of(street, run_id, ".csv", now))}
    assert told["云听会员店"]["备注"] == "未登记身份信息；未取得收入数据"
    assert told["云听会员店"]["收入总额（最小货币单位）"] == ""
    assert told["星海点卡行"]["收入总额（最小货币单位）"] == "0"


@pytest_asyncio.fixture
async def another_shop(street):
    return await street.open_shop(name="云听会员店")


@pytest_asyncio.fixture
async def browser_of(street, now):
    """Somebody of the platform's staff with that role."""
    opened = []

    async def sign_in(role: str):
        account_id = await street.account("Ada", platform_role=role)
        async with platform_scope() as scope:
            await scope.execute("update account set totp_confirmed_at = $2 where id = $1", account_id, now)
            token = await start_session(scope, account_id, "platform", now=now, second_factor=True)
        browser = street.client()
        browser.cookies.set(session_cookie_name(street.runtime), token)
        opened.append(browser)
        return browser

    yield sign_in
    for browser in opened:
        await browser.aclose()


async def test_only_those_who_audit_take_files_away_and_each_time_is_kept(
    street, shop, known, quarter, now, browser_of
):
    run_id = await gather(street, quarter, now, only=[shop])
    await tell(street, run_id, shop)
    ada, page = await browser_of("administrator"), f"/admin/reports/{run_id}"

    async def press(path: str):
        token = re.search(r'name="_csrf_token" value="([^"]+)"', (await ada.get(page)).text)
        return await ada.post(path, data={"_csrf_token": token[1]}, follow_redirects=True)

    assert (await press(f"{page}/handing-in")).status_code == 409
    assert "One more edition is made" in (await press(f"{page}/editions")).text
    await press(f"{page}/editions")
    sheet = await read_report(run_id)
    assert [one.edition for one in sheet.files] == [2, 2, 2, 1, 1, 1]
    url = f"/admin/reports/files/{sheet.files[0].id}"
    for role in ("reviewer", "moderator", "finance", "support"):
        assert (await (await browser_of(role)).get(url)).status_code == 403
    assert (await read_report(run_id)).downloads == []
    taken = await ada.get(url)
    assert taken.headers["content-disposition"].startswith("attachment")
    assert [(who, address) for _, who, address, _ in (await read_report(run_id)).downloads] == [
        ("Ada", "203.0.113.7")
    ]
    assert "Noted: this report is handed in." in (await press(f"{page}/handing-in")).text
    assert (await ada.get("/admin/reports")).status_code == 200
    async with platform_scope() as scope:
        deeds = await scope.fetch("select deed from audit_entry where deed like 'report.%' order by at, id")
    assert {"report.made", "report.downloaded", "report.handed_in"} <= {row[0] for row in deeds}
    with pytest.raises(NotFound):
        await take_file(
            street.runtime,
            new_id(),
            type("Ada", (), {"account_id": new_id(), "name": "Ada"})(),
            address="",
            now=now,
        )


async def test_a_report_asks_every_shop_that_was_here_and_no_rehearsal(street, shop, another_shop, now):
    today = now.date()
    async with platform_scope() as scope:
        await scope.execute("update shop set rehearses = $2 where id = $1", another_shop.id, shop.id)
    period = Period(INCOME, today - timedelta(days=1), today + timedelta(days=2), today)
    assert await start_report(period, actor_id=None, actor="Ada", now=now)
    assert not await start_report(period, actor_id=None, actor="Ada", now=now)
    before_anybody = Period(INCOME, date(1990, 1, 1), date(1990, 4, 1), date(1990, 4, 30))
    assert not await start_report(before_anybody, actor_id=None, actor="Ada", now=now)
    async with platform_scope() as scope:
        asked = {row[0] for row in await scope.fetch("select shop_id from report_part")}
        await scope.execute("update shop set rehearses = null where id = $1", another_shop.id)
        await scope.execute("delete from report_part where state = 'waiting'")
    assert shop.id in asked
    assert another_shop.id not in asked


def test_spans_end_with_whole_halves_and_quarters_and_are_due_in_the_month_after():
    def span(kind: str, *day: int) -> list[str]:
        period = last_period(kind, date(*day))
        return [f"{one:%Y-%m-%d}" for one in (period.begins, period.ends, period.due_on)]

    assert span("identities", 2027, 1, 1) == ["2026-07-01", "2027-01-01", "2027-01-31"]
    assert span("identities", 2026, 12, 31) == ["2026-01-01", "2026-07-01", "2026-07-31"]
    assert span("income", 2026, 11, 22) == ["2026-07-01", "2026-10-01", "2026-10-31"]
    assert span("income", 2026, 3, 31) == ["2025-10-01", "2026-01-01", "2026-01-31"]
    assert moment(date(2026, 7, 1)) == datetime(2026, 6, 30, 16, tzinfo=UTC)


def test_a_name_that_looks_like_a_formula_is_only_a_name():
    columns, typed = [("a", "A"), ("b", "B")], {"a": "=cmd|' /C calc'!A0", "b": "+8613800138000"}
    text = write_csv(columns, [typed]).decode("utf-8-sig").splitlines()[1]
    assert text == "'=cmd|' /C calc'!A0,+8613800138000"
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(columns, [typed], "a"))).active
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [(typed["a"], "s"), (typed["b"], "s")]
