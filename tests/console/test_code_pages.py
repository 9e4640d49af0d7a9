"""Mei finds, opens and changes codes in the console, and Lin Wei alone takes them out."""

import re

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega_shop.stock.import_codes import import_codes
from bodega_shop.stock.list_batches import list_batches

CODES = [f"YUNTING2611{n:06}----{n * 7919 % 10**8 + 10**7:08}" for n in range(6)]


@pytest.fixture
async def stocked(mei, stand):
    """The stand after Mei imported six codes; the three it came with are void."""
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update code set state = 'void'")
    answer = await mei.send(
        "/stock/imports", files={"file": ("a.txt", "\n".join(CODES).encode())}, sku=str(stand.sku_id)
    )
    path = re.search(r"/stock/batches/([0-9a-f-]{36})", str(answer.url))[1]
    await mei.send(f"/stock/batches/{path}/confirmation")
    await import_codes(stand.street.runtime, stand.shop, {"batch": path})
    return stand


async def ids_of(stand, state: str = "free") -> list[str]:
    async with shop_scope(stand.shop) as scope:
        rows = await scope.fetch("select id from code where state = $1 order by rank, id", state)
    return [str(row["id"]) for row in rows]


async def batch_of(stand) -> str:
    return str((await list_batches(stand.shop))[0][0].id)


async def reveals_of(stand) -> list[tuple[str, str, str, str]]:
    async with shop_scope(stand.shop) as scope:
        rows = await scope.fetch("select code_id, via, actor, address from reveal order by at, code_id")
    return [(str(row["code_id"]), row["via"], row["actor"], row["address"]) for row in rows]


def shows_code(html: str) -> bool:
    return any(part in html for code in CODES for part in code.split("----"))


async def test_no_page_of_stock_holds_a_code(lin_wei, stocked):
    code_id, batch_id, sku = (await ids_of(stocked))[0], await batch_of(stocked), stocked.sku_id
    pages = [
        "", f"/{sku}", "/codes", f"/codes?sku={sku}&state=free", f"/codes/{code_id}", "/batches",
        f"/batches/{batch_id}", f"/imports/new?sku={sku}", f"/changes?act=void&sku={sku}",
        f"/changes?act=move&code={code_id}", f"/changes?act=restore&batch={batch_id}", f"/exports?sku={sku}",
        f"/exports?batch={batch_id}",
    ]  # fmt: skip
    for page in pages:
        assert not shows_code(await lin_wei.read(f"/stock{page}")), page
    assert await reveals_of(stocked) == []


async def test_the_overview_counts_each_denomination_and_leads_to_its_codes(mei, stocked, words):
    await stocked.place()
    page = words(await mei.read("/stock"))
    assert "星海点卡 · 100元 5 1 0 3 0 Few left" in page
    assert "Unsold 5 Reserved 1 Sold 0 Void 3 Expired 0" in words(await mei.read(f"/stock/{stocked.sku_id}"))


async def test_a_code_is_found_by_its_text_which_stays_out_of_every_address(mei, stocked, words):
    answer = await mei.send("/stock/searches", code=CODES[2])
    assert str(answer.url).endswith((await ids_of(stocked))[2])
    assert not shows_code(" ".join(str(step.url) for step in [*answer.history, answer]))
    assert not shows_code(answer.text)
    alike = await mei.send("/stock/searches", code=CODES[2].split("----")[0])
    assert "No code of yours is exactly this." in words(alike.text)
    assert (await ids_of(stocked))[2] in alike.text
    assert not shows_code(" ".join(str(step.url) for step in [*alike.history, alike]))
    empty = await mei.send("/stock/searches", code=" ")
    assert "Please fill this in." in words(empty.text)


async def test_mei_opens_one_code_once_and_it_is_on_record(mei, stocked, words):
    code_id = (await ids_of(stocked))[0]
    opened = await mei.send(f"/stock/codes/{code_id}/reveals")
    assert "It is recorded that you saw it." in words(opened.text)
    assert all(part in opened.text for part in CODES[0].split("----"))
    assert "Card number" in opened.text
    assert opened.headers["cache-control"] == "no-store"
    assert await reveals_of(stocked) == [(code_id, "staff", "Mei", "203.0.113.7")]
    again = await mei.read(f"/stock/codes/{code_id}")
    assert not shows_code(again)
    assert "Mei" in words(again)


