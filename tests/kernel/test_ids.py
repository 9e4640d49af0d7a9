import re
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import CROCKFORD, display_order_number, new_id, order_number, parse_order_number

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)


def test_ids_are_version_seven_and_sort_by_the_time_they_were_made():
    ids = [new_id() for _ in range(2000)]
    assert all(isinstance(one, uuid.UUID) for one in ids)
    assert {one.version for one in ids} == {7}
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


def test_an_order_number_fits_every_gateway_unchanged():
    number = order_number(NOW)
    assert re.fullmatch(r"[0-9A-Za-z]{1,32}", number)
    assert number.startswith("20261121")
    assert set(number[8:]) <= set(CROCKFORD)


def test_the_date_in_an_order_number_is_the_utc_date():
    beijing = timezone(timedelta(hours=8))
    assert order_number(NOW.astimezone(beijing)).startswith("20261121")


def test_order_numbers_of_one_instant_do_not_repeat():
    assert len({order_number(NOW) for _ in range(5000)}) == 5000


@pytest.mark.parametrize(
    "typed",
    [
        "202611217K3M9QX2TA",
        "202611217k3m9qx2ta",
        "20261121-7K3M9-QX2TA",
        "  20261121 7K3M9 QX2TA\n",
        "２０２６１１２１－７Ｋ３Ｍ９ＱＸ２ＴＡ",
        "2O26II2l7K3M9QX2TA",
        "20261121—7K3M9—QX2TA",
    ],
)
def test_chen_hao_may_type_his_order_number_as_he_reads_it(typed):
    assert parse_order_number(typed) == "202611217K3M9QX2TA"


def test_what_is_displayed_can_be_typed_back():
    number = order_number(NOW)
    assert parse_order_number(display_order_number(number)) == number


@pytest.mark.parametrize(
    "typed", ["", "20261121", "202611217K3M9QX2TAA", "202611217K3M9QX2TU", "2026112١7K3M9QX2TA", "x" * 9999]
)
def test_what_is_no_order_number_is_refused(typed):
    with pytest.raises(InvalidInput):
        parse_order_number(typed)
