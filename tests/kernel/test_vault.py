import base64
import secrets
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bodega.kernel.errors import SettingError
from bodega.kernel.ids import new_id
from bodega.kernel.vault import PLATFORM, CannotOpen, MasterKey, ShopVault, new_data_key, platform_vault

XINGHAI, YUNTING = new_id(), new_id()
ROW, OTHER_ROW = new_id(), new_id()
DATA_KEY = new_data_key()
CODE = "XH-8842-卡密-0017"


@pytest.fixture
def xinghai():
    return ShopVault(XINGHAI, DATA_KEY)


def seal(vault, plain=CODE, *, table="code", column="secret", row_id=ROW):
    return vault.seal(plain, table=table, column=column, row_id=row_id)


def opened(vault, sealed, *, table="code", column="secret", row_id=ROW):
    return vault.open(sealed, table=table, column=column, row_id=row_id)


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_again(plain):
    vault = ShopVault(XINGHAI, DATA_KEY)
    assert opened(vault, seal(vault, plain)) == plain


def test_a_sealed_code_does_not_show_the_code(xinghai):
    assert CODE.encode() not in seal(xinghai)
    assert seal(xinghai) != seal(xinghai)
    assert len(seal(xinghai)) == len(CODE.encode()) + 29


@pytest.mark.parametrize(
    "place",
    [{"row_id": OTHER_ROW}, {"column": "note"}, {"table": "reveal"}, {"table": "codes", "column": "ecret"}],
)
def test_a_sealed_value_moved_elsewhere_does_not_open(xinghai, place):
    with pytest.raises(CannotOpen):
        opened(xinghai, seal(xinghai), **place)


def test_a_boundary_between_table_and_column_cannot_be_shifted(xinghai):
    with pytest.raises(CannotOpen):
        opened(xinghai, seal(xinghai, table="ab", column="c"), table="a", column="bc")


def test_a_sealed_value_of_xinghai_does_not_open_at_yunting_even_under_the_same_key(xinghai):
    with pytest.raises(CannotOpen):
        opened(ShopVault(YUNTING, DATA_KEY), seal(xinghai))


def test_another_data_key_does_not_open_it(xinghai):
    with pytest.raises(CannotOpen):
        opened(ShopVault(XINGHAI, new_data_key()), seal(xinghai))


def test_no_byte_of_a_sealed_value_can_be_changed_or_lost(xinghai):
    sealed = seal(xinghai)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            opened(xinghai, bytes(changed))
        with pytest.raises(CannotOpen):
            opened(xinghai, sealed[:place])


def test_a_batch_of_codes_is_sealed_in_order(xinghai):
    rows = [(new_id(), f"CODE-{n}") for n in range(1000)]
    sealed = xinghai.seal_many(rows, table="code", column="secret")
    plain = [opened(xinghai, one, row_id=row_id) for (row_id, _), one in zip(rows, sealed, strict=True)]
    assert plain == [code.encode() for _, code in rows]


def test_equal_codes_have_equal_fingerprints_within_one_shop_and_purpose_only(xinghai):
    mark = xinghai.fingerprint(CODE, "code")
    assert mark == ShopVault(XINGHAI, DATA_KEY).fingerprint(CODE, "code")
    assert len(mark) == 32
    assert mark != xinghai.fingerprint(CODE + " ", "code")
    assert mark != xinghai.fingerprint(CODE, "contact")
    assert mark != ShopVault(YUNTING, new_data_key()).fingerprint(CODE, "code")


def test_an_order_token_opens_that_order_only(xinghai):
    token = xinghai.token("order", "202611217K3M9QX2TA")
    assert len(token) == 32
    assert token == token.strip("=")
    assert xinghai.verify_token(token, "order", "202611217K3M9QX2TA")
    assert not xinghai.verify_token(token, "order", "202611217K3M9QX2TB")
    assert not xinghai.verify_token(token, "receipt", "202611217K3M9QX2TA")
    assert not ShopVault(YUNTING, new_data_key()).verify_token(token, "order", "202611217K3M9QX2TA")


