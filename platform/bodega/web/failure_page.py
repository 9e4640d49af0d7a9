"""A failure said to a person, on a page that needs nothing but the request."""

from bodega.kernel.errors import BodegaError
from bodega.published.street_foot import foot_at_hand
from bodega.web.templates import platform_page
from bodega.web.visit import AnyRequest, Visit, provide_runtime


def failure_page(request: AnyRequest, visit: Visit, error: BodegaError, *, back_url: str = "/") -> str:
    """`back_url` leads out of here; a failure of ours carries the number that finds it in the log."""
    state = request.scope["state"]
    shop = state.get("shop")
    return platform_page(
        provide_runtime(request),
        "failure.html",
        visit.locale,
        error=error,
        brand=shop.name if shop else "Bodega",
        back_url=back_url,
        request_id=state["request_id"],
        street_foot=None if shop else foot_at_hand(provide_runtime(request), visit),
    )
