import asyncio
import threading

import uvloop

from bodega.kernel.aside import Aside


async def test_a_burst_of_heavy_work_waits_in_line_while_the_loop_goes_on():
    running, most, lock = 0, 0, threading.Lock()
    release = threading.Event()

    def work():
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        release.wait(5)
        with lock:
            running -= 1

    aside = Aside(at_once=2)
    tasks = [asyncio.create_task(aside(work)) for _ in range(6)]
    for _ in range(20):
        await asyncio.sleep(0.01)
    release.set()
    await asyncio.gather(*tasks)
    assert most == 2


def test_every_event_loop_has_its_own_line():
    aside = Aside(at_once=1)

    async def crowd():
        return await asyncio.gather(*(aside(lambda: 1) for _ in range(6)))

    assert [run(crowd()) for run in (asyncio.run, asyncio.run, uvloop.run)] == [[1] * 6] * 3
