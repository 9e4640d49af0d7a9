"""What `bodega bench` asks of the part that knows goods and orders: fill a shop, play its buyers, audit it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class BenchGoods:
    """What a shop is to be filled with, in its owner's name: one good with `codes` codes in stock."""

    account_id: UUID
    name: str
    codes: int
    now: datetime


@dataclass(frozen=True)
class BenchAudit:
    """What a shop says of itself: how many codes it sold, and every contradiction, each a sentence."""

    sold: int
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Bench:
    """The shop's part in a benchmark.

    `fill(runtime, shop, goods)` fills an open shop and gives what its buyers must know, as plain JSON, with at least
    `host` and `page`, the path of its product page. `audit(shop)` looks whether every code and order is where it
    belongs. `buyers` names the module that plays buyers: `order`, `buy`, `place`, `pay` and `collect`, as
    `bodega.bench.load.journey` describes them.
    """

    fill: Callable[[Any, Any, BenchGoods], Awaitable[Mapping[str, Any]]]
    audit: Callable[[Any], Awaitable[BenchAudit]]
    buyers: str
