"""Lin Wei brings his own domain: it leads to his shop once he has shown that it is his, and as long as he can."""

from datetime import timedelta

import pytest

from bodega.domains.add_domain import MOST_DOMAINS, add_domain
from bodega.domains.change_domain import lead_visitors_to, look_again, remove_domain
from bodega.domains.check_domain import check_domain, run_check
from bodega.domains.find_proof import find_proof
from bodega.domains.list_domains import list_domains
from bodega.domains.proof import proof_of
from bodega.kernel.errors import Conflict, NotFound, Refused, StateConflict

DAY = timedelta(days=1)


@pytest.fixture
def runtime(street):
    return street.runtime


@pytest.fixture
async def added(runtime, shop, a_host, by_lin, name_server, web_server):
    """His domain, in the list and waiting."""
    return await add_domain(runtime, shop, a_host, **by_lin())


def proof(runtime, shop, host):
    return proof_of(runtime.platform_vault, shop.id, host)


def put_record(name_server, runtime, shop, host):
    found = proof(runtime, shop, host)
    name_server.records[found.record_name] = ["v=spf1 -all", found.content]


async def look(runtime, domain_id, now=None):
    await check_domain(runtime, domain_id, now=now or runtime.clock.now())


async def the_domain(runtime, shop):
    (domain,) = await list_domains(runtime.platform_vault, shop)
    return domain


@pytest.fixture
def planned(street):
    """When looks are due, the latest first."""

    async def read(domain_id):
        return [
            row["execute_after"]
            for row in await street.owner_pool.fetch(
                "select execute_after from queue.pgqueuer where dedupe_key like $1 order by execute_after desc",
                f"%{domain_id}%",
            )
        ]

    return read


async def test_a_record_at_the_name_server_proves_it(runtime, shop, a_host, added, name_server):
    await look(runtime, added)
    assert (await the_domain(runtime, shop)).problem == "not_there"
    assert await runtime.directory.by_host(a_host) is None
    put_record(name_server, runtime, shop, a_host)
    await run_check(runtime, {"domain_id": str(added)})
    domain = await the_domain(runtime, shop)
    assert (domain.state, domain.problem) == ("proved", "")
    assert (await runtime.directory.by_host(a_host)).id == shop.id


async def test_a_file_on_the_own_web_server_proves_it_too(runtime, shop, a_host, added, web_server):
    found = proof(runtime, shop, a_host)
    web_server.files[found.url.removeprefix("http://")] = f"\n{found.content}\n"
    await look(runtime, added)
    assert (await the_domain(runtime, shop)).state == "proved"


async def test_a_file_behind_a_redirect_proves_nothing(runtime, shop, a_host, added, web_server):
    found = proof(runtime, shop, a_host)
    web_server.files[found.url.removeprefix("http://")] = found.content
    web_server.status = "302 Found"
    await look(runtime, added)
    assert (await the_domain(runtime, shop)).state == "waiting"


async def test_the_word_of_one_shop_proves_nothing_for_another(
    runtime, street, shop, a_host, by_lin, name_server, web_server
):
    other = await street.open_shop()
    theirs = await add_domain(runtime, other, a_host, **by_lin())
    put_record(name_server, runtime, shop, a_host)
    await look(runtime, theirs)
    assert (await the_domain(runtime, other)).state == "waiting"


async def test_a_domain_that_only_points_here_is_nobodys(runtime, street, added, a_host, client):
    """Whoever pointed it at us has not said for which shop: we never serve a proof ourselves."""
    async with street.client(None) as browser:
        answer = await browser.get("/.well-known/bodega-domain.txt", headers={"host": a_host})
    assert answer.status_code == 404


async def test_a_domain_leads_to_one_shop(runtime, street, shop, a_host, added, by_lin, name_server):
    put_record(name_server, runtime, shop, a_host)
    await look(runtime, added)
    other = await street.open_shop()
    with pytest.raises(Conflict, match="another shop"):
        await add_domain(runtime, other, a_host, **by_lin())


async def test_two_who_prove_it_at_once_do_not_both_get_it(
    runtime, street, shop, a_host, added, by_lin, name_server, web_server
):
    other = await street.open_shop()
    theirs = await add_domain(runtime, other, a_host, **by_lin())
    mine = proof(runtime, shop, a_host)
    name_server.records[mine.record_name] = [mine.content, proof(runtime, other, a_host).content]
    await look(runtime, added)
    await look(runtime, theirs)
    assert (await the_domain(runtime, other)).problem == "taken"
    assert (await runtime.directory.by_host(a_host)).id == shop.id


async def test_whoever_never_proves_it_is_no_longer_asked_after_a_week(runtime, shop, added, planned):
    first = runtime.clock.now()
    await look(runtime, added, first + timedelta(days=6))
    assert len(await planned(added)) >= 2
    await look(runtime, added, first + timedelta(days=8))
    assert (await the_domain(runtime, shop)).state == "lost"
    await look_again(shop, added, now=first + timedelta(days=9))
    assert (await the_domain(runtime, shop)).state == "waiting"


