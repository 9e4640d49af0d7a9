"""Lin Wei brings a domain in the console: what to put where is on the page, and mistakes are told beside the field."""

import re


async def test_the_page_says_what_to_put_where(lin_wei):
    answer = await lin_wei.send("/domains", host="https://Shop.Xinghai.Example/")
    assert answer.status_code == 200
    assert "_bodega.shop.xinghai.example" in answer.text
    assert re.search(r"bodega-domain=[\w-]{32}", answer.text)
    assert "http://shop.xinghai.example/.well-known/bodega-domain.txt" in answer.text
    again = await lin_wei.send("/domains", host="shop.xinghai.example")
    assert (again.status_code, "in the list already" in again.text) == (400, True)


async def test_what_is_no_domain_stays_in_the_field(lin_wei):
    answer = await lin_wei.send("/domains", host="not a domain")
    assert answer.status_code == 400
    assert 'value="not a domain"' in answer.text
    assert "It looks like shop.example.com." in answer.text


async def test_a_domain_is_taken_off(lin_wei):
    page = (await lin_wei.send("/domains", host="old.xinghai.example")).text
    path = re.search(r'action="/console(/domains/[0-9a-f-]+/removal)"', page)[1]
    looked = await lin_wei.send(path.replace("removal", "looks"))
    assert "We look now." in looked.text
    assert "old.xinghai.example" not in (await lin_wei.send(path)).text.partition("<form")[0]


async def test_only_the_owner_brings_domains(mei):
    assert (await mei.browser.get("/console/domains")).status_code == 403
