"""Judge the name that somebody wants for a shop: by the rules, and against the names that are there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError, InvalidInput
from bodega.kernel.i18n import Text
from bodega.onboarding.shop_names import shop_names
from bodega.policy.check_name import check_name
from bodega.policy.hit import Hit
from bodega.policy.rule import Market
from bodega.rulebook.current_book import book_in_force
from bodega.runtime import Runtime

LONGEST_NAME = 30
SHORTEST_NAME = 2


class NameRefused(InvalidInput):
    """This name cannot be used here."""

    status = 422
    kind = "name-refused"

    def __init__(self, message: Text, suggestions: tuple[str, ...]) -> None:
        super().__init__("%(reason)s", field="shop_name", reason=message)
        self.suggestions = suggestions


@dataclass(frozen=True)
class JudgedName:
    """`look_alikes` are names of other owners' shops: a warning for the applicant and the reviewer, no refusal."""

    name: str
    hits: tuple[Hit, ...]
    suggestions: tuple[str, ...]
    look_alikes: tuple[str, ...]

    @property
    def refused(self) -> bool:
        return any(hit.severity == "block" for hit in self.hits)

    def reason(self) -> Text:
        """What is wrong with it and what to do, in both languages."""
        said = [(hit.message, hit.suggestion) for hit in self.hits]
        return Text(
            en=" ".join(f"{message.en} {way.en}" for message, way in said),
            zh="".join(f"{message.zh}{way.zh}" for message, way in said),
        )

    def require(self) -> None:
        """Raises `NameRefused`."""
        if self.refused:
            raise NameRefused(self.reason(), self.suggestions)


async def judge_name(
    runtime: Runtime,
    name: str,
    *,
    owner_id: UUID,
    market: Market,
    locale: str,
    now: datetime,
    fresh: bool = True,
) -> JudgedName:
    """The verdict, in scopes of its own. With `fresh` the names of this very moment count, else those of a minute ago."""
    names = await shop_names(runtime, fresh=fresh)
    async with platform_scope() as scope:
        in_force = await book_in_force(scope, market, now=now)
    book = await in_force.open()
    verdict = check_name(book, name, locale=locale.replace("-", "_"), taken=names.taken)
    return JudgedName(
        name, tuple(verdict.hits), tuple(verdict.suggestions), tuple(names.like(name, owner_id=owner_id))
    )


def check_length(name: str) -> BodegaError | None:
    """What is wrong with a name before any rule is read."""
    if len(name) < SHORTEST_NAME or not any(sign.isalnum() for sign in name):
        return InvalidInput("A name has at least two letters.", field="shop_name")
    if len(name) > LONGEST_NAME:
        return InvalidInput("At most %(most)s characters, please.", field="shop_name", most=LONGEST_NAME)
    return None
