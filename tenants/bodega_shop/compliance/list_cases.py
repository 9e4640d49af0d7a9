"""The cases of the shop as its staff see them, with the words marked in what the listing says now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.notices.rights_rule import RIGHTS_RULE
from bodega.policy.listing import Listing
from bodega.street.shop import Shop
from bodega_shop.compliance.gather_listings import gather_listings
from bodega_shop.compliance.ground import Ground, ground_of
from bodega_shop.compliance.mark_words import Piece, passage_of, pieces_of

PAGE_SIZE = 50

_COLUMNS = """
    id, subject, subject_id, title, rule, rule_version, severity, state, hits, appeal, appealed_at, decision, decided_at,
    decided_by, opened_at, state_at"""
_AT_WORK = "state in ('open', 'appealed', 'upheld')"
_LIST = f"""
    select {_COLUMNS} from policy_case where ($1 or {_AT_WORK})
     order by ({_AT_WORK}) desc, case severity when 'block' then 0 when 'review' then 1 else 2 end, opened_at desc, id
     limit $2 offset $3"""
_OF_SUBJECT = (
    f"select {_COLUMNS} from policy_case where subject_id = $1 and {_AT_WORK} order by opened_at, id"
)
_ONE = f"select {_COLUMNS} from policy_case where id = $1"


@dataclass(frozen=True)
class MarkedHit:
    """One thing that was found: the part of the listing, the text around the words, what is said of it."""

    field: str
    pieces: list[Piece]
    message: dict[str, str]
    suggestion: dict[str, str]
    sources: list[dict[str, str]]


@dataclass(frozen=True)
class ShopCase:
    id: UUID
    subject: str
    subject_id: UUID
    title: str
    rule: str
    rule_version: int
    severity: str
    state: str
    hits: list[Any]
    appeal: str
    appealed_at: datetime | None
    decision: str
    decided_at: datetime | None
    decided_by: str
    opened_at: datetime
    state_at: datetime

    @property
    def is_at_work(self) -> bool:
        return self.state in ("open", "appealed", "upheld")

    @property
    def can_be_appealed(self) -> bool:
        """A right holder's notice is answered where it stands."""
        if self.rule == RIGHTS_RULE:
            return False
        return self.state in ("open", "upheld") and self.appealed_at is None

    def marked(self, listing: Listing | None) -> list[MarkedHit]:
        """With the words in the text that stands there now; where it has changed, the words alone."""
        return [_marked(hit, listing) for hit in self.hits]


async def list_cases(shop: Shop, *, closed: bool, page: int = 1) -> tuple[list[ShopCase], bool]:
    """One page, what is at work first; and whether there are more."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_LIST, closed, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
    return [ShopCase(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


async def read_case(shop: Shop, case_id: UUID, *, now: datetime) -> tuple[ShopCase, list[MarkedHit]]:
    """Raises `NotFound`."""
    ground = await ground_of(shop, now=now)
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_ONE, case_id)
        if row is None:
            raise NotFound
        case = ShopCase(**dict(row))
        listing = await _listing(scope, ground, case)
    return case, case.marked(listing)


async def cases_of(
    shop: Shop, product_id: UUID, *, now: datetime
) -> tuple[list[tuple[ShopCase, list[MarkedHit]]], list[MarkedHit]]:
    """What is at work against one good; and, while it raises no case, what would be once it is put on sale."""
    ground = await ground_of(shop, now=now)
    async with shop_scope(shop) as scope:
        cases = [ShopCase(**dict(row)) for row in await scope.fetch(_OF_SUBJECT, product_id)]
        goods = await gather_listings(scope, ground, [product_id])
    if not goods:
        return [], []
    listing = goods[0].listing
    shown = goods[0].state == "published" or goods[0].stopped_at is not None
    foreseen = [] if cases or shown else ground.book.judge(listing)
    return (
        [(case, case.marked(listing)) for case in cases],
        # What is still empty is asked for elsewhere on the page.
        [_of_hit(hit, listing) for hit in foreseen if hit.kind != "modules"],
    )


async def _listing(scope: Scope, ground: Ground, case: ShopCase) -> Listing | None:
    if case.subject == "shop":
        row = await scope.fetchrow("select name, notice from profile")
        return Listing(shop_name=row["name"], promotions=(row["notice"],)) if row else None
    goods = await gather_listings(scope, ground, [case.subject_id])
    return goods[0].listing if goods else None


def _of_hit(hit: Any, listing: Listing) -> MarkedHit:
    text = passage_of(listing, hit.field)
    sources = [{"law": one.law, "article": one.article} for one in hit.sources]
    return MarkedHit(
        hit.field, pieces_of(text, hit.marks), _both(hit.message), _both(hit.suggestion), sources
    )


def _both(said: Any) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def _marked(hit: Any, listing: Listing | None) -> MarkedHit:
    text = passage_of(listing, hit["field"]) if listing else ""
    words = str(hit["params"].get("word", "")) if isinstance(hit["params"].get("word", ""), str) else ""
    stands = {text[start:end] for start, end in hit["marks"]} <= set(words.split("、"))
    pieces = (
        pieces_of(text, hit["marks"]) if text and stands else [Piece(words, guilty=True)] if words else []
    )
    return MarkedHit(hit["field"], pieces, hit["message"], hit["suggestion"], hit["sources"])
