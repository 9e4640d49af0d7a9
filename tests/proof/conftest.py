"""A street as an operator runs it: `bodega serve` and `bodega worker` on servers of their own, and shops full of codes."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bodega.bench.bench_street import BenchStreet, bench_street
from bodega.bench.scale import QUICK
from bodega.plugins.proof_door import Difference
from bodega.process.open_proofs import open_proofs


def say_nothing(_: str) -> None:
    """The tests say what matters themselves."""


@pytest.fixture(scope="module")
def busy_street() -> Iterator[BenchStreet]:
    # Not in pytest's own folder: a second run closes that to the account that PostgreSQL runs as.
    with (
        TemporaryDirectory(prefix="bodega-proof-") as folder,
        bench_street(Path(folder) / "data", QUICK, say_nothing) as street,
    ):
        yield street


@pytest.fixture
def audit():
    """What the books of a shop of that street say against each other, and how many codes it sold."""

    def ask(street: BenchStreet, slug: str) -> tuple[list[Difference], int]:
        async def look(runtime):
            shop = await runtime.directory.by_slug(slug)
            differences = await open_proofs(runtime.extensions).audit(shop)
            return list(differences), (await street.door.audit(shop)).sold

        return street.with_runtime(look)

    return ask
