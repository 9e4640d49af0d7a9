"""Read the domains of one's own, each with the number of its ICP filing where mainland China asks for one."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from bodega.domains.read_domain import read_domain
from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.qualifications.check_icp import check_icp

MOST_DOMAINS = 5


def read_domains(form: Form, base_domain: str, *, asks_for_filing: bool) -> list[dict[str, str]]:
    """Rows that are empty are left out; mistakes stand beside `host_1`, `icp_1` and so on."""
    found: list[dict[str, str]] = []
    for row in range(1, MOST_DOMAINS + 1):
        host, icp = form.text(f"host_{row}", 200), form.text(f"icp_{row}", 60)
        if not host and not icp:
            continue
        host = _checked(form, f"host_{row}", partial(read_domain, base_domain=base_domain), host)
        if icp or asks_for_filing:
            icp = _checked(form, f"icp_{row}", check_icp, icp)
        if host in {one["host"] for one in found}:
            form.refuse(f"host_{row}", "This domain stands here twice.")
        found.append({"host": host, "icp": icp})
    return found


def domain_fields(domains: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The same rows as values of the form."""
    return {
        f"{name}_{row}": str(one.get(name, ""))
        for row, one in enumerate(domains, 1)
        for name in ("host", "icp")
    }


def _checked(form: Form, name: str, check: Callable[[str], str], typed: str) -> str:
    if not typed:
        form.refuse(name, "Please fill this in.")
        return typed
    try:
        return check(typed)
    except InvalidInput as error:
        form.refuse(name, error.message, **error.params)
        return typed
