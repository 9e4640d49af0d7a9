"""How much work a regular expression can make of one place in a text, read from its shape before it is ever used.

The bound is of backtracking: how many ways a part has to match from one place, times the work of what follows it.
Sellers choose the texts, so the worst text is what counts. Time itself is not asked: the same rule would be taken on a
quiet machine and refused on a busy one.
"""

# The shape that `re` itself compiles. Its module has no public name since 3.11, and no types.
from re import _constants as sign  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

# More than any budget; beyond it nobody wants to know how much.
_ENDLESS = 10**9


class Work(NamedTuple):
    """`ways` a part can match from one place, and the `steps` to go through all of them."""

    ways: int
    steps: int


class Unbounded(ValueError):
    """A part may repeat without a limit."""


class RefersBack(ValueError):
    """A part must equal what another one matched."""


def work_of(pattern: str) -> int:
    """Most steps from one place of a text. Raises re.error, OverflowError, RecursionError, Unbounded or RefersBack."""
    return min(_sequence(_parser.parse(pattern)).steps, _ENDLESS)


def _sequence(parts: Any) -> Work:
    ways, steps = 1, 1
    for kind, said in parts:
        part = _part(kind, said)
        steps += ways * part.steps
        ways = min(ways * part.ways, _ENDLESS)
    return Work(ways, min(steps, _ENDLESS))


def _part(kind: Any, said: Any) -> Work:
    if kind is sign.IN:
        return Work(1, len(said))
    if kind is sign.SUBPATTERN:
        return _sequence(said[-1])
    if kind is sign.BRANCH:
        return _branches(said[1])
    if kind in {sign.MAX_REPEAT, sign.MIN_REPEAT, sign.POSSESSIVE_REPEAT}:
        repeated = _repeated(*said)
        return Work(1, repeated.steps) if kind is sign.POSSESSIVE_REPEAT else repeated
    # These match in one way or not at all, whatever happens inside.
    if kind is sign.ATOMIC_GROUP:
        return Work(1, _sequence(said).steps)
    if kind in {sign.ASSERT, sign.ASSERT_NOT}:
        return Work(1, _sequence(said[1]).steps)
    if kind in {sign.GROUPREF, sign.GROUPREF_EXISTS}:
        raise RefersBack
    return Work(1, 1)


def _repeated(fewest: int, most: int, parts: Any) -> Work:
    if most == sign.MAXREPEAT:
        raise Unbounded
    once = _sequence(parts)
    ways, steps, here = 0, 0, 1
    for times in range(most + 1):
        ways += here if times >= fewest else 0
        if times < most:
            steps += here * once.steps
            here *= once.ways
        if steps > _ENDLESS:
            return Work(_ENDLESS, _ENDLESS)
    return Work(ways, steps)


def _branches(branches: Any) -> Work:
    """Each is tried; of those that begin with different signs only one can match."""
    works = [_sequence(branch) for branch in branches]
    firsts = [_first_signs(branch) for branch in branches]
    anywhere = sum(work.ways for work, first in zip(works, firsts, strict=True) if first is None)
    begun: dict[str, int] = {}
    for work, first in zip(works, firsts, strict=True):
        for one in first or ():
            begun[one] = begun.get(one, 0) + work.ways
    return Work(anywhere + max(begun.values(), default=0), sum(work.steps for work in works))


def _first_signs(parts: Any) -> frozenset[str] | None:
    """The signs with which a part must begin; None where it may be any, or nothing at all."""
    for kind, said in parts:
        if kind is sign.LITERAL:
            return frozenset(chr(said).lower())
        if kind is sign.SUBPATTERN:
            return _first_signs(said[-1])
        if kind is sign.IN and all(each is sign.LITERAL for each, _ in said):
            return frozenset(chr(code).lower() for _, code in said)
        if kind is sign.MAX_REPEAT and said[0] > 0:
            return _first_signs(said[2])
        return None
    return None
