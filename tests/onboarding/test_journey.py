"""Lin Wei walks from the front page to an application that waits for an answer."""

from datetime import UTC, datetime

from bodega.kernel.ids import new_id

PASSWORD = "four quiet lamps tonight"
# What stands beside the tick, on a street that still has the texts that come with the program.
AGREED = {"agreed": "user_terms.1 privacy.1", "consent": "on"}


async def test_from_the_front_page_one_goes_straight_into_the_journey(browser_at, settings_are):
    settings_are(open_shops_at_once=False)
    email = f"lin-{new_id().hex[-10:]}@people.test"
    async with browser_at() as browser:
        html = (await browser.get("/open")).text
        token = html.split('name="_csrf_token" value="')[1].split('"')[0]
        said = {"_csrf_token": token, "name": "Lin Wei", "email": email, "password": PASSWORD, **AGREED}
        answer = await browser.post("/open/guided", data=said)
        assert answer.headers["location"].startswith("/my/applications/")
        page = await browser.get(answer.headers["location"])
    assert page.status_code == 200
    assert "It is your turn" in page.text
    assert "Go on: What you sell" in page.text


async def test_the_whole_journey_ends_with_an_answer_that_is_due(lin_wei):
    await lin_wei.fill_in_everything()
    ready = await lin_wei.page()
    assert "Nothing is missing" in ready
    answer = await lin_wei.hand_in()
    assert answer.status_code == 303, answer.text
    row, shop = await lin_wei.row(), await lin_wei.shop()
    assert (row["state"], row["revision"]) == ("submitted", 1)
    assert (shop["state"], shop["opens_into"], shop["vouched"]) == ("review", "rehearsal", False)
    assert row["due_at"] > datetime.now(UTC)
    waiting = await lin_wei.page()
    assert "It is our turn" in waiting
    assert "Under review" in waiting
    assert "Hand it in" not in waiting
