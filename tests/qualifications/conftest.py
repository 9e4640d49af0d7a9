"""Papers for stories: Lin Wei's application, files that open, and a reviewer who decides."""

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from PIL import Image

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.qualifications.add_paper import NewPaper, add_paper
from bodega.qualifications.decide_paper import decide_paper
from bodega.qualifications.read_paper_form import PaperSaid

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noon in Beijing

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#c33").save(out, kind)
    return out.getvalue()


@dataclass
class Desk:
    """One owner with a shop that took the reseller's road, as far as papers are concerned."""

    street: object
    owner_id: UUID
    reviewer_id: UUID
    shop: object
    application_id: UUID
    now: datetime = NOON
    papers: dict[str, UUID] = field(default_factory=dict)

    async def paper(
        self, kind: str, *, categories=(), number="", until: date | None = None, begins: date | None = None,
        fields=None, replaces: UUID | None = None, for_shop: bool = False, files=((("licence.pdf"), PDF),), at=None,
    ) -> UUID:  # fmt: skip
        said = PaperSaid(fields or {"holder": "星海科技", "number": number}, number, begins, until)
        new = NewPaper(
            kind, said, categories, files, replaces=replaces,
            application_id=None if for_shop else self.application_id, shop_id=self.shop.id if for_shop else None,
        )  # fmt: skip
        return await add_paper(
            self.street.runtime, new, account_id=self.owner_id, actor="Lin Wei", now=at or self.now
        )

    async def decide(self, paper_id: UUID, verdict: str = "approve", *, at: datetime | None = None) -> None:
        async with platform_scope() as scope:
            await decide_paper(
                scope, paper_id, verdict, reason="", actor_id=self.reviewer_id, now=at or self.now
            )

    async def hand_in(self) -> None:
        async with platform_scope() as scope:
            await scope.execute(
                "update document set state = 'submitted', submitted_at = $2 where application_id = $1 and state = 'draft'",
                self.application_id, self.now,
            )  # fmt: skip

    async def approve_everything(self, *, categories=("games_pc_cards",), until: date | None = None) -> None:
        """The papers that a company selling game cards takes, all good, and the categories with them."""
        for kind in ("business_licence", "representative_identity", "settlement_account"):
            self.papers[kind] = await self.paper(kind)
        self.papers["operator_authorisation"] = await self.paper(
            "operator_authorisation", categories=categories, until=until
        )
        await self.hand_in()
        async with platform_scope() as scope:
            for code in categories:
                await scope.execute(
                    "insert into application_category (application_id, category, state) values ($1, $2, 'approved')",
                    self.application_id, code,
                )  # fmt: skip
            await scope.execute(
                "update application set state = 'approved' where id = $1", self.application_id
            )
        for paper_id in self.papers.values():
            await self.decide(paper_id)

    async def state(self, paper_id: UUID) -> str:
        async with platform_scope() as scope:
            return await scope.fetchval("select state from document where id = $1", paper_id)

    async def trades(self) -> set[str]:
        async with platform_scope() as scope:
            return set(await scope.fetchval("select trades from shop where id = $1", self.shop.id))

    def days(self, count: int) -> date:
        return (self.now + timedelta(days=count)).date()


@pytest.fixture
async def desk(street) -> Desk:
    shop = await street.open_shop()
    application_id = new_id()
    answers = {
        "goods": {"categories": ["games_pc_cards"], "market": "cn"},
        "entity": {"kind": "company", "name": "星海科技"},
    }
    async with platform_scope() as scope:
        owner_id = await scope.fetchval("select owner_id from shop where id = $1", shop.id)
        await scope.execute("update shop set vouched = false where id = $1", shop.id)
        await scope.execute(
            "insert into application (id, account_id, shop_id, kind, state, answers, created_at, changed_at)"
            " values ($1, $2, $3, 'opening', 'draft', $4, $5, $5)",
            application_id, owner_id, shop.id, answers, NOON,
        )  # fmt: skip
    await street.runtime.directory.announce_change(shop.id)
    reviewer = await street.account("Ada", platform_role="reviewer")
    shop = await street.runtime.directory.by_id(shop.id)
    return Desk(street, owner_id, reviewer, shop, application_id)
