"""What every payment gateway is held to: subclass `GatewayConformance`, and give it a fixture `rig`.

Each test opens a shop of its own and asks for a rig of its own. A test about something that the gateway's capabilities
do not name is skipped and says which one. The fixtures come from `bodega_shop.conformance.stage`.
"""

import pytest

from bodega_shop.conformance.believing import Believing
from bodega_shop.conformance.billing import Billing
from bodega_shop.conformance.closing import Closing
from bodega_shop.conformance.disputing import Disputing
from bodega_shop.conformance.failing import Failing
from bodega_shop.conformance.odd_money import OddMoney
from bodega_shop.conformance.paying import Paying
from bodega_shop.conformance.refunding import Refunding


class GatewayConformance(Paying, OddMoney, Believing, Refunding, Disputing, Failing, Closing, Billing):
    """Everything of the suite."""

    pytestmark = pytest.mark.asyncio(loop_scope="session")
