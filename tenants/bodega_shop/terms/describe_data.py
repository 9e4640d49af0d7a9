"""The inventory of personal data in a shop's privacy page: what the shop declares, and each extension that is on."""

from collections.abc import Sequence

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import PersonalData
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.terms.own_data import OWN_DATA

_HEADS = (
    Text(en="Data", zh="信息种类"),
    Text(en="What for", zh="用途"),
    Text(en="On what ground", zh="处理依据"),
    Text(en="How long", zh="保存期限"),
)


def describe_data(runtime: Runtime, shop: Shop, locale: str) -> str:
    """A Markdown table in that language."""
    heads = [head.in_locale(locale) for head in _HEADS]
    rows = [_cells(one, locale) for one in declared_data(runtime, shop)]
    return "\n".join(_line(cells) for cells in (heads, ["---"] * len(heads), *rows))


def declared_data(runtime: Runtime, shop: Shop) -> Sequence[PersonalData]:
    """The core's own first, then that of the extensions the shop has switched on, in the order of their ids."""
    brought = [
        one
        for manifest in sorted(runtime.extensions.optional(), key=lambda each: each.id)
        if manifest.id in shop.enabled
        for one in manifest.personal_data
    ]
    return [*OWN_DATA, *brought]


def _cells(one: PersonalData, locale: str) -> list[str]:
    return [text.in_locale(locale) for text in (one.what, one.purpose, one.ground, one.kept)]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
