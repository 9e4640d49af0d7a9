"""Refuse passwords that are tried first: too short, well known, keyboard runs, or one's own e-mail address."""

import re
import unicodedata

from bodega.kernel.errors import InvalidInput

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_FEWEST_LETTERS = 5

# What stays of the known ones when digits and signs around and letters swapped for digits are taken away.
_STEMS = """
password passwort passw pass admin administrator root user guest test tester testing login letmein welcome hello
master superman batman dragon monkey football baseball basketball princess sunshine shadow michael jordan charlie
iloveyou iloveu lovely loveyou flower whatever freedom trustno computer internet secret changeme default access
qwerty qwertyuiop qwertz azerty asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc abc abcd abcdef abcdefg
woaini woaiwojia woaiwoziji aini mima nihao zhang wang wangyi taobao alipay zhifubao weixin wechat tencent
bodega kami dianka shop store china beijing shanghai company business
"""
_KNOWN_STEMS = frozenset(_STEMS.split())
_SWAPPED = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)

_RUNS = (
    "01234567890",
    "12345678910111213",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "147258369",
    "789456123",
    "!@#$%^&*()",
)
_SHORTEST_RUN = 3


def check_password(password: str, email: str) -> None:
    """Raises `InvalidInput` for the field `password`, saying what to do better."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(
            "At least %(least)s characters, please.", field="password", least=SHORTEST_PASSWORD
        )
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInput("At most %(most)s characters, please.", field="password", most=LONGEST_PASSWORD)
    if _is_from_email(plain, email.casefold()):
        raise InvalidInput("Please do not use your e-mail address as the password.", field="password")
    if len(set(plain)) < _FEWEST_LETTERS or _is_known(plain) or _is_made_of_runs(plain):
        raise InvalidInput("This password is easily guessed. Please take another one.", field="password")


def _is_from_email(plain: str, email: str) -> bool:
    mailbox = email.partition("@")[0]
    return plain == email or _stem(plain) in {email, mailbox, _stem(mailbox)} - {""}


def _is_known(plain: str) -> bool:
    """Also with signs strewn in, in the spelling that swaps letters for digits, and twice in a row."""
    stems = {_stem(plain).translate(_SWAPPED), re.sub(r"[\d\W_]+", "", plain)}
    halves = {stem[: len(stem) // 2] for stem in stems if stem == stem[: len(stem) // 2] * 2}
    return not _KNOWN_STEMS.isdisjoint(stems | halves)


def _stem(plain: str) -> str:
    return re.sub(r"^[\d\W_]+|[\d\W_]+$", "", plain)


def _is_made_of_runs(plain: str) -> bool:
    """Whether runs along the keyboard or the alphabet, either way, or of one letter, fill it from end to end."""
    place = 0
    while place < len(plain):
        length = _run_length(plain, place)
        if length < _SHORTEST_RUN:
            return False
        place += length
    return True


def _run_length(plain: str, place: int) -> int:
    longest = 1
    for run in (*_RUNS, plain[place] * len(plain)):
        for row in (run, run[::-1]):
            length = longest
            while place + length < len(plain) and plain[place : place + length + 1] in row:
                length += 1
            longest = max(longest, length)
    return longest
