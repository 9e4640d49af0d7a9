"""The reasons that reviewers pick from, in both languages, with blanks that the application fills."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Conflict, InvalidInput
from bodega.kernel.i18n import CHINESE, ENGLISH, Text
from bodega.qualifications.read_catalogue import text_of
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

BLANKS = ("paper", "category", "shop", "entity")
LONGEST_WORDS = 500
CODE = re.compile(r"[a-z][a-z0-9_]{1,40}")

_BLANK = re.compile(r"\{([^{}]*)\}")
_SELECT = (
    "select code, subject, verdict, words, active, position from reason_template order by position, code"
)
_INSERT = """
    insert into reason_template (code, subject, verdict, words, active, position)
    values ($1, $2, $3, $4, $5, (select coalesce(max(r.position), 0) + 1 from reason_template r))"""
_UPDATE = """
    update reason_template set words = $2, active = $3 where code = $1"""


@dataclass(frozen=True)
class Reason:
    """`subject` is category, document or application; `verdict` more or refuse. One that is not active is not offered."""

    code: str
    subject: str
    verdict: str
    words: Text
    active: bool
    position: int = 0

    def fill(self, locale: str, known: Mapping[str, str]) -> str:
        """The sentence in that language; a blank of which nothing is known stays empty."""
        return _BLANK.sub(lambda blank: known.get(blank[1], ""), self.words.in_locale(locale))


async def read_reasons(scope: Scope) -> list[Reason]:
    return [Reason(**{**dict(row), "words": text_of(row["words"])}) for row in await scope.fetch(_SELECT)]


async def list_reasons() -> list[Reason]:
    async with platform_scope() as scope:
        return await read_reasons(scope)


async def add_reason(reason: Reason, *, by: StaffMember, now: datetime) -> None:
    """Raises `InvalidInput` for a code or words that cannot be used, `Conflict` for a code that is taken."""
    if not CODE.fullmatch(reason.code):
        raise InvalidInput(
            "A code has small letters, digits and underscores, such as pages_missing.", field="code"
        )
    check_words(reason.words)
    words = {ENGLISH: reason.words.en, CHINESE: reason.words.zh}
    async with platform_scope() as scope:
        try:
            await scope.execute(_INSERT, reason.code, reason.subject, reason.verdict, words, reason.active)
        except asyncpg.UniqueViolationError as error:
            raise Conflict("There is a reason with this code already.") from error
        await _note(scope, reason.code, by, now)


async def change_reason(code: str, words: Text, *, active: bool, by: StaffMember, now: datetime) -> bool:
    """What was decided with it keeps the words of then. Says whether there is such a reason."""
    check_words(words)
    async with platform_scope() as scope:
        changed = await scope.execute(_UPDATE, code, {ENGLISH: words.en, CHINESE: words.zh}, active)
        if changed:
            await _note(scope, code, by, now)
    return bool(changed)


def check_words(words: Text) -> None:
    """Both languages, and no blanks that nothing fills; raises `InvalidInput`."""
    for field, text in (("en", words.en), ("zh", words.zh)):
        if not text.strip():
            raise InvalidInput("Please write it in both languages.", field=field)
        unknown = [blank for blank in _BLANK.findall(text) if blank not in BLANKS]
        if unknown:
            raise InvalidInput("Nothing fills the blank {%(blank)s}.", field=field, blank=unknown[0])


async def _note(scope: Scope, code: str, by: StaffMember, now: datetime) -> None:
    await record(scope, deed="reason.changed", actor_id=by.account_id, actor=by.name, now=now, code=code)
