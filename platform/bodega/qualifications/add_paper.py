"""Hand in a paper: what it says, what it covers, and its files, for an application or for a shop that is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused, StateConflict
from bodega.kernel.ids import new_id
from bodega.qualifications.hand_in import ask_again
from bodega.qualifications.keep_file import StoredFile, drop_stored, store_file, write_file
from bodega.qualifications.paper import DRAFT, SUBMITTED
from bodega.qualifications.read_paper_form import PaperSaid
from bodega.qualifications.read_upload import read_upload
from bodega.runtime import Runtime
from bodega.staff.audit import record

MOST_FILES = 6
MOST_PAPERS = 100
# One that was replaced or withdrawn is kept and no longer counted: programs could fill the file store.
_PAPERS_AN_HOUR, _PAPERS_A_MONTH, _HOUR = 60, 300, 60 * 60

_APPLICATION = "select account_id, shop_id, state from application where id = $1 for update"
_OWNER = "select owner_id, state from shop where id = $1 for update"
_COUNT = """
    select count(*) from document where account_id = $1 and state not in ('replaced', 'withdrawn', 'lapsed')"""
_INSERT = """
    insert into document (id, account_id, application_id, shop_id, kind, categories, fields, number_digest, valid_from,
                          valid_until, state, replaces, created_at, submitted_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"""
# One that was still waiting, or was sent back, is replaced at once; an approved one when its successor is approved.
_REPLACE_AT_ONCE = """
    update document set state = 'replaced'
     where id = $1 and state in ('draft', 'submitted', 'more', 'refused')"""
_OLD = "select account_id, kind, state from document where id = $1 for update"


@dataclass(frozen=True)
class NewPaper:
    """`categories` are what it covers, empty for papers that are not about categories; `files` (name, content)."""

    kind: str
    said: PaperSaid
    categories: Sequence[str]
    files: Sequence[tuple[str, bytes]]
    application_id: UUID | None = None
    shop_id: UUID | None = None
    replaces: UUID | None = None


async def add_paper(
    runtime: Runtime, paper: NewPaper, *, account_id: UUID, actor: str, now: datetime
) -> UUID:
    """The new paper's id. For an application that is being filled in it waits to be handed in with the rest.

    For a shop it is handed in at once. Raises `InvalidInput` and `TooLarge` for the files, `NotFound` for what belongs
    to somebody else, `StateConflict` while the platform is looking at the application, `TooManyRequests`,
    `Unavailable`.
    """
    if not 1 <= len(paper.files) <= MOST_FILES:
        raise InvalidInput("Please add one to %(most)s files.", field="file", most=MOST_FILES)
    await _admit(runtime, account_id)
    kept = [await read_upload(content, name) for name, content in paper.files]
    stored: list[StoredFile] = []
    try:
        for file in kept:
            stored.append(await store_file(runtime, file))  # noqa: PERF401 - those stored so far are dropped on failure
        async with platform_scope() as scope:
            return await _write(runtime, scope, paper, stored, account_id, actor, now)
    except Exception:
        await drop_stored(runtime, stored)
        raise


async def _admit(runtime: Runtime, account_id: UUID) -> None:
    await runtime.throttle.admit(f"paper {account_id}", _PAPERS_AN_HOUR, _HOUR)
    await runtime.throttle.admit(f"papers of a month {account_id}", _PAPERS_A_MONTH, 30 * 24 * _HOUR)


async def _write(
    runtime: Runtime,
    scope: Scope,
    paper: NewPaper,
    stored: Sequence[StoredFile],
    account_id: UUID,
    actor: str,
    now: datetime,
) -> UUID:
    application_id, state = await _place(scope, paper, account_id, now)
    if await scope.fetchval(_COUNT, account_id) >= MOST_PAPERS:
        raise Refused("You have %(most)s papers here already. Please withdraw some first.", most=MOST_PAPERS)
    await _replace(scope, paper, account_id)
    paper_id, said = new_id(), paper.said
    digest = runtime.platform_vault.fingerprint(said.number, f"paper {paper.kind}") if said.number else None
    await scope.execute(
        _INSERT, paper_id, account_id, application_id, paper.shop_id, paper.kind, list(paper.categories), said.fields,
        digest, said.valid_from, said.valid_until, state, paper.replaces, now, now if state == SUBMITTED else None,
    )  # fmt: skip
    for file in stored:
        await write_file(scope, paper_id, file, account_id=account_id, now=now)
    await record(
        scope, deed="paper.added", actor_id=account_id, actor=actor, now=now, shop_id=paper.shop_id,
        paper=str(paper_id), kind=paper.kind,
    )  # fmt: skip
    return paper_id


async def _place(scope: Scope, paper: NewPaper, account_id: UUID, now: datetime) -> tuple[UUID | None, str]:
    """Which application it goes with, and in which state it begins."""
    if paper.application_id is not None:
        row = await scope.fetchrow(_APPLICATION, paper.application_id)
        if row is None or row["account_id"] != account_id:
            raise NotFound
        if row["state"] not in ("draft", "more"):
            raise StateConflict(
                "Your application is being looked at. You can change it again once it is decided."
            )
        return paper.application_id, DRAFT
    if paper.shop_id is None:
        raise NotFound
    row = await scope.fetchrow(_OWNER, paper.shop_id)
    if row is None or row["owner_id"] != account_id:
        raise NotFound
    return await ask_again(scope, paper.shop_id, account_id=account_id, now=now), SUBMITTED


async def _replace(scope: Scope, paper: NewPaper, account_id: UUID) -> None:
    if paper.replaces is None:
        return
    old = await scope.fetchrow(_OLD, paper.replaces)
    if old is None or old["account_id"] != account_id or old["kind"] != paper.kind:
        raise NotFound
    if old["state"] in ("replaced", "withdrawn"):
        raise StateConflict
    await scope.execute(_REPLACE_AT_ONCE, paper.replaces)
