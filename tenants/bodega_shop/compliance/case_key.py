"""What exactly a hit found, so that the same finding is recognised wherever it stands and whatever stands around it."""

import hashlib

import msgspec

from bodega.policy.hit import Hit


def case_key(hit: Hit) -> str:
    """The rule in its version, the part of the listing, and the words or facts; not the place in the text."""
    said = msgspec.json.encode([hit.rule, hit.version, hit.scope, hit.params], order="deterministic")
    return hashlib.sha256(said).hexdigest()[:24]
