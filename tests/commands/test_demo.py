"""`bodega demo`, from an empty folder to a code in the buyer's hand."""

import re
import stat

import httpx
import pytest

SHOPS = ("xinghai", "yunting", "mobi")


def test_one_line_tells_programs_where_everything_is(demo):
    assert demo.ready["platform"] == f"http://localhost:{demo.port}"
    assert set(demo.ready["admin"]) == {"email", "password"}
    told = {shop["slug"]: shop["state"] for shop in demo.ready["shops"]}
    assert told == dict.fromkeys(SHOPS, "live") | {"shulin": "rehearsal"}
    xinghai = demo.shop("xinghai")
    assert xinghai["url"] == f"http://xinghai.localhost:{demo.port}"
    assert xinghai["console"] == f"{xinghai['url']}/console"
    assert set(xinghai["owner"]) == {"email", "password"}
    assert xinghai["channel"]["notify_url"].startswith(f"{xinghai['url']}/pay/notify/")
    assert (xinghai["channel"]["code"], xinghai["channel"]["pid"]) == ("epay", "1001")
    assert httpx.get(demo.ready["practice"], trust_env=False).status_code == 200
    assert xinghai["mailbox"] == f"{demo.ready['mailbox']}/{xinghai['channel']['pid']}"
    assert httpx.get(xinghai["mailbox"], trust_env=False).status_code == 200


