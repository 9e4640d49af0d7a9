"""Ada takes the audit trail away as a file: what fits her filters, and the taking is on the trail itself."""

import csv
import io
import json

import pytest


@pytest.mark.parametrize("kind", ["csv", "json"])
async def test_the_trail_is_taken_away_as_a_file_and_that_is_recorded(street, ada, shop, send_form, kind):
    await send_form(ada, f"/admin/shops/{shop.id}/freeze", reason="=cmd|' /C calc'!A1")
    page = f"/admin/audit?shop={shop.id}"
    answer = await send_form(ada, page, "/admin/audit/exports", shop=str(shop.id), format=kind)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    if kind == "json":
        rows = json.loads(answer.text)
        assert rows[0]["detail"] if rows[0]["deed"] != "audit.exported" else rows[1]["detail"]
    else:
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert "shop.frozen" in {row["deed"] for row in rows}
    assert {row["shop_id"] for row in rows} == {str(shop.id)}
    assert "Took the audit trail away as a file" in (await ada.get(page)).text


async def test_an_export_holds_only_the_days_that_were_asked_for(street, ada, shop, send_form):
    today = f"{street.runtime.clock.now():%Y-%m-%d}"
    for since, until, some in ((today, today, True), ("", "2020-01-01", False), ("2999-01-01", "", False)):
        answer = await send_form(
            ada,
            f"/admin/audit?shop={shop.id}",
            "/admin/audit/exports",
            shop=str(shop.id),
            since=since,
            until=until,
            format="json",
        )
        assert bool(json.loads(answer.text)) is some


async def test_a_format_or_a_day_that_is_none_is_refused(ada, send_form, shop):
    for fields in ({"format": "pdf"}, {"format": "csv", "since": "yesterday"}, {}):
        answer = await send_form(ada, f"/admin/audit?shop={shop.id}", "/admin/audit/exports", **fields)
        assert answer.status_code in {400, 422}
