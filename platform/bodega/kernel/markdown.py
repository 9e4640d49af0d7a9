"""Turn Markdown that anybody may have written into HTML that nobody can be hurt by."""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# For the forms that take such a text; what is longer is cut when it is shown.
LONGEST_MARKDOWN = 20_000

# The page has its own title and sections: a listing's first heading stands below them.
_HEADINGS_BELOW = 2

# Raw HTML stays text, and a single line break breaks the line, as people expect who never heard of Markdown.
_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])

# Browsers read a back slash as a slash and skip tabs and line ends: each could turn a path into another host.
_OWN_PICTURE = re.compile(r"/(?!/)[^\\\x00-\x20]*")

_BLOCKS = {"p", "br", "hr", "blockquote", "pre", "h3", "h4", "h5", "h6", "ul", "ol", "li"}
_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_INLINE = {"a", "code", "em", "strong", "s", "img"}


def render_markdown(text: str) -> Markup:
    """Sanitised HTML. Links say nofollow; images are those of this site only, so that no stranger counts readers."""
    return _render(text[:LONGEST_MARKDOWN])


# A product page is read far oftener than its text changes.
@lru_cache(maxsize=256)
def _render(text: str) -> Markup:
    tokens = _PARSER.parse(text)
    _lower_headings(tokens)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return Markup(_CLEANER.clean(html))  # noqa: S704 - this is the place where it becomes safe


def _lower_headings(tokens: list[Token]) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1:]) + _HEADINGS_BELOW)}"


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not _OWN_PICTURE.fullmatch(value):
        return None
    return value


# The parser lets nothing through by itself; the cleaner is there for the day when it errs.
_CLEANER = nh3.Cleaner(
    tags=_BLOCKS | _TABLES | _INLINE,
    attributes={"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}},
    attribute_filter=_keep_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener noreferrer",
)
