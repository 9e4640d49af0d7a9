"""`bodega shop audit`: derive every balance, total, state, count and delivery again, and name what differs."""

from collections.abc import Sequence
from dataclasses import asdict

import click
import msgspec

from bodega.kernel.settings import Settings
from bodega.plugins.proof_door import Difference
from bodega.process.named_shop import named_shop
from bodega.process.open_command import runtime_for_command
from bodega.process.open_proofs import open_proofs
from bodega.process.run_async import run_async
from bodega.terminal.terminal import terminal


@click.command("audit")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for programs.")
def shop_audit(*, slug: str, as_json: bool) -> None:
    """Audit SLUG while it goes on selling. Ends with 1 when anything differs."""
    differences = run_async(_audit(Settings.from_environment(), slug))
    (_answer_json if as_json else _answer)(slug, differences)
    if differences:
        raise SystemExit(1)


async def _audit(settings: Settings, slug: str) -> Sequence[Difference]:
    async with runtime_for_command(settings) as runtime:
        shop = await named_shop(runtime, slug)
        return await open_proofs(runtime.extensions).audit(shop)


def _answer(slug: str, differences: Sequence[Difference]) -> None:
    at = terminal()
    for difference in differences:
        at.give(f"{difference.area}: {difference.text}")
    at.give(f"{slug}: {len(differences)} differences" if differences else f"{slug}: everything adds up")


def _answer_json(slug: str, differences: Sequence[Difference]) -> None:
    answer = {"shop": slug, "differences": [asdict(difference) for difference in differences]}
    terminal().give(msgspec.json.encode(answer).decode())
