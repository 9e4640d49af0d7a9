"""Ada lays down what no shop may pass: the bonus on a top-up and the balance of one customer."""

import re

import pytest
import pytest_asyncio

from bodega.kernel.money import Money
from bodega.street.change_policy import change_policy, current_policy
from bodega.street.policy import Policy, read_policy


@pytest_asyncio.fixture(autouse=True)
async def the_usual_policy_afterwards(street):
    """The platform is one for all stories."""
    yield
    await change_policy(
        street.runtime, Policy(), actor_id=None, actor="command line", now=street.runtime.clock.now()
    )


async def send(ada, **fields: str):
    page = await ada.get("/admin/policy")
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    return await ada.post("/admin/policy", data={"_csrf_token": token[1], **fields})


async def test_the_usual_caps_stand_before_anybody_changes_them(ada, shop):
    page = await ada.get("/admin/policy")
    assert 'value="30"' in page.text
    assert 'value="5000.00"' in page.text
    assert shop.policy == Policy(30, 500_000)


async def test_a_changed_policy_reaches_every_shop_at_once_and_is_on_the_record(ada, street, shop):
    answer = await send(ada, bonus_percent_most="20", balance_most="1000")
    assert answer.status_code == 303, answer.text
    assert (await street.runtime.directory.by_id(shop.id)).policy == Policy(20, 100_000)
    assert await current_policy() == Policy(20, 100_000)
    assert "Changed the platform&#39;s policy" in (await ada.get("/admin/audit")).text


@pytest.mark.parametrize(
    ("name", "value"), [("bonus_percent_most", "101"), ("bonus_percent_most", "-1"), ("balance_most", "0.50")]
)
async def test_a_cap_that_makes_no_sense_is_refused_beside_its_field(ada, name, value):
    fields = {"bonus_percent_most": "20", "balance_most": "1000", name: value}
    answer = await send(ada, **fields)
    assert answer.status_code == 400
    assert f'id="f-{name}-error"' in answer.text
    assert await current_policy() == Policy()


def test_the_balance_is_the_same_figure_in_every_currency():
    assert Policy().most_balance("CNY") == Money(500_000, "CNY")
    assert Policy().most_balance("JPY") == Money(5_000, "JPY")
    assert Policy().most_balance("KWD") == Money(5_000_000, "KWD")


def test_what_another_version_stored_is_left_out():
    assert read_policy({"bonus_percent_most": "much", "balance_most": 7, "colour": 1}) == Policy(30, 7)
