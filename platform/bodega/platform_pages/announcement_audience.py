"""To which shops something can be said besides their states and names: by plan, and by what they may sell."""

from typing import Any

from bodega.billing.plan import latest_plans
from bodega.kernel.database import platform_scope
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.staff.door_page import DoorPage


async def audience_choices(page: DoorPage) -> dict[str, Any]:
    """`plans` as code and name; `branches` of the street's categories, each with the code and name of it and all below."""
    async with platform_scope() as scope:
        plans, catalogue = await latest_plans(scope), await read_catalogue(scope)
    locale = page.visit.locale
    branches = []
    for root in catalogue.children.get(None, ()):
        below = [code for code in catalogue.leaves([root.code]) if code != root.code]
        if catalogue.is_open(root.code):
            name = root.name.in_locale(locale)
            leaves = [(code, catalogue.categories[code].name.in_locale(locale)) for code in below]
            branches.append(
                {"name": name, "code": root.code, "leaves": leaves, "all": [(root.code, name), *leaves]}
            )
    return {"plans": [(plan.code, plan.named(locale)) for plan in plans], "branches": branches}
