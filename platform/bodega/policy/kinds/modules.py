"""Whether a listing has the modules that its kind of good needs."""

import msgspec

from bodega.policy.finding import Answers, Finding, Unknown
from bodega.policy.listing import Listing
from bodega.policy.said import InTwoLanguages


class Module(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A field of `Listing.texts` that must be filled, for these kinds of goods (all, when none is named)."""

    field: str
    name: InTwoLanguages
    goods: tuple[str, ...] = ()
    shortest: int = 1


class Modules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    needs: tuple[Module, ...]

    def check(self, listing: Listing) -> Answers:
        if listing.texts is None:
            yield Unknown("texts")
            return
        for module in self.needs:
            if module.goods and listing.good is None:
                yield Unknown("good")
            elif (not module.goods or listing.good in module.goods) and _is_missing(module, listing.texts):
                yield Finding("text", f"texts.{module.field}", params={"module": module.name})


def _is_missing(module: Module, texts: dict[str, str]) -> bool:
    return len(texts.get(module.field, "").strip()) < module.shortest
