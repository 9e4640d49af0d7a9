import pytest

from bodega.kernel.errors import InvalidInput
from bodega.kernel.weak_passwords import LONGEST_PASSWORD, check_password

LIN_WEI = "lin.wei@xinghai.example"


@pytest.mark.parametrize(
    "password",
    [
        "seven teacups",
        "correct horse battery",
        "Tr7-mango-vault",
        "一二三四五六七八九十甲乙",
        "k3v9x2m7q1",
        "abc defghi xq7",
        "passwordless living room",
    ],
)
def test_a_password_of_ones_own_is_accepted(password):
    check_password(password, LIN_WEI)


@pytest.mark.parametrize(
    ("password", "message"), [("teacups", "At least"), ("x7" * LONGEST_PASSWORD, "At most")]
)
def test_a_password_has_a_sensible_length(password, message):
    with pytest.raises(InvalidInput, match=message) as refused:
        check_password(password, LIN_WEI)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "Password2026!",
        "P@ssw0rd2026",
        "passwordpassword",
        "1234567890",
        "0987654321",
        "12345678910",
        "qwertyuiop",
        "qwertyuiop123",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "qazwsxedcrfv",
        "abcdefghij",
        "aaaaaaaaaa",
        "1111111111",
        "abababababab",
        "123123123123",
        "147258369147",
        "iloveyou1314",
        "woaini5201314",
        "woaini1314520",
        "admin123456",
        "letmein12345",
        "zxcvbnm123456",
        "asdfghjkl123",
        "qwerty123456",
        "abcd123456789",
        "!@#$%^&*()",
        "１２３４５６７８９０",
        "welcome12345",
        "bodega2026bodega",
        "changeme!!!!",
        "123456abcdef",
    ],
)
def test_a_password_that_is_tried_first_is_refused(password):
    with pytest.raises(InvalidInput, match=r"easily guessed|At least"):
        check_password(password, LIN_WEI)


@pytest.mark.parametrize(
    "password",
    [
        "lin.wei@xinghai.example",
        "LIN.WEI@XINGHAI.EXAMPLE",
        "lin.wei2026",
        "lin.wei@xinghai.example1",
        "2026!lin.wei",
    ],
)
def test_ones_own_address_is_no_password(password):
    with pytest.raises(InvalidInput, match="e-mail address"):
        check_password(password, LIN_WEI)


def test_another_year_behind_ones_own_name_is_no_password():
    with pytest.raises(InvalidInput, match="e-mail address"):
        check_password("chenhao1991", "chenhao88@example.com")
