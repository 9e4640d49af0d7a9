"""Where an application or a shop stands with its papers: what is asked, what is there, what is still missing."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega.qualifications.catalogue import Catalogue, Need
from bodega.qualifications.facts import Facts, facts_of_application, facts_of_shop
from bodega.qualifications.judge_needs import MET, JudgedNeed, judge_needs
from bodega.qualifications.paper import Paper
from bodega.qualifications.papers_of import papers_of
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.street.shop import Shop

_SHOP = "select shop_id from application where id = $1 and kind <> 'new_owner'"


@dataclass(frozen=True)
class Standing:
    """`needs` in the order in which they are shown; `coming` is what will be required from a later day on."""

    facts: Facts
    catalogue: Catalogue
    papers: tuple[Paper, ...]
    needs: tuple[JudgedNeed, ...]
    coming: tuple[Need, ...]

    @property
    def missing(self) -> tuple[JudgedNeed, ...]:
        """What the owner has to see to before the papers can be handed in."""
        return tuple(judged for judged in self.needs if judged.need.required and judged.owners_turn)

    @property
    def is_whole(self) -> bool:
        """Whether every required paper is approved."""
        return all(judged.state == "met" for judged in self.needs if judged.need.required)


async def read_standing(
    scope: Scope, *, on: date, application_id: UUID | None = None, shop_id: UUID | None = None
) -> Standing:
    """Of an application, with the papers that its shop has already, or of a shop. Raises `NotFound`.

    Whoever takes over a shop shows papers of their own: those of the old owner are left out.
    """
    catalogue = await read_catalogue(scope)
    if application_id is not None:
        facts = await facts_of_application(scope, application_id)
        shop_id = await scope.fetchval(_SHOP, application_id)
    elif shop_id is not None:
        facts = await facts_of_shop(scope, shop_id)
    else:
        raise NotFound
    papers = await papers_of(scope, application_id=application_id, shop_id=shop_id)
    return stand(facts, catalogue, papers, on=on)


def stand(facts: Facts, catalogue: Catalogue, papers: list[Paper], *, on: date) -> Standing:
    asked = (facts.categories, facts.entity, facts.market)
    needs = catalogue.needs(*asked, on=on, domains=facts.domains)
    coming = catalogue.coming(*asked, on=on, domains=facts.domains)
    return Standing(facts, catalogue, tuple(papers), tuple(judge_needs(needs, papers, on=on)), tuple(coming))


async def coming_papers(scope: Scope, shop: Shop, *, today: date) -> tuple[Need, ...]:
    """What will be required of the shop from a later day on and is not met yet; nothing of one that is vouched for."""
    if shop.vouched:
        return ()
    standing = await read_standing(scope, on=today, shop_id=shop.id)
    judged = judge_needs(standing.coming, standing.papers, on=today)
    return tuple(one.need for one in judged if one.state != MET)
