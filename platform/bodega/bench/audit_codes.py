"""Hold a benchmark to the truth: what buyers received against what the shops say they sold."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bodega.bench.load.tally import LoadResult
from bodega.plugins.bench_door import Bench
from bodega.runtime import Runtime


class CodeBook:
    """Every code that any buyer was given, and in how many deliveries."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()
        self._others: Counter[str] = Counter()
        self.delivered = 0

    def write_down(self, result: LoadResult) -> None:
        self._given.update(result.codes)
        self.delivered += len(result.codes)

    def note_others(self, others: Mapping[str, int]) -> None:
        """Buyers who ended in a way that none of them should have."""
        self._others.update(others)

    def faults(self, sold: int) -> list[str]:
        """`sold` is what the shops sold meanwhile."""
        doubled = sum(1 for count in self._given.values() if count > 1)
        found = [f"{doubled} codes were given to more than one buyer"] if doubled else []
        if sold != self.delivered:
            found.append(f"{sold} codes were sold and {self.delivered} were received")
        return found + [f"{count} buyers: {word}" for word, count in self._others.items()]


async def audit_codes(runtime: Runtime, door: Bench, slugs: Sequence[str], book: CodeBook) -> list[str]:
    """Every contradiction in these shops, and between them and `book`, which holds the deliveries of just these."""
    faults, sold = [], 0
    for slug in slugs:
        shop = await runtime.directory.by_slug(slug)
        audit = await door.audit(shop)
        sold += audit.sold
        faults += [f"{slug}: {fault}" for fault in audit.faults]
    return faults + book.faults(sold)
