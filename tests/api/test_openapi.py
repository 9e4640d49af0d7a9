"""The API describes itself to each shop's programs, and a tool that tries what the description says finds nothing."""

import asyncio
from collections.abc import Iterator
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

DOCUMENT = "/api/v1/openapi.json"
EXAMPLES = 40
# A contact is more than a text, and a SKU has limits of its own: no schema can promise that an order is accepted.
NOT_PROMISED = {"positive_data_acceptance": {"enabled": False}}


async def test_the_document_is_each_shops_own(reseller, resell, another_stand):
    yunting = await resell(await another_stand(name="云听会员店"))
    for program in (reseller, yunting):
        answer = await program.http.get(DOCUMENT)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.json()["servers"] == [{"url": f"http://{program.stand.shop.canonical_host}"}]


async def test_the_document_holds_the_operations_for_programs_and_nothing_else(reseller):
    paths = (await reseller.http.get(DOCUMENT)).json()["paths"]

    assert {f"{method.upper()} {path}" for path, item in paths.items() for method in item} == {
        "GET /api/v1/products",
        "GET /api/v1/products/{slug}",
        "POST /api/v1/orders",
        "GET /api/v1/orders/{number}",
    }


async def test_everything_in_the_document_is_explained(reseller):
    document = (await reseller.http.get(DOCUMENT)).json()

    for item in document["paths"].values():
        for operation in item.values():
            assert operation["summary"]
            assert operation["description"]
            assert all(parameter["description"] for parameter in operation.get("parameters", []))
            for status, response in operation["responses"].items():
                expected = "application/json" if status < "400" else "application/problem+json"
                assert list(response["content"]) == [expected]
    assert document["components"]["schemas"]["NewOrder"]["additionalProperties"] is False


async def test_what_is_answered_is_what_the_document_says(reseller):
    schema = schemathesis.openapi.from_dict((await reseller.http.get(DOCUMENT)).json())
    placed = await reseller.order()
    order = placed.json()
    pending = await reseller.look(order["number"], order["token"])
    await reseller.pay(order["number"])
    delivered = await reseller.look(order["number"], order["token"])

    for path, method, answers in (
        ("/api/v1/products", "GET", [await reseller.http.get("/api/v1/products")]),
        ("/api/v1/products/{slug}", "GET", [await reseller.http.get("/api/v1/products/xinghai-100")]),
        ("/api/v1/orders", "POST", [placed, await reseller.order(quantity=0), await reseller.send(b"{")]),
        ("/api/v1/orders/{number}", "GET", [pending, delivered, await reseller.look(order["number"], "x")]),
    ):
        for answer in answers:
            operation = schema[path][method]
            assert str(answer.status_code) in operation.responses.status_codes
            assert operation.validate_response(answer) is None


async def test_schemathesis_finds_nothing_without_knowing_anything(street, reseller):
    assert await findings(street, reseller) == []


async def test_schemathesis_finds_nothing_with_an_order_of_its_own(street, reseller):
    await reseller.stand.set(unpaid_per_contact=0)
    order = (await reseller.order()).json()
    await reseller.pay(order["number"])

    assert (
        await findings(
            street,
            reseller,
            headers={"Authorization": f"Bearer {order['token']}"},
            parameters={"path.number": order["number"], "path.slug": "xinghai-100"},
        )
        == []
    )


async def findings(street, reseller, **known: object) -> list[str]:
    """All that is found with everything that can be generated and checked, given what is `known`."""
    bridge = Bridge(street.app, reseller.stand.shop.canonical_host, asyncio.get_running_loop())
    config = {
        "seed": 20261121,
        "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
        "phases": {"stateful": {"enabled": False}},
        "checks": NOT_PROMISED,
        **known,
    }
    found = await asyncio.to_thread(lambda: list(run(bridge, config)))
    assert {status for status in bridge.statuses if status < 300} >= {200}
    return found


def run(bridge: "Bridge", config: dict[str, object]) -> Iterator[str]:
    settings = SchemathesisConfig.from_dict(config)
    schema = schemathesis.openapi.from_asgi(DOCUMENT, bridge, config=settings)
    for event in from_schema(schema).execute():
        if isinstance(event, FatalError):
            yield str(event.exception)
        elif isinstance(event, NonFatalError):
            yield str(event.value)
        elif isinstance(event, ScenarioFinished) and event.status == Status.FAILURE:
            for checks in event.recorder.checks.values():
                for check in checks:
                    if check.failure_info is not None:
                        yield f"{check.failure_info.failure}\n{check.failure_info.code_sample}"


class Bridge:
    """The application for a tool that calls it from a thread and a loop of its own, always on one shop's host."""

    def __init__(self, app: Any, host: str, loop: asyncio.AbstractEventLoop) -> None:
        self.app = app
        self.host = host.encode()
        self.loop = loop
        self.statuses: list[int] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for part in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{part}.complete"})
            return
        message = await receive()
        body = message.get("body", b"")
        while message.get("more_body", False):
            message = await receive()
            body += message.get("body", b"")
        answered = asyncio.run_coroutine_threadsafe(self._answer(scope, body), self.loop)
        for heard in await asyncio.wrap_future(answered):
            await send(heard)

    async def _answer(self, scope: dict[str, Any], body: bytes) -> list[dict[str, Any]]:
        headers = [
            (b"host", self.host),
            *((name, value) for name, value in scope["headers"] if name != b"host"),
        ]
        told = iter([{"type": "http.request", "body": body, "more_body": False}])
        heard: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return next(told, {"type": "http.disconnect"})

        async def send(message: dict[str, Any]) -> None:
            heard.append(message)

        await self.app(
            {**scope, "headers": headers, "client": ("203.0.113.9", 1), "state": {}}, receive, send
        )
        self.statuses.append(heard[0]["status"])
        return heard
