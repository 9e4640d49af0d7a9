"""Call an extension's code: awaited, timed out, isolated and counted; one that keeps failing is tripped per shop."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, Generic, ParamSpec, TypeVar

import structlog
from prometheus_client import Counter, Histogram

from bodega.kernel.errors import BodegaError, PluginError
from bodega.plugins.breaker import Breaker
from bodega.plugins.extensions import Extensions
from bodega.plugins.take_in import take_in

P = ParamSpec("P")
T = TypeVar("T")

HOOK_SECONDS = 10.0
# Longer than the guarded client waits, so that a gateway can say itself what a time-out means.
CALL_SECONDS = 20.0
CONTEXT = "ctx"

CALLS = Counter("bodega_plugin_calls_total", "Calls into extensions", ["plugin", "hook", "outcome"])
SECONDS = Histogram("bodega_plugin_seconds", "Time spent in extensions", ["plugin", "hook"])

# A task that an extension cancelled itself, and a `sys.exit` in its code, are failures of its own.
_ANYTHING = (Exception, SystemExit, asyncio.CancelledError)

log = structlog.get_logger()


class PluginRests(PluginError):
    """An extension of this shop rests after repeated failures. It was not asked."""

    kind = "plugin-rests"


class PluginTooSlow(PluginError):
    """An extension of this shop did not answer in time. What it did is not known."""

    kind = "plugin-too-slow"


class Hook(Generic[P, T]):
    """A hook by name, typed after its specification: `Hook(hookspecs.order_delivered)`."""

    def __init__(self, spec: Callable[P, T]) -> None:
        self.name = spec.__name__
        self.spec = spec


@dataclass
class Dispatcher:
    """Calls hooks of the extensions that a shop has switched on.

    `contexts(shop, plugin)` makes what one extension may use in one shop; `monotonic` is the clock of the breaker.
    """

    extensions: Extensions
    breaker: Breaker = field(default_factory=Breaker)
    hook_seconds: float = HOOK_SECONDS
    call_seconds: float = CALL_SECONDS
    contexts: Callable[[str, str], Awaitable[Any]] | None = None
    monotonic: Callable[[], float] = time.monotonic

    def collect(self, hook: Hook[[], Sequence[T]]) -> dict[str, list[T]]:
        """Ask every extension for what it brings, once at start; one that fails is left out and listed."""
        brought: dict[str, list[T]] = {}
        for implementation in reversed(getattr(self.extensions.manager.hook, hook.name).get_hookimpls()):
            plugin = implementation.plugin_name
            try:
                brought[plugin] = take_in(hook.spec, implementation.function())
            except (Exception, SystemExit) as error:
                self.extensions.note_failure(plugin, hook.name, error)
                log.exception("plugin_failed", plugin=plugin, hook=hook.name)
        return brought

    async def notify(
        self, hook: Hook[P, Awaitable[None]], shop: str, enabled: frozenset[str], **kwargs: Any
    ) -> frozenset[str]:
        """Tell each enabled extension of something that happened; none of them can stop the others.

        `kwargs` are the arguments of the hook but `ctx`, which is made here for each of them. The ids of those that
        did not hear it come back, so that a job can tell them again later.
        """
        _, missed = await self.ask(hook, shop, enabled, **kwargs)
        return missed

    async def ask(
        self, hook: Hook[P, Awaitable[T]], shop: str, enabled: frozenset[str], **kwargs: Any
    ) -> tuple[dict[str, T], frozenset[str]]:
        """Tell each enabled extension as `notify` does; their answers by id, and the ids of those that gave none."""
        answers: dict[str, T] = {}
        missed = set()
        caller = getattr(self.extensions.manager.hook, hook.name)
        for implementation in reversed(caller.get_hookimpls()):
            if implementation.plugin_name not in enabled:
                continue
            try:
                answers[implementation.plugin_name] = await self._call(
                    shop,
                    implementation.plugin_name,
                    hook.name,
                    partial(self._tell, implementation, shop, kwargs),
                    refusals=(),
                    seconds=self.hook_seconds,
                )
            except PluginError:
                missed.add(implementation.plugin_name)
        return answers, frozenset(missed)

    async def guarded(
        self,
        shop: str,
        plugin: str,
        what: str,
        call: Callable[[], Awaitable[T]],
        *,
        timeout_seconds: float | None = None,
        even_resting: bool = False,
    ) -> T:
        """Await `call` of `plugin` for `shop`.

        A `BodegaError` passes through: the extension said no in our own words. `PluginRests` means that it was not
        asked, `PluginTooSlow` that nobody knows what it did; anything else that it raises becomes a `PluginError`.
        `even_resting` is for what must not wait and what anybody may send, such as news of money: it neither heeds
        nor feeds the breaker, or a stranger's nonsense could send a gateway to rest.
        """
        return await self._call(
            shop,
            plugin,
            what,
            call,
            refusals=(BodegaError,),
            seconds=timeout_seconds or self.call_seconds,
            even_resting=even_resting,
        )

    async def _call(
        self,
        shop: str,
        plugin: str,
        what: str,
        call: Callable[[], Awaitable[T]],
        *,
        refusals: tuple[type[BodegaError], ...],
        seconds: float,
        even_resting: bool = False,
    ) -> T:
        if not even_resting and self.breaker.rests(shop, plugin, self.monotonic()):
            _counted(plugin, what, "resting").inc()
            raise PluginRests
        try:
            async with asyncio.timeout(seconds) as limit:
                with _timed(plugin, what).time():
                    result = await call()
        except refusals:
            _counted(plugin, what, "refused").inc()
            if not even_resting:
                self.breaker.succeeded(shop, plugin)
            raise
        except _ANYTHING as error:
            if _we_are_cancelled(error):
                raise
            _counted(plugin, what, "failed").inc()
            if not even_resting:
                self.breaker.failed(shop, plugin, self.monotonic())
            log.exception("plugin_failed", shop=shop, plugin=plugin, hook=what)
            if limit.expired():
                raise PluginTooSlow from error
            raise PluginError("The extension %(plugin)s failed.", plugin=plugin) from error
        _counted(plugin, what, "ok").inc()
        if not even_resting:
            self.breaker.succeeded(shop, plugin)
        return result

    async def _tell(self, implementation: Any, shop: str, kwargs: dict[str, Any]) -> Any:
        given = dict(kwargs)
        if CONTEXT in implementation.argnames and self.contexts is not None:
            given[CONTEXT] = await self.contexts(shop, implementation.plugin_name)
        return await implementation.function(*[given[name] for name in implementation.argnames])


# The library finds a labelled figure anew under a lock each time.
@lru_cache(maxsize=1024)
def _counted(plugin: str, what: str, outcome: str) -> Counter:
    return CALLS.labels(plugin, what, outcome)


@lru_cache(maxsize=256)
def _timed(plugin: str, what: str) -> Histogram:
    return SECONDS.labels(plugin, what)


def _we_are_cancelled(error: BaseException) -> bool:
    """Whether it is our own task that somebody wants to end, and not one of the extension's."""
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0
