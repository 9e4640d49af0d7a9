import pytest

from bodega.kernel.passwords import hash_password, needs_rehash, verify_password

LIN_WEIS = "星海 seven teacups"


@pytest.fixture(scope="module")
async def hashed():
    return await hash_password(LIN_WEIS)


async def test_lin_wei_is_recognised_by_her_password_and_by_no_other(hashed):
    assert await verify_password(LIN_WEIS, hashed)
    assert not await verify_password(LIN_WEIS + " ", hashed)
    assert not await verify_password("", hashed)


async def test_the_same_password_from_another_keyboard_is_recognised(hashed):
    assert await verify_password("星海　ｓｅｖｅｎ teacups", hashed)


async def test_a_hash_is_argon2id_and_different_each_time(hashed):
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await hash_password(LIN_WEIS) != hashed
    assert LIN_WEIS not in hashed


async def test_an_account_that_does_not_exist_costs_the_same_work_and_lets_nobody_in():
    assert not await verify_password("nobody has this password", None)


@pytest.mark.parametrize(
    "hashed", ["", "plain", "$2b$12$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=65536,t=3,p=4$broken"]
)
async def test_a_hash_that_cannot_be_read_lets_nobody_in(hashed):
    assert not await verify_password("plain", hashed)


async def test_a_hash_of_yesterdays_settings_is_to_be_made_again(hashed):
    assert not needs_rehash(hashed)
    assert needs_rehash(hashed.replace("t=3", "t=2"))
    assert needs_rehash("sha1$abc")
