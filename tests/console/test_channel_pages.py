"""Lin Wei sets up how she is paid; secrets go in and never come out."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from socket import socket

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.kernel.ids import new_id
from bodega_shop.floor import floor_of
from bodega_shop.messages.open_notifiers import open_notifiers
from bodega_shop.payments.announce_change import ANNOUNCE_JOB, tell_owners
from bodega_shop.payments.check_channel import check_channel
from bodega_shop.payments.list_channels import channel_of, list_channels
from bodega_shop.payments.read_channel_form import ChannelTexts
from bodega_shop.payments.save_channel import create_channel

KEY = "s3cr3t-merchant-key-of-lin-wei"
ACCOUNT = {
    "version": "V1", "base_url": "https://pay.example.test/", "pid": "1001", "key": KEY, "pay_type": "alipay", "way": "redirect",
    "submit_path": "submit.php", "mapi_path": "mapi.php", "api_path": "api.php", "ok_code": "1", "question": "key",
}  # fmt: skip
OFFER = {"channel_name": "支付宝", "channel_enabled": "on"}


async def add(lin_wei, **changed):
    return await lin_wei.send("/channels", channel_gateway="epay", **{**OFFER, **ACCOUNT, **changed})


async def newest(stand):
    return (await list_channels(stand.shop))[-1]


async def test_a_channel_is_added_with_its_key_sealed(lin_wei, stand, words):
    answer = await add(lin_wei)
    channel = await newest(stand)

    assert "The channel is added." in words(answer.text)
    assert f"http://{stand.shop.canonical_host}/pay/notify/{channel.id}" in answer.text
    assert KEY not in str(channel.settings)
    assert channel.code == "epay-2"


async def test_no_page_ever_holds_the_key(lin_wei, stand):
    added = await add(lin_wei)
    channel = await newest(stand)
    refused = await lin_wei.send(f"/channels/{channel.id}", **{**ACCOUNT, "channel_name": ""})
    pages = [added.text, refused.text, await lin_wei.read(f"/channels/{channel.id}"), await lin_wei.read("/")]

    assert refused.status_code == 400
    assert not any(KEY in page for page in pages)


async def test_a_key_that_is_not_typed_again_stays(lin_wei, stand, street):
    await add(lin_wei)
    channel = await newest(stand)

    await lin_wei.send(
        f"/channels/{channel.id}", **{**OFFER, **ACCOUNT, "key": "", "channel_name": "支付宝 2"}
    )

    opened = await floor_of(street.runtime).channels.open(street.runtime, stand.shop, channel.id)
    assert opened.name == "支付宝 2"
    assert opened.context.settings.key == KEY


async def test_a_change_counts_at_once_for_every_process(lin_wei, stand, street):
    await add(lin_wei)
    channel = await newest(stand)
    channels = floor_of(street.runtime).channels
    assert (await channels.open(street.runtime, stand.shop, channel.id)).context.settings.pid == "1001"

    await lin_wei.send(f"/channels/{channel.id}", **{**OFFER, **ACCOUNT, "pid": "2002"})

    assert (await channels.open(street.runtime, stand.shop, channel.id)).context.settings.pid == "2002"


async def test_a_change_is_recorded_without_values_and_announced_to_everybody(lin_wei, mei, stand, words):
    await add(lin_wei)
    channel = await newest(stand)
    await lin_wei.send(
        f"/channels/{channel.id}", **{**OFFER, **ACCOUNT, "key": "another-secret", "pid": "2002"}
    )

    async with shop_scope(stand.shop) as scope:
        deed = await scope.fetchrow("select actor, detail from deed where deed = 'channel.changed'")
    assert deed["actor"] == "Lin Wei"
    assert deed["detail"]["settings"] == ["key", "pid"]
    assert "another-secret" not in str(dict(deed))
    assert "Payment settings were changed: 支付宝" in words(await mei.read("/"))


@pytest.mark.parametrize(
    "field, changed",
    [
        ("pid", {"pid": ""}),
        ("key", {"key": ""}),
        ("base_url", {"base_url": "javascript:alert(1)"}),
        ("channel_name", {"channel_name": " "}),
        ("channel_minimum", {"channel_minimum": "eins"}),
        ("channel_maximum", {"channel_minimum": "10", "channel_maximum": "5"}),
    ],
)
async def test_what_cannot_be_used_is_told_beside_its_field(lin_wei, stand, field, changed):
    before = len(await list_channels(stand.shop))
    answer = await add(lin_wei, **changed)

    assert answer.status_code == 400
    assert f'id="f-{field}-error"' in answer.text
    assert len(await list_channels(stand.shop)) == before


async def test_limits_are_kept_in_fen(lin_wei, stand):
    await add(lin_wei, channel_minimum="1", channel_maximum="5000.50")

    channel = await newest(stand)
    assert (channel.minimum, channel.maximum) == (100, 500050)


async def test_channels_stand_in_the_owners_order(lin_wei, stand):
    await add(lin_wei)
    channel = await newest(stand)

    await lin_wei.send(f"/channels/{channel.id}/shifts", to="up")

    assert (await list_channels(stand.shop))[0].id == channel.id


async def test_a_service_that_is_not_there_fails_the_test_and_the_overview_says_so(lin_wei, stand, words):
    await add(lin_wei, base_url="http://127.0.0.1:1/")
    channel = await newest(stand)

    answer = await lin_wei.send(f"/channels/{channel.id}/checks")

    assert "The payment service cannot be reached at this address." in words(answer.text)
    assert (await channel_of(stand.shop, channel.id)).problem is not None
    assert "The channel 支付宝 failed its last test" in words(await lin_wei.read("/"))


async def test_a_service_that_knows_the_account_passes_the_test(lin_wei, stand, words):
    async with service('{"code":1,"pid":1001,"active":1}') as address:
        await add(lin_wei, base_url=address)
        channel = await newest(stand)
        answer = await lin_wei.send(f"/channels/{channel.id}/checks")

    assert "It works: the payment service knows this account." in words(answer.text)
    checked = await channel_of(stand.shop, channel.id)
    assert checked.problem is None
    assert checked.checked_at is not None


async def test_the_test_runs_outside_any_transaction(lin_wei, stand, street):
    """While the service takes its time nobody else waits for a connection."""
    asked = asyncio.Event()
    answered = asyncio.Event()
    async with service('{"code":1,"pid":1001}', asked, answered) as address:
        await add(lin_wei, base_url=address)
        channel = await newest(stand)
        testing = asyncio.create_task(
            check_channel(street.runtime, stand.shop, channel.id, now=street.runtime.clock.now())
        )
        await asked.wait()
        async with street.owner_pool.acquire() as connection:
            open_transactions = await connection.fetchval(
                "select count(*) from pg_stat_activity where state = 'idle in transaction'"
            )
        answered.set()
        await testing
    assert open_transactions == 0


async def test_a_channel_needs_a_service_that_is_switched_on_and_takes_the_currency(stand, street):
    texts = ChannelTexts("支付宝", "", "", True, ACCOUNT)
    person = type("Person", (), {"account_id": new_id(), "name": "Lin Wei"})()
    now = street.runtime.clock.now()

    with pytest.raises(Refused, match="Switch on the extension"):
        await create_channel(street.runtime, stand.shop, "nothing", texts, by=person, now=now)
    await stand.set(currency="USD")
    with pytest.raises(Refused, match="does not take USD"):
        await create_channel(street.runtime, stand.shop, "epay", texts, by=person, now=now)
    with pytest.raises(NotFound):
        await channel_of(stand.shop, new_id())


async def test_a_channel_of_another_shop_is_not_found(lin_wei, another_stand):
    other = await another_stand(name="云听会员店")

    assert (await lin_wei.browser.get(f"/console/channels/{other.channel_id}")).status_code == 404
    answer = await lin_wei.send(f"/channels/{other.channel_id}", **{**OFFER, **ACCOUNT})
    assert answer.status_code == 404
    assert (await channel_of(other.shop, other.channel_id)).settings == {}


async def test_a_secret_sealed_for_one_channel_opens_in_no_other(lin_wei, stand, street):
    await add(lin_wei)
    await add(lin_wei)
    first, second = (await list_channels(stand.shop))[-2:]
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update channel set settings = $2 where id = $1", second.id, first.settings)
    await street.runtime.directory.announce_change(stand.shop.id)

    with pytest.raises(Exception, match="cannot be opened here"):
        await floor_of(street.runtime).channels.open(street.runtime, stand.shop, second.id)


def test_a_channel_never_prints_its_settings():
    assert "settings" not in repr(ChannelTexts("支付宝", "", "", True, {"key": KEY}))
    assert InvalidInput("x", field="key").field == "key"


@asynccontextmanager
async def service(body: str, asked: asyncio.Event | None = None, answered: asyncio.Event | None = None):
    """A payment service that says one thing over real HTTP, when it is let."""

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        if asked and answered:
            asked.set()
            await answered.wait()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"http://127.0.0.1:{port}/"


async def test_every_owner_hears_by_mail_that_payment_settings_changed(lin_wei, stand, street, mail):
    await lin_wei.send("/plugins/email/activation")
    await lin_wei.send("/plugins/email", **mail.settings)
    await add(lin_wei)

    jobs = await street.owner_pool.fetch(
        "select payload from queue.pgqueuer where entrypoint = $1 and shop = $2",
        ANNOUNCE_JOB,
        stand.shop.schema,
    )
    shop = await street.runtime.directory.by_id(stand.shop.id)
    for job in jobs:
        await tell_owners(street.runtime, shop, msgspec.json.decode(job["payload"]))

    (letter,) = mail.letters
    async with shop_scope(shop) as scope:
        assert letter.rcpt_tos == [await scope.fetchval("select email from staff where role = 'owner'")]
    text = message_from_bytes(letter.content, policy=policy.default).get_content()
    assert "Lin Wei" in text
    assert "支付宝" in text
    assert KEY not in text


async def test_a_shop_without_mail_changes_its_settings_all_the_same(stand, street):
    news = {"id": "1", "channel": "支付宝", "who": "Lin Wei", "at": "2026-11-21T12:00:00+00:00"}

    await tell_owners(street.runtime, stand.shop, news)
    notifiers = open_notifiers(street.runtime, stand.shop)
    assert not [opened for opened in notifiers if opened.notifier.reaches == "email"]


@dataclass
class Mail:
    """A mail server on this machine, and how a shop sends through it."""

    settings: dict[str, str] = field(default_factory=dict)
    letters: list[Envelope] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's name for it
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def mail():
    mail = Mail()
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mail, hostname="127.0.0.1", port=port)
    controller.start()
    mail.settings = {
        "host": "127.0.0.1", "port": str(port), "security": "none", "from_address": "shop@example.com",
    }  # fmt: skip
    yield mail
    controller.stop()


async def test_lin_wei_says_what_the_service_keeps_and_who_bears_it(lin_wei, stand):
    fees = {"channel_fee_percent": "0.6", "channel_fee_fixed": "0.10", "channel_fee_by": "buyer"}
    await add(lin_wei, **fees)
    channel = await newest(stand)
    page = await lin_wei.read(f"/channels/{channel.id}")

    assert (channel.fee_points, channel.fee_fixed, channel.fee_by) == (60, 10, "buyer")
    assert 'value="0.6"' in page


@pytest.mark.parametrize("typed", ["60", "0.123", "-1", "1e2", "٣"])
async def test_a_fee_that_no_service_keeps_is_refused_beside_its_field(lin_wei, stand, typed):
    before = len(await list_channels(stand.shop))
    refused = await add(lin_wei, channel_fee_percent=typed)

    assert refused.status_code == 400
    assert "f-channel_fee_percent-error" in refused.text
    assert len(await list_channels(stand.shop)) == before
