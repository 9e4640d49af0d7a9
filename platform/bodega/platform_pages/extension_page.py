"""What is installed: the extensions that work, and those that cannot be used, with the reason."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.street.count_users import count_users


@get("/extensions", guards=[requires("look")])
async def show_extensions(page: NamedDependency[DoorPage]) -> Response[Any]:
    users, extensions, locale = await count_users(), page.runtime.extensions, page.visit.locale
    rows = [
        {
            "name": manifest.name.in_locale(locale),
            "description": manifest.description.in_locale(locale),
            "id": manifest.id,
            "version": manifest.version,
            "package": manifest.package,
            "shops": page.say("Every shop") if manifest.always_on else str(users.get(manifest.id, 0)),
        }
        for manifest in extensions.manifests.values()
    ]
    return await page.show("extensions.html", rows=rows, broken=extensions.broken)
