"""Mei imports codes through the console: paste or upload, look, decide, and find the result."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from bodega.kernel.database import shop_scope
from bodega_shop.stock.import_codes import import_codes
from bodega_shop.stock.list_batches import list_batches
from bodega_shop.stock.start_import import STALLED_AFTER

CODES = [f"XINGHAI2611{n:06}----{n * 7919 % 10**8 + 10**7:08}" for n in range(12)]
FILE = "\r\n".join(CODES)


async def run_import(stand) -> None:
    (batch, *_), _ = await list_batches(stand.shop)
    await import_codes(stand.street.runtime, stand.shop, {"batch": str(batch.id)})


def batch_path(answer) -> str:
    return re.search(r"/console(/stock/batches/[0-9a-f-]{36})", str(answer.url) + answer.text)[1]


def no_code_in(html: str) -> bool:
    return not any(part in html for code in CODES for part in code.split("----"))


async def test_mei_uploads_a_file_looks_at_it_and_imports_it(mei, stand, words):
    answer = await mei.send(
        "/stock/imports",
        files={"file": ("星海 补货.txt", f"{FILE}\r\n{CODES[0]}\r\nhalf\r\n\r\n".encode("gb18030"))},
        sku=str(stand.sku_id),
        unit_cost="8.50",
        supplier_note="云听代理",
        expires_on="2999-01-31",
    )
    page = words(answer.text)
    assert answer.status_code == 200
    assert "New 12" in page
    assert "Twice in this upload 1" in page
    assert "Refused 1" in page
    assert "It has 1 field(s) where the other lines have 2." in page
    assert "Card number – Password" in page
    assert "星海 补货.txt" in page
    assert "XI••••00" in page
    assert no_code_in(answer.text)

    waiting = await mei.send(f"{batch_path(answer)}/confirmation")
    assert "It begins in a moment" in words(waiting.text)
    assert '<meta http-equiv="refresh"' in waiting.text
    await run_import(stand)
    page = await mei.read(batch_path(answer))
    assert "Imported 12" in words(page)
    assert 'http-equiv="refresh"' not in page
    assert no_code_in(page)
    assert await stand.codes() == {"free": 3 + 12}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
async def test_a_text_file_in_any_usual_encoding_is_read(mei, stand, words, encoding):
    content = "卡号甲0001----密码甲\n卡号乙0002----密码乙\n".encode(encoding)
    answer = await mei.send("/stock/imports", files={"file": ("codes.txt", content)}, sku=str(stand.sku_id))
    assert "New 2" in words(answer.text)
    assert "卡••••" in answer.text


async def test_a_workbook_is_read(mei, stand, words):
    book = openpyxl.Workbook()
    for code in CODES:
        book.active.append(code.split("----"))
    written = BytesIO()
    book.save(written)
    answer = await mei.send(
        "/stock/imports", files={"file": ("补货.xlsx", written.getvalue())}, sku=str(stand.sku_id)
    )
    page = words(answer.text)
    assert "New 12" in page
    assert "The columns of the sheet" in page
    assert "XLSX" in page
    assert no_code_in(answer.text)


async def test_pasted_codes_are_read_with_what_a_form_would_have_dropped_unseen(mei, stand, words):
    text = f"{FILE}\r\nXINGHAI\x012611999999----12345678"
    answer = await mei.send("/stock/imports", files={"file": ("", b"")}, sku=str(stand.sku_id), text=text)
    page = words(answer.text)
    assert "New 12" in page
    assert "It holds the control character U+0001." in page
    assert "Pasted text" in page


async def test_a_large_upload_passes_where_other_forms_are_held_small_and_a_huge_one_does_not(
    mei, stand, words
):
    large = b"\n".join(b"large-%08d-%s" % (n, b"x" * 60) for n in range(20_000))
    assert len(large) > 1_000_000
    answer = await mei.send("/stock/imports", files={"file": ("large.txt", large)}, sku=str(stand.sku_id))
    assert "New 20,000" in words(answer.text)
    huge = b"x" * (21 * 1024 * 1024)
    answer = await mei.send("/stock/imports", files={"file": ("huge.txt", huge)}, sku=str(stand.sku_id))
    assert answer.status_code == 413
    assert (await mei.send("/stock/searches", code="x" * 400_000)).status_code == 413


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "a", "both": True}, "text"),
        ({"text": "\n\n,,,"}, None),
        ({"text": "a", "unit_cost": "8,5"}, "unit_cost"),
        ({"text": "a", "expires_on": "2001-01-01"}, "expires_on"),
        ({"text": "a", "sku": ""}, "sku"),
        ({"text": "a", "sku": "01a20000-0000-7000-8000-000000000000"}, "sku"),
        ({"text": "a", "separator": "pipe"}, "separator"),
        ({"text": "a", "encoding": "EBCDIC"}, "encoding"),
    ],
)
async def test_what_cannot_be_imported_is_said_beside_its_field_and_what_was_typed_stays(
    mei, stand, sent, field
):
    files = {"file": ("codes.txt", b"b")} if sent.pop("both", False) else {"file": ("", b"")}
    values = {"sku": str(stand.sku_id), "supplier_note": "云听代理", **sent}
    answer = await mei.send("/stock/imports", files=files, **values)
    if field is None:
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    assert f'id="f-{field}-error"' in answer.text
    assert 'value="云听代理"' in answer.text
    assert (await list_batches(stand.shop))[0][0].state == "ready"


async def test_an_unreadable_file_says_which_bytes_and_nothing_is_imported(mei, stand, words):
    answer = await mei.send(
        "/stock/imports",
        files={"file": ("broken.txt", "卡密".encode() + b"\xff\xff\xff\n")},
        sku=str(stand.sku_id),
    )
    assert answer.status_code == 400
    assert "at byte offset 6 stand the bytes ff ff ff 0a" in words(answer.text)
    assert len((await list_batches(stand.shop))[0]) == 1


async def test_what_was_read_wrongly_is_read_again(mei, stand, words):
    answer = await mei.send(
        "/stock/imports",
        files={"file": ("codes.txt", b"a,1\nb,2\nc,3\n")},
        sku=str(stand.sku_id),
    )
    assert "Card number – Password" in words(answer.text)
    path = batch_path(answer)
    again = await mei.send(f"{path}/readings", separator="none", encoding="")
    assert "Nothing: each line is one code" in words(again.text)
    assert "Card number" not in words(again.text)
    refused = await mei.send(f"{path}/readings", separator="none", encoding="UTF-32")
    assert refused.status_code == 400
    assert 'id="f-encoding-error"' in refused.text


async def test_a_preview_is_thrown_away_and_decided_once_only(mei, stand, words):
    answer = await mei.send("/stock/imports", files={"file": ("a.txt", FILE.encode())}, sku=str(stand.sku_id))
    path = batch_path(answer)
    gone = words((await mei.send(f"{path}/discarding")).text)
    assert "Nothing was imported" in gone
    late = words((await mei.send(f"{path}/confirmation")).text)
    assert "imported or thrown away in the meantime" in late
    assert await stand.codes() == {"free": 3}


async def test_codes_that_are_all_in_stock_are_not_imported_again(mei, stand, words):
    for _ in range(2):
        answer = await mei.send(
            "/stock/imports", files={"file": ("a.txt", FILE.encode())}, sku=str(stand.sku_id)
        )
        await mei.send(f"{batch_path(answer)}/confirmation")
        await run_import(stand)
    assert "In stock already 12" in words(answer.text)
    assert "there is nothing to import" in words(answer.text)
    assert await stand.codes() == {"free": 15}


async def test_an_import_that_stands_still_offers_to_go_on(mei, stand, words):
    answer = await mei.send("/stock/imports", files={"file": ("a.txt", FILE.encode())}, sku=str(stand.sku_id))
    path = batch_path(answer)
    await mei.send(f"{path}/confirmation")
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "update batch set moved_at = moved_at - $1::interval where state = 'importing'",
            STALLED_AFTER + timedelta(seconds=1),
        )
    assert "The import stands still" in words(await mei.read(path))
    pushed = await mei.send(f"{path}/continuation")
    assert "It goes on where it stopped." in words(pushed.text)


async def test_the_report_is_saved_as_csv_that_no_spreadsheet_runs(mei, stand):
    lines = [*CODES, CODES[3], "=HYPERLINK(1)", "+1----2----3"]
    answer = await mei.send(
        "/stock/imports", files={"file": ("a.txt", "\n".join(lines).encode())}, sku=str(stand.sku_id)
    )
    report = await mei.browser.get(f"/console{batch_path(answer)}/report.csv")
    assert report.headers["content-disposition"].startswith('attachment; filename="import-')
    rows = report.content.decode("utf-8-sig").splitlines()
    assert rows[0] == '"Line","Result","Masked code","Reason"'
    assert rows[1] == '"13","Duplicate","XI••••03 ---- 1••••7","The same code stands in line 4."'
    assert rows[2].startswith('"14","Refused","\'=H••••)"')
    assert no_code_in(report.text)


async def test_a_batch_says_what_it_cost_and_until_when_it_is_good(mei, stand, words):
    answer = await mei.send("/stock/imports", files={"file": ("a.txt", FILE.encode())}, sku=str(stand.sku_id))
    path = batch_path(answer)
    await mei.send(f"{path}/confirmation")
    await run_import(stand)
    await mei.send(path, unit_cost="7.25", supplier_note="发票 1187", expires_on="2999-12-31")
    page = await mei.read(path)
    assert 'value="7.25"' in page
    assert 'value="2999-12-31"' in page
    overview = words(await mei.read("/stock/batches"))
    assert "发票 1187" in overview
    assert "¥7.25" in overview
    refused = await mei.send(path, unit_cost="much")
    assert refused.status_code == 400


async def test_texts_of_an_upload_are_shown_and_never_run(mei, stand, elements):
    hostile = '"><script>alert(1)</script>.txt'
    answer = await mei.send(
        "/stock/imports",
        files={"file": (hostile, f"{FILE}\n<img src=x onerror=alert(1)>".encode())},
        sku=str(stand.sku_id),
        supplier_note="<b onclick=alert(1)>note</b>",
    )
    found = elements(answer.text)
    assert not [tag for tag, attributes in found if tag in ("img", "b") and "onerror" in attributes]
    assert all(attributes.get("src", "").startswith("/") for tag, attributes in found if tag == "script")


async def test_a_shop_without_denominations_is_told_the_first_step(take_seat, shop, words):
    seat = await take_seat(shop)
    for path in ("/stock", "/stock/imports/new"):
        assert "Codes belong to a denomination" in words(await seat.read(path))
    assert "No code imported yet" in words(await seat.read("/stock/codes"))
    assert "No code imported yet" in words(await seat.read("/stock/batches"))
