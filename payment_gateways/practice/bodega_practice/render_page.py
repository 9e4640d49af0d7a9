"""Renders a page in its reader's language under a content policy that allows no script at all."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Request, Response

from bodega_practice.beijing_time import beijing_text
from bodega_practice.link_text import link_text
from bodega_practice.money_text import text_from_fen
from bodega_practice.speak import language_of, remembered, words

STYLESHEET = Path(__file__).parent / "static" / "practice.css"
# A paid form redirects to the shop, on any host, and browsers hold form-action against redirects too.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self' http: https:;"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def render_page(
    request: Request[Any, Any, Any], template: str, *, status_code: int = 200, **values: object
) -> Response[str]:
    language = language_of(request)
    page = (
        _environment(language)
        .get_template(template)
        .render(language=language, path=request.url.path, **values)
    )
    cookies = remembered(request)
    return Response(
        page, media_type=MediaType.HTML, status_code=status_code, headers=HEADERS, cookies=cookies
    )


def stylesheet_version() -> str:
    return hashlib.sha256(STYLESHEET.read_bytes()).hexdigest()[:12]


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("bodega_practice"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(words(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters["yuan"] = text_from_fen
    environment.filters["beijing"] = beijing_text
    environment.filters["linked"] = link_text
    environment.globals["stylesheet"] = f"/practice.css?v={stylesheet_version()}"
    return environment
