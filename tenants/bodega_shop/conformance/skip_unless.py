"""Leave a test out when a gateway does not offer what it is about, and say so."""

import pytest

NOT_OFFERED = "This gateway does not offer: "


def skip_unless(offered: object, what: str) -> None:
    """Skip the running test, naming the capability, unless it is offered."""
    if not offered:
        pytest.skip(NOT_OFFERED + what)
