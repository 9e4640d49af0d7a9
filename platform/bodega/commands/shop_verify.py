"""`bodega shop verify`: compute every chain of events and every seal again, and name the first broken link."""

import click

from bodega.kernel.settings import Settings
from bodega.plugins.proof_door import Verdict
from bodega.process.named_shop import named_shop
from bodega.process.open_command import runtime_for_command
from bodega.process.open_proofs import open_proofs
from bodega.process.run_async import run_async
from bodega.terminal.terminal import terminal


@click.command("verify")
@click.argument("slug")
def shop_verify(*, slug: str) -> None:
    """Check that nothing of what happened in SLUG was changed since. Ends with 1 when a link is broken."""
    verdict = run_async(_verify(Settings.from_environment(), slug))
    give_verdict(verdict)


async def _verify(settings: Settings, slug: str) -> Verdict:
    async with runtime_for_command(settings) as runtime:
        shop = await named_shop(runtime, slug)
        return await open_proofs(runtime.extensions).verify(shop)


def give_verdict(verdict: Verdict) -> None:
    """Say what was looked at, and end with 1 when it does not hold."""
    at = terminal()
    for words in verdict.looked_at:
        at.give(words)
    if verdict.broken:
        at.give(f"Broken: {verdict.broken}")
        raise SystemExit(1)
    at.give("Every link holds.")