def test_what_it_keeps_is_for_its_owners_eyes(demo):
    assert stat.S_IMODE((demo.data / "demo.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("slug", SHOPS)
def test_every_shop_has_goods_at_a_price_for_free_and_sold_out(demo, slug):
    with demo.browser(slug) as browser:
        goods = browser.get("/api/v1/products").json()["items"]
    skus = [sku for good in goods for sku in good["skus"]]
    assert 6 <= len(goods) <= 12
    assert any(sku["price"]["amount"] == 0 for sku in skus)
    assert sum(sku["stock"] == 0 for sku in skus) == 1
    assert {sku["price"]["currency"] for sku in skus} == {"CNY"}


def test_each_shop_speaks_its_own_language_and_wears_its_own_colour(demo):
    accents = set()
    for slug in SHOPS:
        with demo.browser(slug) as browser:
            page = browser.get("/", headers={"accept-language": ""}).text
        accents |= set(re.findall(r"/accent/[\w-]+", page))
        assert (f'lang="{"en" if slug == "mobi" else "zh-CN"}"') in page
    assert len(accents) == 3


def test_an_owner_signs_in_with_what_was_told(demo):
    owner = demo.shop("xinghai")["owner"]
    with demo.browser("xinghai") as browser:
        assert sign_in(browser, "/console", owner).endswith("/console")


def test_the_administrator_signs_in_and_is_asked_for_a_second_factor(demo):
    with demo.browser() as browser:
        assert "second-factor" in sign_in(browser, "/admin", demo.ready["admin"])


def test_an_owner_of_one_shop_has_no_place_in_another(demo):
    with demo.browser("mobi") as browser:
        assert "sign-in" in sign_in(browser, "/console", demo.shop("xinghai")["owner"])


def test_whoever_asks_by_number_is_told_where_to_go(demo):
    answer = httpx.get(f"http://127.0.0.1:{demo.port}/", trust_env=False)
    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]


def test_a_buyer_pays_and_has_the_code(buyer):
    chen_hao = buyer("xinghai")
    number = chen_hao.order("xinghai-zhengtu-points", "500 点券")
    trade = chen_hao.trade(number)
    chen_hao.payer.post(f"{trade}/pay")
    assert re.search(r"XH\d\d-\w{4}-\w{4}-\w{4}", chen_hao.codes(number))


def test_a_free_good_needs_no_payment(buyer):
    chen_hao = buyer("mobi")
    number = chen_hao.order("drift-terminal", "Personal")
    assert re.search(r"DRIFT-\w{4}-\w{4}", chen_hao.codes(number))


def test_a_lost_callback_still_delivers_because_the_shop_asks(buyer):
    chen_hao = buyer("yunting")
    number = chen_hao.order("qinghe-video-vip", "月卡")
    trade = chen_hao.trade(number)
    chen_hao.payer.post(f"{trade}/never-notify")
    assert re.search(r"\b[0-9A-Z]{16}\b", chen_hao.codes(number))


@pytest.mark.parametrize("contact", ["wang.fang@example.com", "13800138000"])
def test_a_buyer_opens_an_account_with_the_code_from_the_mailbox(demo, wait_until, contact):
    with demo.browser("xinghai") as browser:
        proof = send_form(
            browser,
            "/account/sign-up",
            {"contact": contact, "password": "four quiet lamps tonight", "consent": "on"},
        )
        wait_until(lambda: code_for(demo, "xinghai", contact))
        send_form(browser, proof, {"code": code_for(demo, "xinghai", contact)})
        assert "¥5.00" in browser.get("/account/top-up").text


def test_mobi_is_paid_by_transfer_too(demo, buyer):
    with demo.browser("mobi") as browser:
        chen_hao = buyer("mobi")
        page = chen_hao.browser.get("/products/inkwell-writer").text
        sku = re.search(r'name="sku" value="([0-9a-f-]{36})"', page)
        assert sku, page
        assert "Bank transfer" in browser.get("/checkout", params={"sku": sku[1], "quantity": 1}).text


def test_xinghais_customers_have_tiers_to_climb(demo):
    with demo.browser("xinghai") as browser:
        sign_in(browser, "/console", demo.shop("xinghai")["owner"])
        page = browser.get("/console/x/membership/", follow_redirects=True)
    assert page.status_code == 200
    assert "金卡会员" in page.text


def test_somebody_asks_for_a_shop_and_it_opens_at_once(demo, wait_until):
    application = {
        "shop_name": "墨笔软件",
        "slug": "inkbrush",
        "locale": "zh-CN",
        "name": "Lin Wei",
        "email": "lin@inkbrush.example",
        "password": "four quiet lamps tonight",
        "consent": "on",
    }
    with demo.browser() as browser, demo.browser("inkbrush") as visitor:
        page = browser.get("/open")
        sent = {**hidden_fields(page.text), **application}
        answer = browser.post(
            "/open", data=sent, headers={"origin": f"http://{page.request.headers['host']}"}
        )
        assert answer.status_code == 303, answer.text
        wait_until(lambda: visitor.get("/").status_code == 200)
        assert "墨笔软件" in visitor.get("/").text


def sign_in(browser: httpx.Client, place: str, log_in: dict[str, str]) -> str:
    """Where somebody ends up who signs in at that console."""
    page = browser.get(place, follow_redirects=True)
    answer = browser.post(
        page.url.path,
        data={**hidden_fields(page.text), **log_in},
        headers={"origin": f"http://{page.request.headers['host']}"},
    )
    if answer.status_code != 303:
        return page.url.path
    return browser.get(answer.headers["location"], follow_redirects=True).url.path


def send_form(browser: httpx.Client, address: str, fields: dict[str, str]) -> str:
    """Fill in the form at that address; gives the address that comes next."""
    page = browser.get(address)
    answer = browser.post(
        page.url.path,
        data={**hidden_fields(page.text), **fields},
        headers={"origin": f"http://{page.request.headers['host']}"},
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def code_for(demo, slug: str, contact: str) -> str:
    """The newest six digits that this shop wrote to that contact; empty while there are none."""
    channel = demo.shop(slug)["channel"]
    answer = httpx.get(
        f"{demo.ready['practice']}/practice/merchants/{channel['pid']}/messages",
        headers={"authorization": f"Bearer {channel['key']}"},
        trust_env=False,
    )
    for message in answer.json():
        if message["recipient"].endswith(contact):
            found = re.search(r"\b\d{6}\b", message["subject"] + message["text"])
            return found[0] if found else ""
    return ""


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
