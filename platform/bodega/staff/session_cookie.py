"""The cookies of people who work here: their names and attributes, for this installation and host only."""

from litestar.datastructures import Cookie

from bodega.runtime import Runtime
from bodega.staff.start_session import LIFETIME

_MARK_LENGTH = 8


def session_cookie_name(runtime: Runtime) -> str:
    """The mark keeps two installations apart that share a host name, such as two demos on two ports."""
    return own_cookie_name(runtime, "staff")


def own_cookie_name(runtime: Runtime, what: str, *parts: str) -> str:
    """With the `__Host-` prefix browsers refuse a cookie that another host, or a page without TLS, tries to set."""
    mark = runtime.platform_vault.token("cookie name", what, *parts)[:_MARK_LENGTH]
    return f"{'__Host-' if is_secure(runtime) else ''}{what}-{mark}"


def session_cookie(runtime: Runtime, token: str) -> Cookie:
    return _cookie(runtime, token, int(LIFETIME.total_seconds()))


def cleared_session_cookie(runtime: Runtime) -> Cookie:
    return _cookie(runtime, "", 0)


def is_secure(runtime: Runtime) -> bool:
    return runtime.settings.public_scheme == "https"


def _cookie(runtime: Runtime, value: str, max_age_seconds: int) -> Cookie:
    return Cookie(
        key=session_cookie_name(runtime),
        value=value,
        max_age=max_age_seconds,
        path="/",
        httponly=True,
        secure=is_secure(runtime),
        samesite="lax",
    )
