"""A Merkle tree as RFC 6962 draws it: one root for many digests, and a short path that proves that one is among them.

A leaf is SHA-256 over a zero byte and the digest of an event, a node SHA-256 over a one byte and the two below it, so
that no leaf can be passed off as a node. A tree of n leaves is split at the largest power of two below n.
"""

import hashlib
from collections.abc import Sequence

DIGEST_BYTES = 32

_LEAF = b"\x00"
_NODE = b"\x01"


def root_of(digests: Sequence[bytes]) -> bytes:
    """The root over `digests`, of which there is at least one."""
    level = [_leaf(digest) for digest in digests]
    while len(level) > 1:
        pairs = [_node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(level) & ~1 :]
    return level[0]


def path_of(digests: Sequence[bytes], place: int) -> list[bytes]:
    """What must be put beside the digest at `place`, from 0, to arrive at the root."""
    level = [_leaf(digest) for digest in digests]
    path: list[bytes] = []
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            path.append(level[beside])
        pairs = [_node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(level) & ~1 :]
        place //= 2
    return path


def root_by_path(digest: bytes, place: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root that follows from one digest at `place` of `count` and its path; None when they do not fit together."""
    if not 0 <= place < count:
        return None
    node, steps = _leaf(digest), iter(path)
    last = count - 1
    while last:
        if place % 2 or place < last:
            beside = next(steps, None)
            if beside is None:
                return None
            node = _node(beside, node) if place % 2 else _node(node, beside)
        place, last = place // 2, last // 2
    return node if next(steps, None) is None else None


def _leaf(digest: bytes) -> bytes:
    return hashlib.sha256(_LEAF + digest).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
