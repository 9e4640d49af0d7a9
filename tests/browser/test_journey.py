"""Lin Wei opens a shop the guided way: on a phone, in Chinese, from the entrance to the day of the answer."""

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"
COMPANY = "星海（福州）科技有限公司"
PASSWORD = "four quiet lamps tonight"


def save(page: Page) -> None:
    page.locator(".journey-go button").click()
    page.wait_for_load_state()


def add_paper(page: Page, kind: str, **fields: str) -> None:
    page.locator(f'a[href*="kind={kind}"]').first.click()
    page.wait_for_url("**/papers/new**")
    for name, value in fields.items():
        field = page.locator(f'[name="{name}"]')
        if field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(value)
    page.set_input_files(
        "input[type=file]", {"name": "证件.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.locator("main form.card button").click()
    page.wait_for_url(re.compile(r"/papers$"))


def fits(page: Page) -> None:
    """Nothing sticks out at the side of a phone."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_lin_wei_walks_from_the_entrance_to_the_day_of_the_answer(demo: dict[str, Any], person: Any) -> None:
    lin_wei = person(phone=True, locale="zh-CN")
    page, mark = lin_wei.page, secrets.token_hex(4)
    page.goto(f"{demo['platform']}/open/guided")
    page.fill("input[name=name]", "林伟")
    page.fill("input[name=email]", f"lin-{mark}@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.check("input[name=consent]")
    page.locator("main form button").click()
    page.wait_for_url("**/my/applications/*")
    expect(page.locator("main")).to_contain_text("轮到您了")
    fits(page)

    page.get_by_role("link", name="继续：经营品类").click()
    page.locator("summary", has_text="游戏点卡与充值").click()
    page.check("input[name=c_games_pc_cards]")
    page.check("input[name=market][value=cn]")
    fits(page)
    save(page)

    page.fill("input[name=shop_name]", "北辰卡·盟")
    suggestion = page.locator('[data-check="shop_name"] button.chip').first
    expect(suggestion).to_be_visible()
    expect(page.locator('[data-check="shop_name"]')).to_contain_text("卡·盟")
    suggestion.click()
    expect(page.locator('[data-check="shop_name"] .check-text.good')).to_be_visible()
    page.fill("input[name=slug]", "admin")
    expect(page.locator('[data-check="slug"] .bad')).to_be_visible()
    page.fill("input[name=slug]", f"xinghai-{mark}")
    expect(page.locator('[data-check="slug"] .good')).to_be_visible()
    fits(page)
    save(page)

    page.check("input[name=kind][value=company]")
    page.fill("input[name=name]", COMPANY)
    page.fill("input[name=uscc]", "91350100M000100Y43")
    page.fill("input[name=representative]", "林伟")
    page.fill("input[name=identity]", "11010519491231002X")
    page.fill("input[name=address]", "福州市鼓楼区一号")
    page.fill("input[name=phone]", "13800138000")
    fits(page)
    save(page)

    add_paper(page, "business_licence", holder=COMPANY, uscc="91350100M000100Y43")
    add_paper(page, "representative_identity", holder="林伟")
    add_paper(page, "settlement_account", holder=COMPANY, bank="招商银行", last_digits="6789")
    add_paper(
        page, "operator_authorisation", grantor="星海网络", goods="星海点卡", covers_games_pc_cards="on",
        valid_from="2026-01-01", valid_until="2099-12-31",
    )  # fmt: skip
    fits(page)

    page.get_by_role("link", name="继续：结算账户").click()
    page.check("input[name=way][value=bank]")
    page.fill("input[name=holder]", COMPANY)
    page.fill("input[name=bank]", "招商银行福州分行")
    page.fill("input[name=account]", "6225880123456789")
    save(page)

    page.locator("input[name=agreed]").check()
    fits(page)
    save(page)

    page.get_by_role("button", name="提交审核").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("正在审核")
    expect(page.locator("main")).to_contain_text("前给您答复")
    fits(page)
    page.goto(f"{demo['platform']}/my")
    expect(page.locator("main")).to_contain_text("审核中")
