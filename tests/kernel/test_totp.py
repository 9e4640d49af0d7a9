from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from bodega.kernel.totp import accept_totp, new_totp_secret, provisioning_uri

NOW = datetime(2026, 11, 21, 12, 0, 15, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30

# RFC 6238, appendix B: the SHA-1 key and the last six digits of its values.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture
def secret():
    return new_totp_secret()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_published_values_are_right(seconds, code):
    assert accept_totp(RFC_SECRET, code, datetime.fromtimestamp(seconds, UTC), None) == seconds // 30


def test_adas_app_and_the_street_agree(secret):
    uri = provisioning_uri(secret, "ada@bodega.example", "Bodega 街")
    app = pyotp.parse_uri(uri)
    assert accept_totp(secret, app.at(NOW), NOW, None) == STEP
    assert parse_qs(urlsplit(uri).query)["issuer"] == ["Bodega 街"]


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_clock_that_is_off_by_half_a_minute_is_forgiven(secret, seconds):
    code = pyotp.TOTP(secret).at(NOW + timedelta(seconds=seconds))
    assert accept_totp(secret, code, NOW, None) == STEP + seconds // 30


@pytest.mark.parametrize("seconds", [-60, 60, 3600])
def test_an_old_or_early_code_is_refused(secret, seconds):
    assert accept_totp(secret, pyotp.TOTP(secret).at(NOW + timedelta(seconds=seconds)), NOW, None) is None


def test_a_code_lets_in_once_and_so_does_no_earlier_one(secret):
    code, earlier = (pyotp.TOTP(secret).at(NOW - timedelta(seconds=ago)) for ago in (0, 30))
    used = accept_totp(secret, code, NOW, STEP - 1)
    assert used == STEP
    assert accept_totp(secret, code, NOW, used) is None
    assert accept_totp(secret, earlier, NOW, used) is None


def test_a_code_may_be_typed_with_blanks_or_full_width_digits(secret):
    code = pyotp.TOTP(secret).at(NOW)
    assert accept_totp(secret, f" {code[:3]} {code[3:]}", NOW, None) == STEP
    assert accept_totp(secret, "".join(chr(ord(digit) + 0xFEE0) for digit in code), NOW, None) == STEP


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "令牌令牌令牌", "\udcff" * 6, "0" * 100_000]
)
def test_what_is_no_code_lets_nobody_in(code):
    assert accept_totp(RFC_SECRET, code, NOW, None) is None


def test_every_account_has_its_own_secret():
    secrets = {new_totp_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(secret) for secret in secrets} == {32}
