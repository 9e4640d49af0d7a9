"""What gives a storefront its face."""

from dataclasses import dataclass
from pathlib import Path

from bodega.kernel.i18n import Text


@dataclass(frozen=True)
class Theme:
    """Templates and static files. `templates` holds the pages named in `bodega_shop/storefront/shown/`."""

    code: str
    name: Text
    templates: Path
    static: Path
    package: str
