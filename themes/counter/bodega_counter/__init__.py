"""The counter: the storefront theme every shop starts with."""

from collections.abc import Sequence
from pathlib import Path

from bodega_shop.extend import Manifest, Text, Theme, hookimpl

_HERE = Path(__file__).parent

manifest = Manifest(
    id="counter",
    version="0.1.0",
    api=(1, 1),
    name=Text(en="Counter", zh="柜台"),
    description=Text(en="A corner shop in an evening street.", zh="夜色街角的一家小店。"),
    package="bodega_counter",
    capabilities=frozenset({"theme"}),
    on_by_default=True,
)


@hookimpl
def themes() -> Sequence[Theme]:
    return [Theme(manifest.id, manifest.name, _HERE / "templates", _HERE / "static", manifest.package)]