async def test_chosen_codes_are_summed_up_before_they_are_voided_and_recorded_after(mei, stocked, words):
    await stocked.place()
    reserved, free, void = [(await ids_of(stocked, state))[0] for state in ("reserved", "free", "void")]
    summary = words(
        await mei.read(f"/stock/changes?act=void&code={free}&code={reserved}&code={void}&code={free}")
    )
    assert "1 code will not be sold any more." in summary
    assert "Unsold 1 – these change Reserved 1 – these stay as they are Void 1 – these stay" in summary
    done = await mei.send(
        "/stock/changes", act="void", codes=f"{free} {reserved} {void}", reason="buyers complained"
    )
    assert "Taken off the shelf: 1 codes." in words(done.text)
    assert await stocked.codes() == {"free": 4, "reserved": 1, "void": 4}
    async with shop_scope(stocked.shop) as scope:
        deed = await scope.fetchrow("select actor, detail from deed where deed = 'codes.voided'")
    assert (deed["actor"], deed["detail"]) == ("Mei", {"codes": 1, "reason": "buyers complained"})


async def test_all_codes_of_a_batch_are_voided_put_back_and_moved(mei, stocked, words):
    batch, other = await batch_of(stocked), str(new_id())
    async with shop_scope(stocked.shop) as scope:
        await scope.execute(
            "insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)"
            " select $1, product_id, '50元', 5000, currency, 1, 5, true, 2 from sku", other,
        )  # fmt: skip
    await mei.send("/stock/changes", act="void", batch=batch)
    assert await stocked.codes() == {"void": 9}
    back = await mei.send("/stock/changes", act="restore", batch=batch)
    assert "Back on the shelf: 6 codes." in words(back.text)
    nowhere = await mei.send("/stock/changes", act="move", batch=batch, to_sku=str(new_id()))
    assert nowhere.status_code == 400
    assert 'id="f-to_sku-error"' in nowhere.text
    unsaid = await mei.send("/stock/changes", act="move", batch=batch, to_sku="")
    assert 'id="f-to_sku-error"' in unsaid.text
    await mei.send("/stock/changes", act="move", batch=batch, to_sku=other)
    assert "Unsold 6" in words(await mei.read(f"/stock/{other}"))


async def test_a_change_of_nothing_in_particular_is_refused(mei, stocked):
    for path in ("/stock/changes?act=void", "/stock/changes?act=void&state=free"):
        assert (await mei.browser.get(f"/console{path}")).status_code == 400
    assert (await mei.browser.get("/console/stock/changes?act=burn&code=x")).status_code in (400, 404)
    assert (await mei.browser.get("/console/stock/changes?act=void&code=x")).status_code == 400
    assert (await mei.send("/stock/changes", act="void")).status_code == 400
    assert (await stocked.codes())["free"] == 6


@pytest.mark.parametrize("written_as", ["text", "csv"])
async def test_lin_wei_exports_codes_and_the_file_can_be_imported_again(lin_wei, stocked, words, written_as):
    ids, sku = await ids_of(stocked), str(stocked.sku_id)
    file = await lin_wei.send("/stock/exports", sku=sku, format=written_as, afterwards="void")
    assert file.headers["content-disposition"].startswith('attachment; filename="codes-')
    assert file.headers["cache-control"] == "no-store"
    if written_as == "text":
        assert file.text.split() == CODES
    assert [reveal[:3] for reveal in await reveals_of(stocked)] == [
        (code_id, "export", "Lin Wei") for code_id in ids
    ]
    assert await stocked.codes() == {"void": 9}
    name = "codes.csv" if written_as == "csv" else "codes.txt"
    again = await lin_wei.send("/stock/imports", files={"file": (name, file.content)}, sku=sku)
    assert "In stock already 6" in words(again.text)
    assert "New 0" in words(again.text)


async def test_codes_of_many_fields_come_back_from_a_spreadsheet_without_its_heading(lin_wei, stand, words):
    codes = [f"MOBI{n:08}----pin{n:05}----=SUM(1),{n}" for n in range(3)]
    sku = str(stand.sku_id)
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update code set state = 'void'")
    sent = await lin_wei.send("/stock/imports", files={"file": ("a.txt", "\n".join(codes).encode())}, sku=sku)
    batch = re.search(r"/stock/batches/([0-9a-f-]{36})", str(sent.url))[1]
    await lin_wei.send(f"/stock/batches/{batch}/confirmation")
    await import_codes(stand.street.runtime, stand.shop, {"batch": batch})
    file = await lin_wei.send("/stock/exports", sku=sku, format="csv", afterwards="void")
    assert file.content.decode("utf-8-sig").splitlines()[0] == '"Card number","Password","Field 3"'
    again = words(
        (await lin_wei.send("/stock/imports", files={"file": ("a.csv", file.content)}, sku=sku)).text
    )
    assert "In stock already 3" in again
    assert "It looks like a heading, not like a code." in again


