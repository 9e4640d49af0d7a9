"""Give a new street the texts that are shipped, in force at once: nothing was agreed to before."""

from datetime import UTC, datetime

from bodega.kernel.database import Scope
from bodega.kernel.i18n import CHINESE, ENGLISH
from bodega.kernel.ids import new_id
from bodega.published.kinds import RULES
from bodega.published.write_draft import fill_drafts

SHIPPED = "Bodega"

_KEEP = """
    insert into text_version (id, kind, number, chinese, english, facts, material, by_law, note_chinese, note_english,
                              announced_at, announced_by, effective_at)
    values ($1, $2, 1, $3, $4, '{}', true, '', $5, $6, $7, $8, $7)"""
_NOTE_CHINESE, _NOTE_ENGLISH = "随程序提供的初始版本", "The version that comes with the program"


async def load_starting_texts(scope: Scope, *, now: datetime) -> bool:
    """Only where there is none: what a street has written stays. Says whether they were loaded.

    Licences are not among them: they are facts that nobody knows here. Extensions are not asked what they keep, so the
    privacy policy names the platform's own data until it is published again.
    """
    if await scope.fetchval("select exists (select 1 from text_version)"):
        return False
    for kind in RULES:
        filled = await fill_drafts(scope, (), kind)
        await scope.execute(
            _KEEP, new_id(), kind, filled[CHINESE].text, filled[ENGLISH].text, _NOTE_CHINESE, _NOTE_ENGLISH,
            now.astimezone(UTC), SHIPPED,
        )  # fmt: skip
    return True
