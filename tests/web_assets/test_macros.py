"""The macros that every page is built from."""

from collections.abc import Callable

import pytest
from jinja2 import Environment

from bodega.kernel.i18n import CHINESE, ENGLISH, Translations
from bodega.web.templates import make_environment
from bodega_shop.storefront.shown.every_page import Form

HOSTILE = "<script>alert('星海')</script>"
Show = Callable[..., str]


@pytest.fixture
def environment() -> Environment:
    return make_environment([], Translations(["bodega"]), ENGLISH)


@pytest.fixture
def show(environment: Environment) -> Show:
    def render(source: str, **values: object) -> str:
        return environment.from_string('{% import "ui.html" as ui %}' + source).render(**values)

    return render


def test_what_lin_wei_typed_wrongly_stays_in_the_field_with_the_reason_beside_it(show: Show) -> None:
    html = show(
        '{{ ui.field(form, "name", "Name", help="As on the sign.") }}',
        form=Form({"name": "星海批发"}, {"name": "Not this word."}),
    )

    assert 'value="星海批发"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="f-name-error f-name-help"' in html
    assert '<label for="f-name">Name</label>' in html
    assert "Not this word." in html


@pytest.mark.parametrize("kind", ["text", "textarea", "hidden", "email"])
def test_a_script_typed_into_a_field_comes_back_as_text(show: Show, kind: str) -> None:
    html = show(
        '{{ ui.field(form, "name", label, kind) }}', form=Form({"name": HOSTILE}), label=HOSTILE, kind=kind
    )

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_password_is_never_written_back_into_the_page(show: Show) -> None:
    html = show(
        '{{ ui.field(form, "password", "Password", "password") }}', form=Form({"password": "hunter2"})
    )

    assert "hunter2" not in html


def test_a_text_area_keeps_an_empty_first_line(show: Show) -> None:
    html = show('{{ ui.field(form, "codes", "Codes", "textarea") }}', form=Form({"codes": "\nXH-1"}))

    assert ">\n\nXH-1</textarea>" in html


def test_no_box_is_ticked_and_no_choice_made_that_mei_did_not_make(show: Show) -> None:
    html = show(
        '{{ ui.field(form, "consent", "I agree", "checkbox") }}'
        '{{ ui.field(form, "stock", "Stock", "radio", options=[("number", "A number"), ("words", "Words")]) }}',
        form=Form(),
    )

    assert " checked" not in html


def test_the_chosen_option_is_the_one_shown(show: Show) -> None:
    html = show(
        '{{ ui.field(form, "locale", "Language", "select", options=[("en", "English"), ("zh-CN", "中文")]) }}',
        form=Form({"locale": "zh-CN"}),
    )

    assert '<option value="zh-CN" selected>' in html
    assert html.count("selected") == 1


def test_a_table_names_each_cell_so_that_a_phone_can_list_it(show: Show) -> None:
    html = show(
        "{% call(row, key) ui.data_table(columns, rows, pick='ids') %}"
        "{% if key == 'state' %}{{ ui.badge(row.state) }}{% endif %}{% endcall %}",
        columns=[("name", "Good"), ("state", "State"), ("sold", "Sold", "number")],
        rows=[{"id": "7", "name": HOSTILE, "state": "published", "sold": 0, "url": "/goods/7"}],
    )

    assert 'data-label="State"><span><span class="badge good">On sale</span></span>' in html
    assert 'class="number" data-label="Sold"><span>0</span>' in html
    assert '<a class="row-link" href="/goods/7">&lt;script&gt;' in html
    assert 'name="ids" value="7" form="bulk"' in html
    assert "<script" not in html


def test_cents_are_set_smaller_and_other_amounts_stay_whole(show: Show) -> None:
    html = show('{{ ui.money("¥1,234.50") }} {{ ui.money("JP¥1,234") }} {{ ui.money("KWD1.250") }}')

    assert html.split() == [
        "<span", 'class="money">¥1,234<small>.50</small></span>',
        "<span", 'class="money">JP¥1,234</span>',
        "<span", 'class="money">KWD1.250</span>',
    ]  # fmt: skip


def test_a_state_that_nobody_named_is_still_shown(show: Show) -> None:
    assert "melted" in show('{{ ui.badge("melted") }}')


def test_the_macros_speak_the_language_of_the_page() -> None:
    chinese = make_environment([], Translations(["bodega"]), CHINESE)

    assert "等待付款" in chinese.from_string('{% import "ui.html" as ui %}{{ ui.badge("pending") }}').render()


def test_an_unknown_icon_is_a_plain_card_and_not_an_error(show: Show) -> None:
    assert '<path d="M3 6.5h18v11H3z' in show('{% from "icons.html" import icon %}{{ icon("unicorn") }}')
