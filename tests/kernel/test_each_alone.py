"""One of many that fails keeps no other waiting, and is told in the end."""

import pytest

from bodega.kernel.each_alone import each_alone


async def test_the_others_go_on_and_the_failure_is_told():
    done = []

    async def halve(number: int) -> None:
        done.append(12 // number)

    with pytest.raises(ExceptionGroup) as failed:
        await each_alone("halves", [2, 0, 3], halve)
    assert done == [6, 4]
    assert [type(one) for one in failed.value.exceptions] == [ZeroDivisionError]
    await each_alone("halves", [2], halve)
