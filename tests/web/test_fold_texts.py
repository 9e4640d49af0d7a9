"""What a page shows does not depend on whether it was put together when its template was compiled or when it is read."""

from pathlib import Path

import pytest
from jinja2 import Environment

from bodega.kernel.i18n import CHINESE, ENGLISH, Translations
from bodega.web.templates import make_environment

BUTTON = '<button type="submit" class="button primary big"><span>Buy &amp; go</span></button>'


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    (tmp_path / "own.html").write_text("{% macro button(label, big=false) %}my {{ label }}{% endmacro %}")
    (tmp_path / "frame.html").write_text(
        "{% macro framed(title) %}<h1>{{ title }}</h1>{{ caller() }}{% endmacro %}"
    )
    return make_environment([tmp_path], Translations(["bodega"]), ENGLISH)


def compiled(environment: Environment, source: str) -> str:
    return str(environment.compile(source, raw=True))


def test_a_button_that_always_says_the_same_is_drawn_when_the_template_is_compiled(
    environment: Environment,
) -> None:
    source = '{% import "ui.html" as ui %}{{ ui.button("Buy & go", big=true) }}'
    assert "class=" in compiled(environment, source)
    assert environment.from_string(source).render() == BUTTON


def test_a_button_that_says_what_the_page_brings_is_drawn_with_the_page(environment: Environment) -> None:
    source = '{% import "ui.html" as ui %}{{ ui.button(label, big=true) }}'
    assert "class=" not in compiled(environment, source)
    assert environment.from_string(source).render(label="Buy & go") == BUTTON


def test_a_button_speaks_the_language_of_its_environment() -> None:
    source = '{% import "ui.html" as ui %}{{ ui.badge("open") }}'
    said = [
        make_environment([], Translations(["bodega"]), one).from_string(source) for one in (ENGLISH, CHINESE)
    ]
    english, chinese = (one.render() for one in said)
    assert english == '<span class="badge good">Open</span>'
    assert chinese != english


def test_a_theme_that_has_buttons_of_its_own_keeps_them(environment: Environment) -> None:
    source = '{% import "own.html" as ui %}{{ ui.button("Buy", big=true) }}'
    assert environment.from_string(source).render() == "my Buy"


def test_a_macro_called_with_lines_of_the_page_shows_them(environment: Environment) -> None:
    source = (
        '{% from "frame.html" import framed %}{% from "icons.html" import icon %}'
        '{% call framed(_("Open")) %}{{ name }}{{ " checked" if chosen }}{% endcall %}'
    )
    page = environment.from_string(source)
    assert page.render(name="<Mei>", chosen=True) == "<h1>Open</h1>&lt;Mei&gt; checked"
    assert page.render(name="<Mei>", chosen=False) == "<h1>Open</h1>&lt;Mei&gt;"


def test_a_table_with_cells_written_by_the_page_shows_them(environment: Environment) -> None:
    page = environment.from_string(
        '{% import "ui.html" as ui %}{% call(row, key) ui.data_table([("name", "Name"), ("role", "Role")], [{"name": "Mei", '
        '"role": ""}]) %}{% if key == "role" %}{{ role }}{% endif %}{% endcall %}'
    )
    assert "<span>operator</span>" in page.render(role="operator")
