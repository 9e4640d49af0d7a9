"""`bodega audit verify`: compute the chain of the platform's audit trail again, and name the first broken link."""

import click

from bodega.kernel.settings import Settings
from bodega.process.open_command import runtime_for_command
from bodega.process.run_async import run_async
from bodega.staff.verify_audit import AuditVerdict, verify_audit
from bodega.terminal.terminal import terminal


@click.command("verify")
@click.option("--expect", default="", metavar="NUMBER:DIGEST", help="A link that was written down earlier.")
def audit_verify(*, expect: str) -> None:
    """Check that no entry of the audit trail was changed, left out or put in. Ends with 1 when a link is broken."""
    verdict = run_async(_verify(Settings.from_environment(), _expected(expect)))
    at = terminal()
    at.give(f"{verdict.links} links, {verdict.waiting} entries wait for theirs")
    if verdict.broken:
        at.give(f"Broken: {verdict.broken}")
        raise SystemExit(1)
    at.give("Every link holds.")
    at.give(f"To keep elsewhere: {verdict.links}:{verdict.digest}")


def _expected(text: str) -> tuple[int, str] | None:
    number, colon, digest = text.partition(":")
    if not text:
        return None
    if not colon or not number.isdecimal():
        raise click.BadParameter("Give it as NUMBER:DIGEST, as this command prints it.")
    return int(number), digest


async def _verify(settings: Settings, expected: tuple[int, str] | None) -> AuditVerdict:
    async with runtime_for_command(settings):
        return await verify_audit(expected)
