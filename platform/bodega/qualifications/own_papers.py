"""The papers of one's own: whose they are is checked before anything is read."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.qualifications.read_standing import Standing, read_standing

_SHOP = "select name, owner_id from shop where id = $1"
_APPLICATION = """
    select a.account_id, a.state, a.kind, a.shop_id, coalesce(s.name, a.answers -> 'name' ->> 'shop_name', '') as name
      from application a left join shop s on s.id = a.shop_id where a.id = $1"""


@dataclass(frozen=True)
class Place:
    """An application of one's own, or a shop that one owns."""

    application_id: UUID | None = None
    shop_id: UUID | None = None

    @property
    def url(self) -> str:
        if self.shop_id is not None:
            return f"/my/shops/{self.shop_id}/papers"
        return f"{self.application_url}/papers"

    @property
    def application_url(self) -> str:
        return f"/my/applications/{self.application_id}" if self.application_id else ""


@dataclass(frozen=True)
class OwnPapers:
    """`open` says whether papers can be added now; `wish_url` leads back to what they are for in a shop that is there."""

    place: Place
    name: str
    open: bool
    standing: Standing
    wish_url: str = ""

    @property
    def way_back(self) -> str:
        """To the application; "" for papers of a shop."""
        return self.wish_url or self.place.application_url


async def read_own_papers(place: Place, account_id: UUID, *, on: date) -> OwnPapers:
    """Raises `NotFound` for what belongs to somebody else."""
    async with platform_scope() as scope:
        name, is_open, wish_url = await _owned(scope, place, account_id)
        standing = await read_standing(
            scope, on=on, application_id=place.application_id, shop_id=place.shop_id
        )
    return OwnPapers(place, name, is_open, standing, wish_url)


async def _owned(scope: Scope, place: Place, account_id: UUID) -> tuple[str, bool, str]:
    if place.shop_id is not None:
        row = await scope.fetchrow(_SHOP, place.shop_id)
        if row is None or row["owner_id"] != account_id:
            raise NotFound
        return str(row["name"]), True, ""
    row = await scope.fetchrow(_APPLICATION, place.application_id)
    if row is None or row["account_id"] != account_id:
        raise NotFound
    ways = {"categories": f"/my/shops/{row['shop_id']}/categories", "new_owner": "/my/offers"}
    return str(row["name"]), row["state"] in ("draft", "more"), ways.get(row["kind"], "")
