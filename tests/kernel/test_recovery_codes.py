import re

import pytest

from bodega.kernel.recovery_codes import hash_recovery_code, new_recovery_codes, spend_recovery_code


@pytest.fixture
def codes():
    return new_recovery_codes()


@pytest.fixture
def stored(codes):
    return [hash_recovery_code(code) for code in codes]


def test_ada_gets_ten_different_codes_that_she_can_copy_by_hand(codes):
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)


def test_only_digests_are_stored(stored):
    assert all(re.fullmatch(r"[0-9a-f]{64}", hashed) for hashed in stored)


def test_each_code_lets_in_once(codes, stored):
    left = spend_recovery_code(codes[3], stored)
    assert left == stored[:3] + stored[4:]
    assert spend_recovery_code(codes[3], left) is None
    assert spend_recovery_code(codes[4], left) is not None


def test_a_code_is_recognised_however_it_is_copied(stored, codes):
    sloppy = f"  {codes[0].lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    assert spend_recovery_code(sloppy, stored) == stored[1:]


@pytest.mark.parametrize("code", ["", "----", "AAAA-AAAA-AAAA-AAAA", "令牌", "0" * 100_000])
def test_another_code_lets_nobody_in(code, stored):
    assert spend_recovery_code(code, stored) is None
