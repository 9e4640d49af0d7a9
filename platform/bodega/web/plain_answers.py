"""What a visitor reads where no shop answers: a host that is no shop's, or a shop that is not open yet."""

from typing import Any

from bodega.kernel.i18n import LOCALES, choose_locale
from bodega.runtime import Runtime
from bodega.web.send_text import send_text
from bodega.web.templates import platform_page

_STATUS = {"bad_host": 400, "unknown_host": 404, "not_open_yet": 404}


async def answer_plainly(runtime: Runtime, scope: dict[str, Any], send: Any, why: str) -> None:
    accept = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    locale = choose_locale(visitor_cookie=None, accept_language=accept, shop_default="zh-CN", offered=LOCALES)
    html = platform_page(runtime, "no_shop.html", locale, why=why)
    await send_text(send, _STATUS[why], html, "text/html; charset=utf-8")
