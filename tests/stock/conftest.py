"""Workbooks for the stories of importing codes: ordinary ones as openpyxl writes them, odd ones with a sheet written by hand."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest

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
