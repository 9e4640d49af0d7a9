"""What `bodega shop audit`, `bodega shop verify` and `bodega evidence verify` ask of the part that knows orders."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    """One contradiction in a shop: which part of it, what it is about (a number, an account), and a sentence."""

    area: str
    subject: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """What came of verifying a chain: how much was looked at, in words, and the first link that does not hold."""

    looked_at: tuple[str, ...]
    broken: str = ""


@dataclass(frozen=True)
class Proofs:
    """The shop's part in proving that nothing was lost and nothing was changed.

    `audit(shop)` derives every balance, total, state, count and delivery again and names each difference. `verify(shop)`
    computes every chain of events and every seal again. `verify_file(content)` does so for the evidence of one order
    that was exported, and needs no database; raises `InvalidInput` for a file that is none.
    """

    audit: Callable[[Any], Awaitable[Sequence[Difference]]]
    verify: Callable[[Any], Awaitable[Verdict]]
    verify_file: Callable[[bytes], Verdict]
