"""While buyers order and pay at 星海点卡行, its programs are killed at any moment; nothing that was paid is lost or sold twice.

The client does what programs outside do when nobody answers: a buyer sends the order again under the same key, the
payment service sends its message again until it hears `success`. BODEGA_CRASHES says how many kills there are, and
BODEGA_CRASHES_SEED repeats the order of an earlier run.
"""

import asyncio
import os
import random
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx
import psutil
import pytest

from bodega.kernel.ids import new_id
from bodega_shop.bench.buyers import signed_notify

BUYERS_AT_ONCE = 8
STOCK = 20_000
PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.1
SETTLED = ("delivered", "exception")
VICTIMS = ("web", "one web process", "worker", "database", "one connection of the database")


@dataclass
class Town:
    """The street under fire: who is killed, and who starts again what died."""

    street: object
    chance: random.Random
    killed: list[str] = field(default_factory=list)

    def kill(self, victim: str) -> None:
        pid = self._pid(victim)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            self.killed.append(victim)

    def mend(self) -> None:
        """What whoever runs a street does: start again what is gone."""
        if not self.street.servers.alive():
            self.street.servers.restart()
        for child in (self.street.web, self.street.worker):
            if not child.alive():
                child.ask_to_stop()
                child.wait_or_kill(0)
                child.start()

    def _pid(self, victim: str) -> int | None:
        match victim:
            case "web" | "worker":
                return self._one("serve" if victim == "web" else "worker")
            case "one web process":
                return self._child_of(self._one("serve"))
            case "database":
                return self._postmaster()
            case _:
                return self._child_of(self._postmaster(), "bodega_app")

    def _one(self, word: str) -> int | None:
        return next((one.pid for one in family() if word in words_of(one)[-3:]), None)

    def _postmaster(self) -> int | None:
        """This town's own: a run of many stories has another one, which must live."""
        own = f'unix_socket_directories="{run_folder_of(self.street.settings.database_url)}"'
        servers = [one for one in family() if name_of(one) == "postgres" and own in " ".join(words_of(one))]
        return next((one.pid for one in servers if children_of(one)), None)

    def _child_of(self, pid: int | None, word: str = "") -> int | None:
        children = children_of(psutil.Process(pid)) if pid else []
        fitting = [child.pid for child in children if word in " ".join(words_of(child))]
        return self.chance.choice(fitting) if fitting else None


def run_folder_of(database_url: str) -> str:
    return parse_qs(urlsplit(database_url).query)["host"][0]