def test_parts_of_a_token_cannot_run_into_one_another(xinghai):
    assert xinghai.token("order", "ab", "c") != xinghai.token("order", "a", "bc")
    assert xinghai.token("order", "ab") != xinghai.token("order", "ab", "")


@pytest.mark.parametrize("guess", ["", "a", "令牌", "\udcff"])
def test_a_guessed_token_is_simply_wrong(xinghai, guess):
    assert not xinghai.verify_token(guess, "order", "202611217K3M9QX2TA")


def test_fingerprints_and_tokens_come_from_different_keys(xinghai):
    token = base64.urlsafe_b64decode(xinghai.token("code"))
    assert xinghai.fingerprint("", "code")[: len(token)] != token


def test_the_platform_has_a_vault_of_its_own():
    assert platform_vault(DATA_KEY).shop_id == PLATFORM == uuid.UUID(int=0)


@pytest.mark.parametrize(
    "write",
    [
        bytes.hex,
        lambda key: base64.b64encode(key).decode(),
        lambda key: base64.urlsafe_b64encode(key).decode().rstrip("="),
    ],
)
def test_a_master_key_is_read_from_hexadecimal_and_both_kinds_of_base64(write):
    key = secrets.token_bytes(32)
    wrapped = MasterKey([key]).wrap(DATA_KEY, XINGHAI)
    assert MasterKey.parse(f" {write(key)}\n").unwrap(wrapped, XINGHAI) == DATA_KEY


def test_a_generated_master_key_can_be_read():
    wrapped = MasterKey.parse(MasterKey.generate()).wrap(DATA_KEY, XINGHAI)
    assert DATA_KEY not in wrapped


@pytest.mark.parametrize("text", ["", "secret", "00" * 31, "00" * 33, "密钥" * 16, "A" * 43 + "!"])
def test_a_master_key_that_is_none_is_refused_without_being_repeated(text):
    with pytest.raises(SettingError) as refused:
        MasterKey.parse(text)
    assert not text or text not in str(refused.value)


def test_a_data_key_wrapped_for_xinghai_does_not_unwrap_for_yunting():
    master = MasterKey([secrets.token_bytes(32)])
    with pytest.raises(CannotOpen):
        master.unwrap(master.wrap(DATA_KEY, XINGHAI), YUNTING)


def test_a_wrapped_key_cannot_be_changed_or_cut():
    master = MasterKey([secrets.token_bytes(32)])
    wrapped = master.wrap(DATA_KEY, XINGHAI)
    for place in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            master.unwrap(bytes(changed), XINGHAI)
        with pytest.raises(CannotOpen):
            master.unwrap(wrapped[:place], XINGHAI)


def test_a_new_master_key_takes_over_while_the_old_one_still_unwraps():
    old, new = MasterKey.generate(), MasterKey.generate()
    wrapped = MasterKey.parse(old).wrap(DATA_KEY, XINGHAI)
    both = MasterKey.parse(f"{new},{old}")
    assert both.unwrap(wrapped, XINGHAI) == DATA_KEY
    assert both.is_outdated(wrapped)
    rewrapped = both.wrap(both.unwrap(wrapped, XINGHAI), XINGHAI)
    assert not both.is_outdated(rewrapped)
    assert MasterKey.parse(new).unwrap(rewrapped, XINGHAI) == DATA_KEY
    with pytest.raises(CannotOpen):
        MasterKey.parse(new).unwrap(wrapped, XINGHAI)


def test_no_key_is_shown_when_a_vault_is_printed(xinghai):
    text = MasterKey.generate()
    xinghai.token("order", "1")
    xinghai.fingerprint(CODE, "code")
    shown = f"{MasterKey.parse(text)!r} {vars(xinghai)!r} {xinghai!r}"
    assert text not in shown
    assert "\\x" not in shown
    assert str(XINGHAI) in shown
