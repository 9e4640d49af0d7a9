"""How the API says that something did not work, as it is declared for each operation (RFC 9457)."""

from typing import Annotated

from litestar.openapi import ResponseSpec
from msgspec import Meta, Struct

from bodega.web.problems import PROBLEM_JSON

_MEANINGS = {
    400: "Something that was sent cannot be used; `field` says what.",
    401: "The order's token is missing, or opens no order of this number.",
    404: "There is no such thing in this shop.",
    409: "Sold out, or no longer as it was a moment ago.",
    413: "The body is too large.",
    415: "The body is not `application/json`.",
    422: "The Idempotency-Key was used before with another body.",
    423: "The shop takes no new orders at the moment.",
    429: "Too many unpaid orders or wrong tokens; `Retry-After` says how many seconds to wait.",
}


class Problem(Struct, frozen=True, omit_defaults=True):
    """What every answer of status 400 and above holds."""

    type: Annotated[
        str, Meta(description="What went wrong, for programs.", examples=["urn:bodega:out-of-stock"])
    ]
    title: Annotated[
        str,
        Meta(
            description="The same for people, in the language of Accept-Language.",
            examples=["This is sold out. You have not been charged."],
        ),
    ]
    status: Annotated[int, Meta(description="The status of the answer once more.", examples=[409])]
    request_id: Annotated[str, Meta(description="Under which the shop's operator finds it in the log.")]
    field: Annotated[
        str, Meta(description="Which field is to blame, where one is.", examples=["quantity"])
    ] = ""


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The declared failures of an operation."""
    return {
        status: ResponseSpec(
            Problem, description=_MEANINGS[status], media_type=PROBLEM_JSON, generate_examples=False
        )
        for status in statuses
    }
