"""Chen Hao has no e-mail address: where the shop reaches phones, his number is enough for an account."""

import json
import re

from bodega_shop.customers.send_code import send_code

PHONE = "+8613800138000"
PASSWORD = "seven lanterns by the river"


async def test_the_code_comes_by_sms_and_opens_the_account(stand, street, bridge, switch_on):
    await switch_on(stand, bridge)
    async with street.client(stand.shop) as phone:
        asked = await send(
            phone, "/account/sign-up", contact="138 0013 8000", password=PASSWORD, consent="on"
        )
        assert asked.status_code == 303, asked.text

        await do_the_job(stand)
        [message] = bridge.taken
        assert message["to"] == PHONE
        code = re.search(r"\b\d{6}\b", str(message["text"]))
        assert code

        done = await send(phone, asked.headers["location"], code=code[0])
        assert (done.status_code, done.headers["location"]) == (303, "/account")
        assert (await phone.get("/account")).status_code == 200


async def send(phone, path, **fields):
    page = await phone.get("/account/sign-in", follow_redirects=True)
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    assert token, page.text
    return await phone.post(path, data={"_csrf_token": token[1], **fields}, headers={"accept": "text/html"})


async def do_the_job(stand) -> None:
    row = await stand.street.owner_pool.fetchrow(
        "select payload from queue.pgqueuer where shop = $1 and entrypoint = 'customers.send_code'",
        stand.shop.schema,
    )
    await send_code(stand.street.runtime, stand.shop, json.loads(row["payload"]))
