"""A masked code is enough to recognise it by, and not enough to use it."""

import pytest

from bodega_shop.stock.mask_code import mask_code


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", "••••"),
        ("123", "••••"),
        ("1234", "1••••"),
        ("12345678", "1••••8"),
        ("1234567890123456", "12••••56"),
        ("A" * 4_000, "AA••••AA"),
        ("XH000001----8F3K", "X••••1 ---- 8••••"),
        ("\x1b[31m8F3K22LM", "□[••••M"),
        ("\u202e8F3K22LM90AB12", "□8••••2"),
    ],
)
def test_a_quarter_at_most_is_shown_and_the_length_is_not(text, shown):
    assert mask_code(text) == shown