async def test_exported_codes_stay_on_sale_only_when_that_is_chosen(lin_wei, stocked):
    fields = {"sku": str(stocked.sku_id), "format": "text"}
    assert (await lin_wei.send("/stock/exports", **fields)).status_code == 400
    kept = await lin_wei.send("/stock/exports", **fields, afterwards="keep", most="2")
    assert kept.text.split() == CODES[:2]
    assert await stocked.codes() == {"free": 6, "void": 3}


@pytest.mark.parametrize(
    "wrong", [{"format": "xml"}, {"afterwards": "burn"}, {"most": "0"}, {"most": "1000000"}]
)
async def test_an_export_that_is_not_understood_exports_nothing(lin_wei, stocked, wrong):
    fields = {"sku": str(stocked.sku_id), "format": "text", "afterwards": "void", **wrong}
    answer = await lin_wei.send("/stock/exports", **fields)
    assert answer.status_code == 400
    assert await reveals_of(stocked) == []


async def test_nobody_below_the_owner_exports_and_the_owner_gives_the_password_first(mei, stocked, take_seat):
    path, fields = "/stock/exports", {"sku": str(stocked.sku_id), "format": "text", "afterwards": "void"}
    assert (await mei.browser.get(f"/console{path}?sku={stocked.sku_id}")).status_code == 403
    assert (await mei.send(path, **fields)).status_code == 403
    returning = await take_seat(stocked.shop, "owner", "Lin Wei", minutes_ago=20)
    asked = await returning.send(path, **fields)
    assert str(asked.url.path) == "/console/password-check"
    assert await reveals_of(stocked) == []
    assert (await stocked.codes())["free"] == 6


async def test_support_sees_nothing_of_stock_and_changes_nothing(stocked, take_seat):
    ada = await take_seat(stocked.shop, "support", "Chen Yu")
    code_id, batch_id, sku = (await ids_of(stocked))[0], await batch_of(stocked), stocked.sku_id
    for path in ("", f"/{sku}", "/codes", f"/codes/{code_id}", "/batches", f"/batches/{batch_id}", "/imports/new",
                 f"/changes?act=void&code={code_id}", f"/exports?sku={sku}", f"/batches/{batch_id}/report.csv"):  # fmt: skip
        assert (await ada.browser.get(f"/console/stock{path}")).status_code == 403, path
    forms = {
        f"/codes/{code_id}/reveals": {}, "/searches": {"code": CODES[0]}, "/imports": {"sku": str(sku), "text": "x"},
        "/changes": {"act": "void", "codes": code_id}, "/exports": {"sku": str(sku)}, f"/batches/{batch_id}": {},
        f"/batches/{batch_id}/confirmation": {}, f"/batches/{batch_id}/discarding": {},
        f"/batches/{batch_id}/readings": {}, f"/batches/{batch_id}/continuation": {},
    }  # fmt: skip
    for path, fields in forms.items():
        assert (await ada.send(f"/stock{path}", **fields)).status_code == 403, path
    assert await reveals_of(stocked) == []
    assert (await stocked.codes())["free"] == 6


async def test_what_belongs_to_another_shop_is_not_there(stocked, another_stand, take_seat):
    yunting = await another_stand(name="云听会员店")
    stranger = await take_seat(yunting.shop, "owner", "Zhao Yun")
    code_id, batch_id, sku = (await ids_of(stocked))[0], await batch_of(stocked), stocked.sku_id
    for path in (f"/{sku}", f"/codes/{code_id}", f"/batches/{batch_id}", f"/exports?sku={sku}", f"/exports?batch={batch_id}"):  # fmt: skip
        assert (await stranger.browser.get(f"/console/stock{path}")).status_code == 404, path
    assert (await stranger.send(f"/stock/codes/{code_id}/reveals")).status_code == 404
    refused = await stranger.send("/stock/changes", act="void", codes=code_id)
    assert refused.status_code == 422
    assert (await stocked.codes())["free"] == 6