def family() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def children_of(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return process.children()
    return []


def words_of(process: psutil.Process) -> list[str]:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return process.cmdline()
    return []


def name_of(process: psutil.Process) -> str:
    with suppress(psutil.NoSuchProcess):
        return process.name()
    return ""


@dataclass
class Crowd:
    """Buyers who do not give up, and a payment service that repeats itself."""

    stand: dict
    client: httpx.AsyncClient
    chance: random.Random
    paid: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    over: bool = False

    async def buy_on_and_on(self) -> None:
        while not self.over:
            await self.buy()

    async def buy(self) -> None:
        placed = await self.place(key=str(new_id()))
        notify = self.message_about(placed["payment"]["url"])
        messages = [self.tell(notify) for _ in range(self.chance.randint(1, 3))]
        await asyncio.gather(*messages)
        self.paid[placed["number"]] = placed["token"]

    async def place(self, key: str) -> dict:
        """Sent again under its key until somebody answers."""
        wanted = {
            "sku_id": self.stand["sku"],
            "quantity": self.chance.randint(1, 2),
            "contact": f"{key[-12:]}@example.com",
            "channel": self.stand["channel"],
        }
        answer = await self.until(
            lambda: self.client.post("/api/v1/orders", json=wanted, headers=self.sender(key)),
            lambda answer: answer.status_code == 201,
        )
        return answer.json()

    def message_about(self, payment_url: str) -> str:
        """Where the service reports the payment; now and then somebody paid another sum, which is for the desk."""
        if self.chance.random() < 0.1:
            payment_url = payment_url.replace("money=", "money=1")
        return signed_notify(self.stand, payment_url).split(b" ")[1].decode()

    async def tell(self, notify: str) -> None:
        """As a payment service does: any answer but its word, and it comes again."""
        await asyncio.sleep(self.chance.random() * 0.2)
        await self.until(
            lambda: self.client.get(notify),
            lambda answer: answer.status_code == 200 and answer.text == "success",
        )

    async def until(self, ask, is_right) -> httpx.Response:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with suppress(httpx.TransportError):
                    answer = await ask()
                    if is_right(answer):
                        return answer
                    assert answer.status_code >= 500, answer.text
                    self.refused += 1
                await asyncio.sleep(PAUSE_SECONDS)

    async def receive(self, number: str, token: str) -> dict:
        """The order, once it is delivered or waits on the exception desk."""
        answer = await self.until(
            lambda: self.client.get(
                f"/api/v1/orders/{number}", headers={"authorization": f"Bearer {token}", **self.sender("")}
            ),
            lambda answer: answer.status_code == 200,
        )
        return answer.json()

    def sender(self, key: str) -> dict[str, str]:
        """An address of its own for each request: what is proved here is not the throttle."""
        numbers = [str(self.chance.randrange(1, 255)) for _ in range(3)]
        return {"x-forwarded-for": ".".join(["10", *numbers])} | ({"idempotency-key": key} if key else {})


@pytest.fixture
def seed() -> int:
    return int(os.environ.get("BODEGA_CRASHES_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)


def test_whatever_is_killed_every_paid_order_is_delivered_or_on_the_desk_and_none_twice(
    busy_street, audit, seed
):
    [stand] = busy_street.open_shops(1, STOCK)
    chance = random.Random(seed)
    town = Town(busy_street, chance)
    crowd, orders = asyncio.run(under_fire(town, stand, chance))

    story = f"seed {seed}, killed {town.killed}, {len(crowd.paid)} paid, {crowd.refused} refused"
    sys.stderr.write(story)
    assert len(town.killed) == kills(), story
    assert len(orders) > len(town.killed), story
    assert {order["state"] for order in orders} <= set(SETTLED), story
    codes = [code for order in orders for code in order["codes"]]
    assert len(codes) == len(set(codes)), story
    differences, sold = audit(busy_street, stand["slug"])
    assert differences == [], story
    assert sold == len(codes), story


async def under_fire(town: Town, stand: dict, chance: random.Random) -> tuple[Crowd, list[dict]]:
    """Buyers buy while the kills go on; then everything runs again, and each of them looks what became of it."""
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{town.street.settings.port}",
        headers={"host": stand["host"]},
        trust_env=False,
        timeout=10,
    ) as client:
        crowd = Crowd(stand, client, chance)
        mending = asyncio.create_task(mend_on_and_on(town))
        async with asyncio.TaskGroup() as buyers:
            for _ in range(BUYERS_AT_ONCE):
                buyers.create_task(crowd.buy_on_and_on())
            await kill_one_after_the_other(town, crowd)
            crowd.over = True
        orders = [await crowd.receive(number, token) for number, token in crowd.paid.items()]
        mending.cancel()
        await asyncio.gather(mending, return_exceptions=True)
    return crowd, orders


async def mend_on_and_on(town: Town) -> None:
    while True:
        await asyncio.to_thread(town.mend)
        await asyncio.sleep(PAUSE_SECONDS)


async def kill_one_after_the_other(town: Town, crowd: Crowd) -> None:
    """Each kill falls at a random moment, once buyers have got something since the last one."""
    victims = [VICTIMS[place % len(VICTIMS)] for place in range(kills())]
    town.chance.shuffle(victims)
    async with asyncio.timeout(PATIENCE_SECONDS * max(1, len(victims))):
        for place, victim in enumerate(victims):
            got = len(crowd.paid)
            while len(crowd.paid) < got + town.chance.randint(3, 20):
                await asyncio.sleep(0.01)
            while len(town.killed) == place:
                town.kill(victim)
                await asyncio.sleep(0.01)


def kills() -> int:
    return int(os.environ.get("BODEGA_CRASHES", str(len(VICTIMS))))
