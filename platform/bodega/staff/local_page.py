"""Where to go on after a step in between: to a page of this console and never to another site."""

from urllib.parse import quote, urlsplit

from bodega.web.visit import AnyRequest


def local_page(target: str, prefix: str) -> str:
    """`target` if it is a page under `prefix`, else the page at `prefix` itself."""
    inside = target == prefix or target.startswith((f"{prefix}/", f"{prefix}?"))
    plain = all("!" <= letter <= "~" and letter != "\\" for letter in target)
    return target if inside and plain and not target.startswith("//") else prefix


def page_of(request: AnyRequest, prefix: str) -> str:
    """The page that the person was on: this one, or for a form the one that it stood on."""
    if request.method == "GET":
        return local_page(_with_query(quote(request.url.path), request.url.query), prefix)
    url = urlsplit(request.headers.get("referer", ""))
    return local_page(_with_query(url.path, url.query), prefix)


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
