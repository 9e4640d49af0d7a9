"""`bodega audit billing`: derive every bill, settlement, withdrawal and statement again from the platform's books."""

from collections.abc import Sequence
from dataclasses import asdict

import click
import msgspec

from bodega.kernel.settings import Settings
from bodega.plugins.proof_door import Difference
from bodega.process.open_command import runtime_for_command
from bodega.process.run_async import run_async
from bodega.settlement.audit_settlements import audit_money
from bodega.terminal.terminal import terminal


@click.command("billing")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for programs.")
def audit_billing(*, as_json: bool) -> None:
    """Audit the platform's own money while it goes on. Ends with 1 when anything differs."""
    differences = run_async(_audit(Settings.from_environment()))
    if as_json:
        terminal().give(msgspec.json.encode([asdict(one) for one in differences]).decode())
    else:
        _answer(differences)
    if differences:
        raise SystemExit(1)


async def _audit(settings: Settings) -> Sequence[Difference]:
    async with runtime_for_command(settings):
        return await audit_money()


def _answer(differences: Sequence[Difference]) -> None:
    at = terminal()
    for one in differences:
        at.give(f"{one.area} {one.subject}: {one.text}")
    at.give(f"{len(differences)} differences" if differences else "Everything adds up.")
