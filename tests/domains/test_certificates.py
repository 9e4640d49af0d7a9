"""The reverse proxy asks before it gets a certificate: yes for the platform and for names that lead to a shop."""

import httpx
import pytest

from bodega.domains.add_domain import add_domain
from bodega.domains.check_domain import check_domain
from bodega.domains.proof import proof_of


@pytest.fixture
def ask(street):
    async def answer(domain: str, *, client: str = "127.0.0.1", **headers: str) -> int:
        transport = httpx.ASGITransport(app=street.app, client=(client, 40000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as proxy:
            path = "/certificates/ask"
            return (await proxy.get(path, params={"domain": domain}, headers=headers)).status_code

    return answer


async def test_names_that_lead_somewhere_get_one(street, shop, ask):
    assert await ask(street.settings.base_domain) == 200
    assert await ask(shop.canonical_host.upper()) == 200


@pytest.mark.parametrize("domain", ["", "nobody.example", "a b", "[::1]", "x" * 300])
async def test_names_that_lead_nowhere_get_none(ask, domain):
    assert await ask(domain) == 404


async def test_a_domain_gets_one_once_it_is_proved(
    street, shop, ask, a_host, by_lin, name_server, web_server
):
    domain_id = await add_domain(street.runtime, shop, a_host, **by_lin())
    assert await ask(a_host) == 404
    proof = proof_of(street.runtime.platform_vault, shop.id, a_host)
    name_server.records[proof.record_name] = [proof.content]
    await check_domain(street.runtime, domain_id, now=street.runtime.clock.now())
    assert await ask(a_host) == 200


async def test_only_the_operators_own_machines_are_answered(shop, ask):
    assert await ask(shop.canonical_host, client="198.51.100.7") == 404
    assert await ask(shop.canonical_host, **{"x-forwarded-for": "198.51.100.7"}) == 404
