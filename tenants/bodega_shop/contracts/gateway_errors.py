"""What a gateway raises: a definite no, not now, nobody knows, not signed, not set up, not in this protocol."""

from bodega.kernel.errors import BodegaError


class GatewayRejected(BodegaError):
    """The payment service said no. You have not been charged."""

    status = 502
    kind = "gateway-rejected"


class Temporary(BodegaError):
    """The payment service does not answer. You have not been charged. Please try again."""

    status = 503
    kind = "gateway-unavailable"


class UnknownOutcome(BodegaError):
    """It is not known yet whether the payment service did this. It is being checked."""

    status = 502
    kind = "gateway-unknown"


class SignatureInvalid(BodegaError):
    """The message is not signed as it must be."""

    status = 400
    kind = "signature-invalid"


class ConfigInvalid(BodegaError):
    """The payment channel is not set up completely."""

    status = 503
    kind = "channel-not-ready"


class Unsupported(BodegaError):
    """This payment service cannot do that."""

    status = 422
    kind = "gateway-unsupported"
