"""Pages rendered in our leaner way show what Jinja's own would, and escape what people typed."""

from gettext import NullTranslations
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError
from markupsafe import Markup

from bodega.kernel.i18n import ENGLISH, Translations
from bodega.web.render_leanly import shown, speaker
from bodega.web.templates import make_environment

HOSTILE = "\"'><script>alert(1)</script>&"
ESCAPED = "&#34;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;"


class ShopName(str):
    """A text of a kind of its own."""

    __slots__ = ()


class Drawn:
    def __html__(self) -> str:
        return "<svg/>"


@pytest.fixture
def templates(tmp_path: Path) -> Environment:
    (tmp_path / "parts.html").write_text("{% macro named(name) %}<b>{{ name }}</b>{{ shop }}{% endmacro %}")
    (tmp_path / "base.html").write_text(
        '{% import "parts.html" as parts %}<p>{{ shop }}</p>{% block body %}{% endblock %}'
    )
    (tmp_path / "page.html").write_text(
        '{% extends "base.html" %}{% block body %}{% for one in names %}{{ loop.index }}{{ one }}{% endfor %}'
        '{{ _("100%% of %(name)s", name=shop) }}{% endblock %}'
    )
    (tmp_path / "leaky.html").write_text('{% from "parts.html" import named %}{{ named("Mei") }}')
    (tmp_path / "including.html").write_text(
        '{% for one in names %}{% include "line.html" %}{% endfor %}{{ locale }}'
    )
    (tmp_path / "line.html").write_text("<li>{{ one }}, {{ shop }}</li>")
    return make_environment([tmp_path], Translations([]), ENGLISH)


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (HOSTILE, ESCAPED),
        *zip("&<>'\"", ("&amp;", "&lt;", "&gt;", "&#39;", "&#34;"), strict=True),
        (ShopName("<"), "&lt;"),
        (Markup("<b>"), "<b>"),
        (Drawn(), "<svg/>"),
        ("星海点卡 100元", "星海点卡 100元"),
        (7, "7"),
        (None, "None"),
    ],
)
def test_a_value_is_shown_as_escaping_would_show_it(value: object, html: str) -> None:
    assert shown(value) == html


def test_a_text_escapes_what_is_filled_in_and_keeps_its_percent_signs() -> None:
    say = speaker(NullTranslations())
    assert say("100%% of %(name)s", name=HOSTILE) == f"100% of {ESCAPED}"
    assert say("%(name)s", name=Markup("<b>")) == Markup("<b>")


def test_what_people_typed_is_escaped_on_every_way_into_a_page(templates: Environment) -> None:
    page = templates.get_template("page.html").render(shop=HOSTILE, names=[HOSTILE, Markup("<i>")])
    assert page == f"<p>{ESCAPED}</p>1{ESCAPED}2<i>100% of {ESCAPED}"


def test_an_included_part_sees_the_page_and_a_macro_does_not(templates: Environment) -> None:
    included = templates.get_template("including.html").render(shop="Xinghai", names=["Mei", "Lin Wei"])
    assert included == "<li>Mei, Xinghai</li><li>Lin Wei, Xinghai</li>en"
    with pytest.raises(UndefinedError, match="'shop' is undefined"):
        templates.get_template("leaky.html").render(shop="Xinghai")


def test_one_page_leaves_nothing_behind_for_the_next(templates: Environment) -> None:
    page = templates.get_template("page.html")
    page.render(shop="Xinghai", names=["Mei"])
    with pytest.raises(UndefinedError):
        page.render(names=["Mei"])
