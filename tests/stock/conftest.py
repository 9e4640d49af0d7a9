"""For the stories of stock: workbooks, as openpyxl writes them or with a sheet by hand, and a stockroom to fill."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import asyncpg
import openpyxl
import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.street.work import run_job
from bodega_shop.shop_jobs import shop_jobs
from bodega_shop.stock.judge_upload import Upload
from bodega_shop.stock.list_batches import Batch, read_batch
from bodega_shop.stock.preview_import import preview_import
from bodega_shop.stock.read_batch_texts import BatchTexts
from bodega_shop.stock.start_import import IMPORT_JOB, start_import

IMPORT = next(job for job in shop_jobs() if job.name == IMPORT_JOB)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = b"""<Relationships>
  <Relationship Id="rId1" Type="http://any/worksheet" Target="/xl/worksheets/sheet1.xml"/>
  <Relationship Id="rId2" Type="http://any/styles" Target="styles.xml"/>
  <Relationship Id="rId3" Type="http://any/sharedStrings" Target="../xl/sharedStrings.xml"/>
</Relationships>"""


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """Rows of values to an XLSX file; `formats` gives number formats by column letter."""

    def write(*sheets: list[list[object]], formats: dict[str, str] | None = None) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for position, rows in enumerate(sheets, 1):
            sheet = book.create_sheet(f"卡密{position}")
            for row in rows:
                sheet.append(row)
            for column, code in (formats or {}).items():
                for cell in sheet[column]:
                    cell.number_format = code
        written = BytesIO()
        book.save(written)
        return written.getvalue()

    return write


@pytest.fixture
def raw_workbook(workbook: Callable[..., bytes]) -> Callable[..., bytes]:
    """An XLSX file whose first sheet holds the XML given as rows, two shared strings, and `parts` instead of its own."""

    def write(rows: str = "", *, parts: dict[str, bytes] | None = None) -> bytes:
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        replaced = {
            "xl/worksheets/sheet1.xml": sheet.encode(),
            "xl/_rels/workbook.xml.rels": RELATIONSHIPS,
            "xl/sharedStrings.xml": b"<sst><si><t>A</t><phoneticPr/></si><si><r><t>B</t></r><r><t>1</t></r></si></sst>",
            **(parts or {}),
        }
        written = BytesIO()
        source = zipfile.ZipFile(BytesIO(workbook([["A1"]])))
        with source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
            for name in {*source.namelist(), *replaced}:
                target.writestr(name, replaced.get(name) or source.read(name))
        return written.getvalue()

    return write


@dataclass(frozen=True)
class Colleague:
    """Somebody who works in the shop."""

    name: str
    account_id: UUID = field(default_factory=new_id)


@dataclass
class Stockroom:
    """Where Mei brings codes into stock: deeds as the console calls them, and the queue worked off as a worker does it."""

    street: Any
    stand: Any
    mei: Colleague

    @property
    def shop(self):
        return self.stand.shop

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def preview(self, *codes: str, name: str = "", content: bytes | None = None, **texts: str) -> UUID:
        upload = Upload(content if content is not None else "\n".join(codes).encode(), name)
        return await preview_import(
            self.shop, self.stand.sku_id, BatchTexts(**texts), upload, by=self.mei, now=self.now
        )

    async def bring_in(self, *codes: str, **more: Any) -> Batch:
        """Preview, decide and work off the queue."""
        batch_id = await self.preview(*codes, **more)
        await start_import(self.shop, batch_id, by=self.mei, now=self.now)
        await self.work()
        return await read_batch(self.shop, batch_id)

    async def work(self) -> int:
        """Work off the shop's queue of imports until it is empty, successors too; how many jobs it took."""
        done = 0
        while jobs := await self.queued():
            for job in jobs:
                done += 1
                await run_job(self.street.runtime, self.street.owner_pool, IMPORT, job["id"], job["payload"])
                await self.street.owner_pool.execute("delete from queue.pgqueuer where id = $1", job["id"])
        return done

    async def queued(self, name: str = IMPORT_JOB) -> list[asyncpg.Record]:
        return await self.street.owner_pool.fetch(
            "select id, payload, priority from queue.pgqueuer where entrypoint = $1 and shop = $2 order by id",
            name, self.shop.schema,
        )  # fmt: skip

    async def ids(self, state: str = "free") -> list[UUID]:
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch("select id from code where state = $1 order by rank, id", state)
        return [row["id"] for row in rows]

    async def deeds(self) -> list[tuple[str, dict[str, Any]]]:
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch("select deed, actor, detail from deed order by at, id")
        return [(row["deed"], row["detail"]) for row in rows if row["actor"] == self.mei.name]

    async def reveals(self) -> list[tuple[UUID, str, str]]:
        async with shop_scope(self.shop) as scope:
            rows = await scope.fetch("select code_id, via, actor from reveal order by at, id")
        return [(row["code_id"], row["via"], row["actor"]) for row in rows]


@pytest.fixture
async def stockroom(street, another_stand) -> Stockroom:
    """The stockroom of 星海点卡行, with empty shelves."""
    stand = await another_stand(codes=0)
    async with shop_scope(stand.shop) as scope:
        await scope.execute("delete from batch")
    return Stockroom(street, stand, Colleague("Mei"))
