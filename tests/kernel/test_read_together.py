"""Visitors of one good share a reading, and nobody is told what was true before they asked."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bodega.kernel.errors import NotFound
from bodega.kernel.read_together import ReadTogether


class Shelf:
    """Xinghai's shelf, on which each look takes until somebody lets it end."""

    def __init__(self) -> None:
        self.stock = 5
        self.looks = 0
        self.may_end = asyncio.Event()

    async def count(self) -> int:
        self.looks += 1
        seen = self.stock
        await self.may_end.wait()
        return seen


async def begun(reading: Callable[[], Awaitable[int]], together: ReadTogether[int]) -> "asyncio.Task[int]":
    asking = asyncio.create_task(together.read("xinghai", reading))
    for _ in range(5):
        await asyncio.sleep(0)
    return asking


async def test_who_asks_at_the_same_moment_shares_one_reading() -> None:
    shelf, together = Shelf(), ReadTogether[int]()
    shelf.may_end.set()
    assert await asyncio.gather(*(together.read("xinghai", shelf.count) for _ in range(100))) == [5] * 100
    assert shelf.looks == 1


async def test_who_asks_during_a_reading_is_told_what_the_next_one_finds() -> None:
    shelf, together = Shelf(), ReadTogether[int]()
    early = await begun(shelf.count, together)
    shelf.stock = 4  # sold while the first reading is under way
    late = [await begun(shelf.count, together) for _ in range(3)]
    assert shelf.looks == 1
    shelf.may_end.set()
    assert await early == 5
    assert [await one for one in late] == [4, 4, 4]
    assert shelf.looks == 2


async def test_nothing_is_remembered_once_it_was_told() -> None:
    shelf, together = Shelf(), ReadTogether[int]()
    shelf.may_end.set()
    assert await together.read("xinghai", shelf.count) == 5
    shelf.stock = 0
    assert await together.read("xinghai", shelf.count) == 0


async def test_another_shop_reads_for_itself() -> None:
    xinghai, yunting, together = Shelf(), Shelf(), ReadTogether[int]()
    yunting.stock = 7
    for shelf in (xinghai, yunting):
        shelf.may_end.set()
    keys = (("xinghai", xinghai), ("yunting", yunting))
    assert await asyncio.gather(*(together.read(key, shelf.count) for key, shelf in keys)) == [5, 7]


async def test_a_failure_is_told_to_all_who_waited_and_to_nobody_after_them() -> None:
    together, shelf = ReadTogether[int](), Shelf()

    async def gone() -> int:
        raise NotFound

    told = await asyncio.gather(*(together.read("xinghai", gone) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in told] == [NotFound] * 3
    shelf.may_end.set()
    assert await together.read("xinghai", shelf.count) == 5


async def test_a_visitor_who_leaves_takes_nobody_along() -> None:
    shelf, together = Shelf(), ReadTogether[int]()
    leaving, staying = (asyncio.create_task(together.read("xinghai", shelf.count)) for _ in range(2))
    while not shelf.looks:
        await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    shelf.may_end.set()
    assert await staying == 5
    assert shelf.looks == 1
