"""What mistaken and hostile programs send ends as a problem document, never as a page or a failure of ours."""

import json

from bodega_shop.api.take_order import MOST_BODY_BYTES

PROBLEM = "application/problem+json"


async def test_what_is_not_an_order_is_refused(reseller):
    for body in (
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"contact": "\xed\xa0\x80"}',
        b'{"contact": "\\ud800"}',
        b'{"sku_id": ' + b"[" * 4000,
        b'{"x": ' + b"[" * 4000,
    ):
        answer = await reseller.send(body)
        assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM), body
        assert answer.json()["type"] == "urn:bodega:invalid-input"


async def test_a_field_of_another_kind_or_an_unknown_one_is_named(reseller):
    for changes, field in (
        ({"quantity": "1"}, "quantity"),
        ({"quantity": 1.5}, "quantity"),
        ({"quantity": True}, "quantity"),
        ({"quantity": None}, "quantity"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": 501}, "quantity"),
        ({"quantity": 10**40}, "quantity"),
        ({"sku_id": "xinghai"}, "sku_id"),
        ({"sku_id": 7}, "sku_id"),
        ({"contact": ["chen.hao@example.com"]}, "contact"),
        ({"contact": "x" * 301}, "contact"),
        ({"channel": "a\x00b"}, "channel"),
        ({"channel": "支付宝"}, "channel"),
        ({"channel": "e" * 65}, "channel"),
        ({"chanel": "epay"}, "chanel"),
    ):
        answer = await reseller.send(json.dumps(reseller.wish(**changes)).encode())
        assert (answer.status_code, answer.json()["field"]) == (400, field), changes
    assert await reseller.stand.codes() == {"free": 3}


async def test_a_missing_field_is_named(reseller):
    for name in ("sku_id", "quantity", "contact"):
        wish = reseller.wish()
        del wish[name]
        answer = await reseller.send(json.dumps(wish).encode())
        assert (answer.status_code, answer.json()["field"]) == (400, name)
        assert answer.json()["title"] == "This field is missing."


async def test_only_json_is_read(reseller):
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""):
        answer = await reseller.send(json.dumps(reseller.wish()).encode(), content_type)
        assert (answer.status_code, answer.json()["type"]) == (415, "urn:bodega:not-json"), content_type


async def test_json_may_say_its_encoding(reseller):
    body = json.dumps(reseller.wish()).encode()
    assert (await reseller.send(body, "Application/JSON; charset=utf-8")).status_code == 201


async def test_a_long_body_is_not_read(reseller):
    answer = await reseller.send(b" " * (MOST_BODY_BYTES + 1))
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)


async def test_a_key_may_be_any_text_that_a_header_can_carry_but_not_a_long_one(reseller):
    async def order(key: bytes) -> int:
        headers = {b"idempotency-key": key}
        return (await reseller.http.post("/api/v1/orders", json=reseller.wish(), headers=headers)).status_code

    assert await order("é".encode("latin-1")) == 201
    assert await order(b"k" * 200) == 201
    assert await order(b"k" * 201) == 400


async def test_an_unknown_address_is_a_problem_and_not_a_page(reseller, street):
    async with street.client() as platform:
        for path in ("/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/products", "/api/v1/openapi"):
            for http in (reseller.http, platform):
                answer = await http.get(path)
                assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM), path


async def test_a_wrong_method_says_which_are_right(reseller):
    answer = await reseller.http.put("/api/v1/orders", json={})
    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM)
    assert set(answer.headers["allow"].split(", ")) == {"POST", "OPTIONS"}


async def test_pages_of_other_sites_are_let_in_nowhere(reseller):
    headers = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
    for answer in (
        await reseller.http.options("/api/v1/orders", headers=headers),
        await reseller.http.get("/api/v1/products", headers=headers),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_the_pages_for_people_still_answer_with_pages(reseller):
    answer = await reseller.http.get("/nothing-here")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
