"""A failure on a page of the platform, said to a person."""

from bodega.kernel.errors import BodegaError
from bodega.web.failure_page import failure_page
from bodega.web.visit import AnyRequest, Visit


def platform_error_page(request: AnyRequest, visit: Visit, error: BodegaError) -> str:
    return failure_page(request, visit, error)
