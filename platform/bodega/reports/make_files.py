"""Make the files of a report once every shop has told, or once three days were enough; who is missing is named."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError
from bodega.reports.keep_files import MadeFile, store_file, write_file
from bodega.reports.periods import SOURCES
from bodega.reports.tables_of import COLUMNS, Reported, rows_of
from bodega.reports.write_tables import CSV, XLSX, write_csv, write_workbook
from bodega.runtime import Runtime
from bodega.staff.audit import record

PATIENCE = timedelta(days=3)
_AT_ONCE = 500

_RUN = "select id, kind, begins, ends, due_on, state, edition, started_at from report_run where id = $1"
_WAITING = "select count(*) from report_part where run_id = $1 and state <> 'told'"
# Whoever is the owner now answers for the shop; what the one before said went with them.
_PARTS = """
    select p.shop_id, s.name as shop_name, coalesce(a.email, '') as email, i.id as application_id,
           coalesce(i.answers -> 'entity', '{}') as entity, coalesce(c.confirmed_at, i.decided_at) as verified_at,
           s.opened_at, s.left_at, p.state = 'told' as told, p.sums,
           array(select h.host from shop_host h where h.shop_id = s.id order by h.canonical desc, h.host) as hosts
      from report_part p
      join shop s on s.id = p.shop_id
      left join account a on a.id = s.owner_id
      left join lateral (select n.id, n.answers, n.decided_at from application n
                          where n.shop_id = s.id and n.account_id = s.owner_id and n.state = 'approved'
                            and n.answers ? 'entity'
                          order by n.decided_at desc nulls last, n.id desc limit 1) i on true
      left join lateral (select max(k.confirmed_at) as confirmed_at from identity_check k
                          where k.shop_id = s.id and k.state = 'confirmed') c on true
     where p.run_id = $1 and p.shop_id > $2 order by p.shop_id limit $3"""
_MADE = """
    update report_run set state = 'made', edition = $2, shops = $3, missing = $4, unknown = $5, made_at = $6
     where id = $1 and edition = $2 - 1"""


async def make_report(runtime: Runtime, payload: Mapping[str, Any]) -> None:
    """The job. It waits for shops that did not tell, for three days; run again it changes nothing that is made."""
    run_id, now = UUID(payload["run_id"]), runtime.clock.now()
    async with platform_scope() as scope:
        run = await scope.fetchrow(_RUN, run_id)
        waiting = await scope.fetchval(_WAITING, run_id)
    if run is None or run["state"] != "gathering" or (waiting and now < run["started_at"] + PATIENCE):
        return
    await make_edition(runtime, run_id, actor_id=None, actor="Bodega", now=now)


async def make_edition(
    runtime: Runtime, run_id: UUID, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """One more edition from what is known now; the ones before stay. Of two at once, one is kept."""
    async with platform_scope() as scope:
        run = await scope.fetchrow(_RUN, run_id)
    if run is None:
        return
    shops = await _shops(run_id)
    edition, until = run["edition"] + 1, run["ends"] - timedelta(days=1)
    missing = [shop for shop in shops if not shop.told]
    unknown = [shop for shop in shops if not shop.entity]
    files = _files(runtime, run["kind"], shops, run["begins"], until, edition)
    files.append(_manifest(dict(run), until, edition, shops, files, now))
    kept = [await store_file(runtime, file) for file in files]
    async with platform_scope() as scope:
        if await scope.execute(_MADE, run_id, edition, len(shops), len(missing), len(unknown), now):
            for file in kept:
                await write_file(scope, run_id, edition, file, now=now)
            await record(
                scope, deed="report.made", actor_id=actor_id, actor=actor, now=now, kind=run["kind"],
                begins=run["begins"].isoformat(), edition=edition, shops=len(shops), missing=len(missing),
            )  # fmt: skip
            return
    for file in kept:
        with suppress(BodegaError):
            await runtime.files.delete(file.place)


async def _shops(run_id: UUID) -> list[Reported]:
    found: list[Reported] = []
    last = UUID(int=0)
    while True:
        async with platform_scope() as scope:
            rows = await scope.fetch(_PARTS, run_id, last, _AT_ONCE)
        found += [Reported(**dict(row)) for row in rows]
        if len(rows) < _AT_ONCE:
            return found
        last = rows[-1]["shop_id"]


def _files(
    runtime: Runtime, kind: str, shops: Sequence[Reported], begins: date, until: date, edition: int
) -> list[MadeFile]:
    rows = [row for shop in shops for row in rows_of(runtime, kind, shop, begins=begins, until=until)]
    name = f"{kind}-{begins:%Y-%m}-{until:%Y-%m}-{edition}"
    return [
        MadeFile(f"{name}.csv", CSV, write_csv(COLUMNS[kind], rows), len(rows)),
        MadeFile(f"{name}.xlsx", XLSX, write_workbook(COLUMNS[kind], rows, kind), len(rows)),
    ]


def _manifest(
    run: Mapping[str, Any],
    until: date,
    edition: int,
    shops: Sequence[Reported],
    files: Sequence[MadeFile],
    now: datetime,
) -> MadeFile:
    """What belongs together, with digests, so that whoever gets the files can tell that nothing was changed."""
    kind, source = run["kind"], SOURCES[run["kind"]]
    said = {
        "report": kind,
        "source": {"en": source.en, "zh": source.zh},
        "begins": run["begins"],
        "until": until,
        "due_on": run["due_on"],
        "edition": edition,
        "made_at": now,
        "shops": len(shops),
        "columns": [{"code": code, "label": label} for code, label in COLUMNS[kind]],
        "without_sums": [_named(shop) for shop in shops if not shop.told],
        "without_identity": [_named(shop) for shop in shops if not shop.entity],
        "files": [
            {"name": one.name, "rows": one.rows, "size": len(one.content), "sha256": one.digest.hex()}
            for one in files
        ],
    }
    content = msgspec.json.format(msgspec.json.encode(said), indent=2)
    name = files[0].name.removesuffix(".csv")
    return MadeFile(f"{name}.manifest.json", "application/json", content, 0)


def _named(shop: Reported) -> dict[str, str]:
    return {"shop": str(shop.shop_id), "name": shop.shop_name}
