"""End an application that nobody decided: the address is free again, and what was never handed in is erased."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import BodegaError, StateConflict
from bodega.onboarding.application import Application
from bodega.onboarding.reserve_address import give_back
from bodega.runtime import Runtime

_END = """
    update application set state = 'withdrawn', changed_at = $2, decided_at = $2, due_at = null, warned_at = null
     where id = $1 and state in ('draft', 'submitted', 'more')"""
# What somebody handed in was looked at and stays with what was decided about it, for as long as records are kept.
_TAKE_BACK_PAPERS = """
    update document set state = 'withdrawn' where application_id = $1 and state in ('draft', 'submitted', 'more', 'refused')"""
_FORGET_ANSWERS = (
    "update application set answers = answers - 'entity' - 'settlement' - 'agreement' where id = $1"
)
_PLACES = """
    delete from document_file f using document d where d.id = f.document_id and d.application_id = $1 returning f.place"""
_LET_SUCCESSORS_BE = """
    update document set replaces = null
     where replaces in (select id from document where application_id = $1) and application_id is distinct from $1"""
_FORGET_PAPERS = "delete from document where application_id = $1"


async def end_application(scope: Scope, application: Application, *, now: datetime) -> list[str]:
    """Where its files lie that nobody knows of any more; drop them with `drop_files` once this is committed.

    Raises `StateConflict` for one that was decided meanwhile.
    """
    if not await scope.execute(_END, application.id, now):
        raise StateConflict
    places = await _forget(scope, application.id) if application.revision == 0 else []
    await scope.execute(_TAKE_BACK_PAPERS, application.id)
    if application.shop_id is not None:
        await give_back(scope, application.shop_id)
    return places


async def drop_files(runtime: Runtime, places: Iterable[str]) -> None:
    """What cannot be reached stays there: sealed, and with its key gone for good."""
    for place in places:
        with suppress(BodegaError):
            await runtime.files.delete(place)


async def _forget(scope: Scope, application_id: UUID) -> list[str]:
    rows = await scope.fetch(_PLACES, application_id)
    await scope.execute(_LET_SUCCESSORS_BE, application_id)
    await scope.execute(_FORGET_PAPERS, application_id)
    await scope.execute(_FORGET_ANSWERS, application_id)
    return [str(row["place"]) for row in rows]
