"""One call of a program: which shop it came to, by which rules, from where."""

import msgspec

from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega.web.visit import AnyRequest, AnyScope, Visit, runtime_of, shop_of, visit_of
from bodega_shop.floor import floor_of
from bodega_shop.guests.receive_programs import receive_programs
from bodega_shop.settings.profile import Profile


class Call(msgspec.Struct, frozen=True):
    """What every operation needs to know; made once, because each further dependency costs a request its time."""

    runtime: Runtime
    shop: Shop
    profile: Profile
    visit: Visit
    scope: AnyScope

    def address_of(self, path: str) -> str:
        """The public address of `path` on the host that was called."""
        return self.runtime.settings.address_of(self.visit.host, path)


async def provide_call(request: AnyRequest) -> Call:
    """The dependency `call` of every operation."""
    return await call_of(request.scope)


async def call_of(scope: AnyScope) -> Call:
    """The same for an operation that is answered directly. Raises `NotOpenYet` to strangers before a shop is open."""
    runtime, shop = runtime_of(scope), shop_of(scope)
    if not shop.is_open_to_all:
        await receive_programs(scope)
    return Call(runtime, shop, await floor_of(runtime).profiles.of(shop), visit_of(scope), scope)
