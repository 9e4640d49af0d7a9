"""What every storefront needs besides its goods: terms, its colour, a word to crawlers."""

from litestar import Response, get
from litestar.params import FromPath

from bodega.kernel.errors import NotFound
from bodega.kernel.markdown import render_markdown
from bodega.street.shop import Shop
from bodega.web.given import NamedDependency
from bodega.web.serve_asset import KEEP_FOR_EVER
from bodega_shop.storefront.accent_colours import accent_css
from bodega_shop.storefront.render_page import Front

DEFAULT_TERMS = (
    "You buy a digital good from this shop. It is delivered on the order page as soon as your payment arrives.\n\n"
    "A code that is invalid, already used or not as described is replaced or refunded. Write to the shop with the"
    " order number.\n\nYour contact is used to find your order and to reach you about it, and for nothing else."
)


@get("/terms", include_in_schema=False)
async def show_terms(front: NamedDependency[Front]) -> Response[str]:
    published = front.terms.in_force(front.visit.now)
    text = "" if published else front.profile.terms or front.say(DEFAULT_TERMS)
    return front.page(
        "terms.html",
        title=front.say("Terms and refunds"),
        updated_text="",
        terms_html=render_markdown(text),
    )


@get("/accent/{name:str}", include_in_schema=False, sync_to_thread=False)
def serve_accent(name: FromPath[str]) -> Response[str]:
    colour, dot, ending = name.partition(".")
    if ending != "css" or not dot or len(colour) != 6 or not all(c in "0123456789abcdef" for c in colour):
        raise NotFound
    return Response(accent_css(f"#{colour}"), media_type="text/css", headers={"cache-control": KEEP_FOR_EVER})


@get("/robots.txt", include_in_schema=False, sync_to_thread=False)
def serve_robots(shop: NamedDependency[Shop]) -> Response[str]:
    if not shop.is_open_to_all:
        return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")
    return Response(
        "User-agent: *\nDisallow: /orders/\nDisallow: /console/\nDisallow: /pay/\n", media_type="text/plain"
    )
