"""Calls into strangers' code are awaited, timed out, isolated and counted; who keeps failing rests, and comes back."""

import asyncio
import sys
from typing import Any

import pytest
from prometheus_client import REGISTRY

from bodega.kernel.errors import NotFound, PluginError
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.plugins.breaker import Breaker
from bodega.plugins.discover import discover
from bodega.plugins.dispatch import Dispatcher, Hook, PluginRests, PluginTooSlow
from bodega_shop import hookspecs
from bodega_shop.extend import OrderPaid

GOOD = """
import sys
@hookimpl
async def order_paid(event):
    sys.modules["tests_heard"].append(("{id}", event.number))
"""
FAILING = "@hookimpl\nasync def order_paid(): raise ValueError('no')\n"
REFUSING = "@hookimpl\nasync def order_paid(): raise Refused('not today')\n"
LEAVING = "import sys\n@hookimpl\nasync def order_paid(): sys.exit(1)\n"
SLOW = "import asyncio\n@hookimpl\nasync def order_paid(): await asyncio.Event().wait()\n"
CANCELLING = """
import asyncio
@hookimpl
async def order_paid():
    task = asyncio.create_task(asyncio.sleep(60))
    task.cancel()
    await task
"""
HALF = """
class Half(Notifier):
    reaches = "email"
    async def send(self, ctx, message): ...
    async def check_settings(self, ctx): ...

@hookimpl
def notifiers(): return [Half()]
"""
PAID = Hook(hookspecs.order_paid)