async def test_looks_come_ever_more_seldom(runtime, added, planned):
    now = runtime.clock.now()
    await look(runtime, added, now)
    soon = (await planned(added))[0]
    for _ in range(6):
        await look(runtime, added, now)
    late = (await planned(added))[0]
    assert soon - now == timedelta(minutes=1)
    assert late - now == timedelta(hours=1)


async def test_a_proof_that_went_missing_counts_after_a_week(runtime, shop, a_host, added, name_server):
    now = runtime.clock.now()
    put_record(name_server, runtime, shop, a_host)
    await look(runtime, added, now)
    name_server.records.clear()
    await look(runtime, added, now + DAY)
    assert (await the_domain(runtime, shop)).state == "proved"
    await look(runtime, added, now + 7 * DAY)
    assert (await runtime.directory.by_host(a_host)).id == shop.id
    await look(runtime, added, now + 8 * DAY)
    assert (await the_domain(runtime, shop)).state == "lost"
    assert await runtime.directory.by_host(a_host) is None


async def test_name_servers_that_fail_for_a_month_take_nothing_away(
    runtime, shop, a_host, added, name_server
):
    now = runtime.clock.now()
    put_record(name_server, runtime, shop, a_host)
    await look(runtime, added, now)
    name_server.down = True
    await look(runtime, added, now + DAY)
    await look(runtime, added, now + 30 * DAY)
    domain = await the_domain(runtime, shop)
    assert (domain.state, domain.problem) == ("proved", "no_answer")
    name_server.down = False
    await look(runtime, added, now + 31 * DAY)
    assert (await the_domain(runtime, shop)).problem == ""


async def test_a_domain_taken_off_no_longer_leads_here(runtime, shop, a_host, added, by_lin, name_server):
    put_record(name_server, runtime, shop, a_host)
    await look(runtime, added)
    await remove_domain(runtime, shop, added, **by_lin())
    assert await runtime.directory.by_host(a_host) is None
    assert await list_domains(runtime.platform_vault, shop) == []
    await look(runtime, added)
    assert await runtime.directory.by_host(a_host) is None
    await add_domain(runtime, shop, a_host, **by_lin())


async def test_a_domain_taken_off_while_its_proof_is_looked_up_stays_free(
    runtime, street, shop, a_host, added, by_lin, name_server, monkeypatch
):
    async def slowly(*asked):
        finding = await find_proof(*asked)
        await remove_domain(runtime, shop, added, **by_lin())
        return finding

    put_record(name_server, runtime, shop, a_host)
    monkeypatch.setattr("bodega.domains.check_domain.find_proof", slowly)
    await look(runtime, added)
    assert await runtime.directory.by_host(a_host) is None
    await add_domain(runtime, await street.open_shop(), a_host, **by_lin())


async def test_nobody_touches_another_shops_domain(runtime, street, shop, added, by_lin):
    other = await street.open_shop()
    with pytest.raises(NotFound):
        await remove_domain(runtime, other, added, **by_lin())
    with pytest.raises(NotFound):
        await look_again(other, added, now=runtime.clock.now())
    with pytest.raises(NotFound):
        await lead_visitors_to(runtime, other, shop.canonical_host, **by_lin())


async def test_visitors_are_led_to_the_domain_that_was_chosen(
    runtime, street, shop, a_host, added, by_lin, name_server
):
    with pytest.raises(StateConflict):
        await lead_visitors_to(runtime, shop, a_host, **by_lin())
    put_record(name_server, runtime, shop, a_host)
    await look(runtime, added)
    shop = await runtime.directory.by_id(shop.id)
    await lead_visitors_to(runtime, shop, a_host, **by_lin())
    async with street.client(shop) as browser:
        led = await browser.get("/terms?from=group")
        assert (
            led.status_code,
            led.headers["location"].partition("://")[2].partition("/")[0].partition(":")[0],
        ) == (301, a_host)
        assert led.headers["location"].endswith("/terms?from=group")
        assert (await browser.get("/orders/XH20260101ABCDEFGHJK")).status_code != 301
        assert (await browser.post("/look-up", data={})).status_code != 301
        there = await browser.get("/", headers={"host": a_host})
        assert there.status_code == 200
    shop = await runtime.directory.by_id(shop.id)
    await lead_visitors_to(runtime, shop, "", **by_lin())
    async with street.client(shop) as browser:
        assert (await browser.get("/")).status_code == 200


async def test_a_shop_has_a_handful_of_domains(runtime, shop, a_host, by_lin):
    for number in range(MOST_DOMAINS):
        await add_domain(runtime, shop, f"n{number}.{a_host}", **by_lin())
    with pytest.raises(Refused):
        await add_domain(runtime, shop, f"last.{a_host}", **by_lin())
    with pytest.raises(Conflict):
        other = await list_domains(runtime.platform_vault, shop)
        await remove_domain(runtime, shop, other[0].id, **by_lin())
        await add_domain(runtime, shop, f"n5.{a_host}", **by_lin())
