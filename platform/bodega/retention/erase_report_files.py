"""Files of reports go when their time is over: first the key, then what lies in the store."""

from datetime import datetime

from bodega.kernel.database import platform_scope
from bodega.onboarding.end_application import drop_files
from bodega.retention.periods import AT_ONCE, REPORT_FILES
from bodega.runtime import Runtime

_ERASE = """
    update report_file set sealed_key = null, erased_at = $2
     where id in (select id from report_file where made_at < $1 and erased_at is null limit $3) returning place"""


async def erase_report_files(runtime: Runtime, *, now: datetime) -> int:
    """How many, a handful at most. Name, digest and who took them away stay on the record."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_ERASE, now - REPORT_FILES, now, AT_ONCE)
    await drop_files(runtime, [str(row["place"]) for row in rows])
    return len(rows)