class Ticker:
    """The breaker's clock, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    monkeypatch.setitem(sys.modules, "tests_heard", told)
    return told


@pytest.fixture
def ticker() -> Ticker:
    return Ticker()


@pytest.fixture
def dispatcher_of(ticker: Ticker) -> Any:
    """A dispatcher over what is installed at the moment it is asked for."""

    def made(seconds: float = 0.05) -> Dispatcher:
        breaker = Breaker(limit=3, rest_seconds=60.0)
        return Dispatcher(discover(), breaker, hook_seconds=seconds, call_seconds=seconds, monotonic=ticker)

    return made


@pytest.fixture
def event(clock: Any) -> OrderPaid:
    return OrderPaid(new_id(), "20261121M9QX2TA7K3", Money(9980, "CNY"), clock.now())


def enabled(*plugins: str) -> frozenset[str]:
    return frozenset(plugins)


def count(plugin: str, outcome: str, hook: str = "order_paid") -> float:
    labels = {"plugin": plugin, "hook": hook, "outcome": outcome}
    return REGISTRY.get_sample_value("bodega_plugin_calls_total", labels) or 0.0


@pytest.mark.parametrize("code", [FAILING, REFUSING, LEAVING, SLOW, CANCELLING])
async def test_one_that_fails_cannot_stop_the_others(
    install: Any, dispatcher_of: Any, heard: Any, event: OrderPaid, code: str
) -> None:
    install("aaa", GOOD.format(id="aaa"))
    install("bad", code)
    install("zzz", GOOD.format(id="zzz"))
    before = count("bad", "failed")
    missed = await dispatcher_of().notify(PAID, "xinghai", enabled("aaa", "bad", "zzz"), event=event)
    assert missed == {"bad"}
    assert sorted(heard) == [("aaa", event.number), ("zzz", event.number)]
    assert count("bad", "failed") == before + 1


async def test_only_who_is_switched_on_hears(
    install: Any, dispatcher_of: Any, heard: Any, event: OrderPaid
) -> None:
    install("aaa", GOOD.format(id="aaa"))
    install("zzz", GOOD.format(id="zzz"))
    await dispatcher_of().notify(PAID, "xinghai", enabled("zzz"), event=event)
    assert heard == [("zzz", event.number)]


async def test_who_keeps_failing_rests_in_that_shop_alone_and_comes_back(
    install: Any, dispatcher_of: Any, ticker: Ticker, event: OrderPaid
) -> None:
    install("bad", FAILING)
    dispatcher = dispatcher_of()
    failed, resting = count("bad", "failed"), count("bad", "resting")
    for _ in range(5):
        assert await dispatcher.notify(PAID, "xinghai", enabled("bad"), event=event) == {"bad"}
    assert (count("bad", "failed"), count("bad", "resting")) == (failed + 3, resting + 2)
    await dispatcher.notify(PAID, "yunting", enabled("bad"), event=event)
    assert count("bad", "failed") == failed + 4
    ticker.seconds += 61
    await dispatcher.notify(PAID, "xinghai", enabled("bad"), event=event)
    await dispatcher.notify(PAID, "xinghai", enabled("bad"), event=event)
    assert (count("bad", "failed"), count("bad", "resting")) == (failed + 5, resting + 3)


async def test_one_success_after_the_rest_makes_it_whole(dispatcher_of: Any, ticker: Ticker) -> None:
    dispatcher = dispatcher_of()

    async def fail() -> None:
        raise ValueError

    async def work() -> str:
        return "done"

    for _ in range(3):
        with pytest.raises(PluginError):
            await dispatcher.guarded("xinghai", "bad", "create", fail)
    with pytest.raises(PluginRests):
        await dispatcher.guarded("xinghai", "bad", "create", work)
    ticker.seconds += 61
    assert await dispatcher.guarded("xinghai", "bad", "create", work) == "done"
    for _ in range(2):
        with pytest.raises(PluginError):
            await dispatcher.guarded("xinghai", "bad", "create", fail)
    assert await dispatcher.guarded("xinghai", "bad", "create", work) == "done"


async def test_a_no_in_our_own_words_is_no_failure(dispatcher_of: Any) -> None:
    dispatcher = dispatcher_of()

    async def refuse() -> None:
        raise NotFound("There is no such %(thing)s.", thing="card")

    for _ in range(10):
        with pytest.raises(NotFound):
            await dispatcher.guarded("xinghai", "picky", "create", refuse)
    assert count("picky", "refused", "create") == 10
    assert not dispatcher.breaker.rests("xinghai", "picky", 0.0)


async def test_nonsense_from_outside_sends_nobody_to_rest_and_rest_stops_no_news(dispatcher_of: Any) -> None:
    dispatcher = dispatcher_of()

    async def fail() -> None:
        raise KeyError("trade_no")

    async def work() -> str:
        return "heard"

    for _ in range(10):
        with pytest.raises(PluginError):
            await dispatcher.guarded("xinghai", "bad", "parse_notification", fail, even_resting=True)
    assert await dispatcher.guarded("xinghai", "bad", "create", work) == "heard"
    for _ in range(3):
        with pytest.raises(PluginError):
            await dispatcher.guarded("xinghai", "bad", "create", fail)
    news = dispatcher.guarded("xinghai", "bad", "parse_notification", work, even_resting=True)
    assert await news == "heard"
    with pytest.raises(PluginRests):
        await dispatcher.guarded("xinghai", "bad", "create", work)


async def test_too_slow_is_told_from_failed(dispatcher_of: Any) -> None:
    dispatcher = dispatcher_of()

    async def hang() -> None:
        await asyncio.Event().wait()

    async def time_out_by_itself() -> None:
        raise TimeoutError

    with pytest.raises(PluginTooSlow):
        await dispatcher.guarded("xinghai", "slow", "create", hang)
    with pytest.raises(PluginError) as failure:
        await dispatcher.guarded("xinghai", "slow", "create", time_out_by_itself)
    assert not isinstance(failure.value, PluginTooSlow)


async def test_whoever_cancels_us_is_obeyed(dispatcher_of: Any) -> None:
    dispatcher = dispatcher_of(seconds=60.0)
    started = asyncio.Event()

    async def hang() -> None:
        started.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(dispatcher.guarded("xinghai", "slow", "create", hang))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await dispatcher.guarded("xinghai", "slow", "create", hang)
    assert not dispatcher.breaker.rests("xinghai", "slow", 0.0)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("@hookimpl\ndef payment_gateways(): raise ValueError('no')", "payment_gateways: ValueError: no"),
        ("@hookimpl\ndef payment_gateways(): return None", "payment_gateways: TypeError"),
        ("@hookimpl\ndef payment_gateways(): return ['alipay']", "a str where a PaymentGateway belongs"),
        ("@hookimpl\ndef notifiers(): return [PaymentGateway()]", "notifiers: TypeError"),
        (
            HALF,
            "notifiers: Half has no code.",
        ),
        ("import sys\n@hookimpl\ndef themes(): sys.exit()", "themes: SystemExit"),
    ],
)
def test_what_a_package_brings_is_looked_over(
    install: Any, dispatcher_of: Any, code: str, reason: str
) -> None:
    install("odd", code)
    dispatcher = dispatcher_of()
    for spec in (hookspecs.payment_gateways, hookspecs.themes, hookspecs.notifiers):
        brought = dispatcher.collect(Hook(spec))
        assert "odd" not in brought
    assert "epay" in dispatcher.collect(Hook(hookspecs.payment_gateways))
    [broken] = dispatcher.extensions.broken
    assert reason in broken.reason


def test_a_settings_structure_that_no_form_can_show_is_found_at_start(
    install: Any, dispatcher_of: Any
) -> None:
    install(
        "odd",
        "from typing import Annotated\n"
        "class Wishes(ExtensionSettings, frozen=True):\n"
        "    key: Annotated[str, Setting(label=Text('k', 'k'))]\n"
        "class Odd(PaymentGateway):\n"
        "    code, name, help, settings_type, currencies = 'odd', Text('o', 'o'), Text('', ''), Wishes, frozenset()\n"
        "Odd.__abstractmethods__ = frozenset()\n"
        "@hookimpl\ndef payment_gateways(): return [Odd()]\n",
    )
    dispatcher = dispatcher_of()
    assert "odd" not in dispatcher.collect(Hook(hookspecs.payment_gateways))
    assert "needs a default" in dispatcher.extensions.broken[0].reason
