"""One call of a program: which shop it came to, by which rules, from where."""

from dataclasses import dataclass

from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega.web.visit import AnyRequest, Visit, provide_runtime, provide_shop, provide_visit
from bodega_shop.floor import floor_of
from bodega_shop.settings.profile import Profile


@dataclass(frozen=True)
class Call:
    """What every operation needs to know; made once, because each further dependency costs a request its time."""

    runtime: Runtime
    shop: Shop
    profile: Profile
    visit: Visit
    request: AnyRequest

    def address_of(self, path: str) -> str:
        """The public address of `path` on the host that was called."""
        return self.runtime.settings.address_of(self.visit.host, path)


async def provide_call(request: AnyRequest) -> Call:
    """The dependency `call` of every operation."""
    runtime, shop = provide_runtime(request), provide_shop(request)
    return Call(runtime, shop, await floor_of(runtime).profiles.of(shop), provide_visit(request), request)
