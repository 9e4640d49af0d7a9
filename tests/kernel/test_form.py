import uuid
from datetime import date

import pytest

from bodega.kernel.contact import Contact
from bodega.kernel.errors import InvalidInput, Refused
from bodega.kernel.form import Form
from bodega.kernel.i18n import Translations
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money

SKU = new_id()


def checkout(**changes):
    typed = {
        "contact": "Chen.Hao@example.com",
        "quantity": "2",
        "sku": str(SKU),
        "channel": "epay",
        "terms": "on",
    }
    return Form(typed | changes)


def read(form):
    return (
        form.identifier("sku"),
        form.contact("contact"),
        form.integer("quantity", 1, 99),
        form.choice("channel", ["epay", "wallet"]),
        form.consent("terms"),
    )


def messages(form):
    return {name: error.message for name, error in form.errors.items()}


def test_chen_hao_fills_in_the_checkout():
    form = checkout()
    assert read(form) == (SKU, Contact("email", "chen.hao@example.com"), 2, "epay", True)
    assert form.ok
    form.require_ok()


def test_every_mistake_is_told_at_once_beside_its_field_and_what_was_typed_is_kept():
    form = checkout(contact="chen", quantity="many", channel="cash", sku="1", terms="")
    read(form)
    assert not form.ok
    assert messages(form) == {
        "sku": "Please choose one of these.",
        "contact": "Please enter an e-mail address or a mobile number.",
        "quantity": "Please enter a whole number.",
        "channel": "Please choose one of these.",
        "terms": "Please tick this to go on.",
    }
    assert form.value("quantity") == "many"
    assert form.error("quantity").field == "quantity"
    with pytest.raises(InvalidInput):
        form.require_ok()


def test_an_empty_form_is_asked_to_be_filled_in_and_nothing_else_is_said():
    form = Form()
    read(form)
    form.amount("price", "CNY")
    form.email("email")
    form.day("expiry")
    form.required_text("name")
    form.required_lines("notice", 100)
    form.secret("password")
    assert {message for name, message in messages(form).items() if name != "terms"} == {
        "Please fill this in."
    }
    assert len(form.errors) == 11


def test_a_field_that_was_not_sent_has_an_empty_value_and_no_error():
    form = Form()
    assert (form.value("name"), form.error("name"), form.filled("name"), form.text("name")) == (
        "",
        None,
        False,
        "",
    )
    assert form.ok


@pytest.mark.parametrize(("typed", "number"), [("1", 1), ("99", 99), (" 7 ", 7), ("１２", 12)])
def test_a_quantity_is_a_whole_number(typed, number):
    form = Form({"quantity": typed})
    assert form.integer("quantity", 1, 99) == number
    assert form.ok


@pytest.mark.parametrize("typed", ["0", "100", "-1", "1.5", "1e1", "٣", "9" * 5000])
def test_a_quantity_out_of_range_or_shape_is_refused(typed):
    form = Form({"quantity": typed})
    form.integer("quantity", 1, 99)
    assert not form.ok


def test_an_empty_number_can_have_a_default():
    form = Form({"minutes": " "})
    assert form.integer("minutes", 1, 60, default=15) == 15
    assert form.ok


def test_a_price_is_read_in_the_shops_currency_and_kept_within_bounds():
    floor = Money(100, "CNY")
    assert Form({"price": " ９９.8 "}).amount("price", "CNY", least=floor) == Money(9980, "CNY")
    cheap, dear = Form({"price": "0.99"}), Form({"price": "1.01"})
    cheap.amount("price", "CNY", least=floor)
    dear.amount("price", "CNY", most=floor)
    assert messages(cheap) == {"price": "This must be at least %(least)s."}
    assert messages(dear) == {"price": "This must be at most %(most)s."}


@pytest.mark.parametrize("typed", ["free", "-1", "9.999", "1e3"])
def test_a_price_that_is_none_is_refused(typed):
    form = Form({"price": typed})
    form.amount("price", "CNY")
    assert messages(form) == {"price": "This is not an amount in %(currency)s."}


def test_a_name_is_one_line_and_a_notice_may_have_several():
    form = Form({"name": "  Steam \n\t 点卡  ", "notice": "\r\n第一行\r\n  第二行 "})
    assert form.required_text("name") == "Steam 点卡"
    assert form.required_lines("notice", 100) == "第一行\n  第二行"


def test_what_the_database_cannot_hold_or_the_eye_cannot_see_is_dropped():
    assert Form({"name": "a\0b\x1bc\u202ed\ud800e"}).text("name") == "abcde"


def test_a_text_that_is_too_long_is_refused_with_the_limit():
    form = Form({"name": "星" * 11})
    form.required_text("name", 10)
    assert form.errors["name"].params == {"most": 10}
    assert Form({"name": "星" * 10}).required_text("name", 10) == "星" * 10


def test_a_password_is_read_once_exactly_and_never_shown_again():
    form = Form({"password": "  correct horse  "})
    assert form.secret("password") == "  correct horse  "
    assert "password" not in form.values


def test_a_day_is_read_as_browsers_send_it():
    assert Form({"expiry": "2026-11-21"}).day("expiry") == date(2026, 11, 21)
    form = Form({"expiry": "21.11.2026"})
    form.day("expiry")
    assert messages(form) == {"expiry": "This is not a date."}


def test_a_failure_of_the_deed_is_shown_beside_its_field_or_above_the_form():
    form = Form()
    form.refuse_with(InvalidInput("This name is taken.", field="slug"))
    form.refuse_with(Refused("Not here."))
    assert messages(form) == {"slug": "This name is taken.", "": "Not here."}


def test_an_uploaded_file_among_the_fields_is_no_text():
    assert Form({"name": "Mobi", "file": object()}).values == {"name": "Mobi"}


def test_mistakes_are_told_in_chinese():
    texts = Translations(["bodega"])
    form = checkout(contact="chen", quantity="many", channel="cash", sku="1", terms="")
    read(form)
    form.integer("minutes", 1, 60)
    form.values |= {"minutes": "61", "day": "x", "long": "xx", "price": "1", "email": "x", "phone": "x"}
    form.integer("minutes", 1, 60)
    form.day("day")
    form.text("long", 1)
    form.amount("price", "CNY", least=Money(500, "CNY"))
    form.email("email")
    told = {
        name: texts.gettext("zh-CN", error.message, **error.params) for name, error in form.errors.items()
    }
    assert told["price"] == "不能低于 ¥5.00。"
    assert [name for name, error in form.errors.items() if told[name] == str(error)] == []


def test_an_id_that_is_none_becomes_the_nil_id():
    assert Form({"sku": "'; drop table"}).identifier("sku") == uuid.UUID(int=0)
