"""Measure a rush: far more buyers than codes, all at once, every notify several times and out of order."""

from collections.abc import Iterator

from bodega.bench.audit_codes import CodeBook, audit_codes
from bodega.bench.bench_street import BenchStreet
from bodega.bench.figures import Figure, zeroed
from bodega.bench.load.plan import Rush
from bodega.bench.load.tally import LoadResult
from bodega.bench.measure_delivered import DELIVERED

BAR_SECONDS, GOAL_SECONDS = 8.0, 4.0
SOLD_OUT = "sold out"
# How a buyer's journeys end on the way to a code: placed, and each of its notifies heard.
ON_THE_WAY = ("ordered", "paid")


def measure_rush(street: BenchStreet) -> Iterator[Figure]:
    """The time is from the first connection to the last answer. Any other outcome than a code or "sold out" is a fault."""
    scale = street.scale
    for connections in scale.rush_connections:
        stands = street.open_shops(1, scale.rush_codes)
        street.report(
            f"{scale.buyers:,} buyers for {scale.rush_codes} codes over {connections:,} connections"
        )
        result = street.load(
            stands, connections=connections, rush=Rush(scale.buyers), seconds=0, warm_seconds=0
        )
        book = CodeBook()
        book.write_down(result)
        book.note_others(result.others(DELIVERED, SOLD_OUT, *ON_THE_WAY))
        slug = str(stands[0]["slug"])
        faults = street.with_runtime(lambda runtime: audit_codes(runtime, street.door, [slug], book))  # noqa: B023 - called at once
        figure = Figure(
            name=f"{scale.rush_codes} codes, {scale.buyers:,} buyers",
            value=round(result.seconds, 2),
            unit="s",
            connections=connections,
            bar=BAR_SECONDS,
            goal=GOAL_SECONDS,
            lower_is_better=True,
            note=_outcomes(result),
        )
        yield zeroed(figure, [*faults, *_miscounted(result, scale.rush_codes, scale.buyers)])


def _outcomes(result: LoadResult) -> str:
    return f"{result.ended.get(DELIVERED, 0)} delivered, {result.ended.get(SOLD_OUT, 0)} told sold out"


def _miscounted(result: LoadResult, codes: int, buyers: int) -> list[str]:
    delivered, sold_out = result.ended.get(DELIVERED, 0), result.ended.get(SOLD_OUT, 0)
    right = delivered == codes and delivered + sold_out == buyers
    return [] if right else [f"of {buyers} buyers {delivered} got a code and {sold_out} were told sold out"]
