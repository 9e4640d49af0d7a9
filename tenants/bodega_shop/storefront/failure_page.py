"""A failure on a storefront page, said in the shop's own face, without asking anything that may have failed too."""

from bodega.kernel.errors import BodegaError
from bodega.web.visit import AnyRequest, Visit, provide_runtime, provide_shop
from bodega_shop.floor import floor_of
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.every_page import Action

KINDS = {404: "not_found", 409: "refused", 423: "frozen", 429: "too_many"}


def shop_failure_page(request: AnyRequest, visit: Visit, error: BodegaError) -> str:
    runtime, shop = provide_runtime(request), provide_shop(request)
    front = Front(runtime, shop, floor_of(runtime).profiles.kept(shop), visit, request)
    return front.html(
        "message.html",
        title=front.say("This page is not here") if error.status == 404 else front.say("This did not work"),
        text=front.say(error.message, **error.params),
        kind=KINDS.get(error.status, "error"),
        actions=[
            Action(front.say("Back to the shop"), "/"),
            Action(front.say("Look up an order"), "/look-up"),
        ],
    )
