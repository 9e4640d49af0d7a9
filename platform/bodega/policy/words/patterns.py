"""Regular expressions of rules, refused with a word when they are none, or could keep a worker busy."""

import re
from collections.abc import Iterable

from bodega.policy.words.pattern_work import RefersBack, Unbounded, work_of

_LONGEST = 500
# In the longest module of a listing, 20,000 signs, a pattern of this much takes a fifth of a second at worst, and all
# patterns of one rule together a second. The hardest that is shipped stays at two thirds of it.
MOST_WORK = 10_000
MOST_WORK_OF_ALL = 60_000


class BadPattern(ValueError):
    """`message` is for translation, with `params`; the reader of rules adds the rule's `id` and the `place` in it."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


def require_pattern(text: str) -> int:
    """The most steps that it takes from one place of a text. Raises BadPattern."""
    if len(text) > _LONGEST:
        raise BadPattern(
            "Rule %(id)s, %(place)s: a pattern is longer than %(most)s characters.", most=_LONGEST
        )
    work = _work(text)
    if work > MOST_WORK:
        raise BadPattern(
            "Rule %(id)s, %(place)s: the pattern “%(pattern)s” can be tried in too many ways, so that one text could keep the shop waiting: "
            "%(work)s steps where %(most)s are allowed. Narrow its gaps, such as {0,6} for {0,20}, or make two of it.",
            pattern=text, work=work, most=MOST_WORK,
        )  # fmt: skip
    return work


def require_patterns(texts: Iterable[str]) -> None:
    """Each of them, and all together. Raises BadPattern."""
    work = sum(require_pattern(text) for text in texts)
    if work > MOST_WORK_OF_ALL:
        raise BadPattern(
            "Rule %(id)s, %(place)s: all patterns of one rule together can take %(work)s steps where %(most)s are allowed. "
            "Make two rules of it, or narrow the gaps.",
            work=work, most=MOST_WORK_OF_ALL,
        )  # fmt: skip


def _work(text: str) -> int:
    try:
        re.compile(text)
        return work_of(text)
    except Unbounded as error:
        raise BadPattern(
            "Rule %(id)s, %(place)s: the pattern “%(pattern)s” repeats without a limit. Say how often at most: {0,20} in place of * or +.",
            pattern=text,
        ) from error
    except RefersBack as error:
        raise BadPattern(
            "Rule %(id)s, %(place)s: the pattern “%(pattern)s” refers back to one of its groups.",
            pattern=text,
        ) from error
    except (re.error, OverflowError, RecursionError) as error:
        raise BadPattern(
            "Rule %(id)s, %(place)s: “%(pattern)s” is no pattern: %(why)s", pattern=text, why=error
        ) from error
