"""Leave a test out when a gateway does not offer what it is about, and say so."""

import pytest

# A run that allows no skips allows these: what a gateway cannot do is no gap in what was tested.
NOT_OFFERED = "This gateway does not offer: "
OFFERED = "This is for gateways that do not offer: "


def skip_unless(offered: object, what: str) -> None:
    """Skip the running test, naming the capability, unless it is offered."""
    if not offered:
        pytest.skip(NOT_OFFERED + what)


def skip_if(offered: object, what: str) -> None:
    """Skip the running test, naming the capability, if it is offered."""
    if offered:
        pytest.skip(OFFERED + what)
