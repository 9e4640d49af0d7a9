"""What a mail of Yunting's looks like, and what nobody can make it look like."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from bodega_email.compose_mail import compose_mail
from bodega_email.settings import EmailSettings
from hypothesis import given
from hypothesis import strategies as st

from bodega.kernel.clock import SetClock
from bodega_shop.extend import Message

SETTINGS = EmailSettings(host="smtp.yunting.example", from_address="hello@yunting.example", from_name="云听")


def read(
    settings: EmailSettings, message: Message, clock: Any, shop_name: str = "云听会员店"
) -> EmailMessage:
    """As a mail program reads it."""
    mail = compose_mail(settings, shop_name, message, "chen.hao@buyers.example", now=clock.now())
    return message_from_bytes(mail.as_bytes(), policy=policy.default)


def test_every_try_of_a_message_is_recognisable_as_the_same(clock: Any) -> None:
    first = read(SETTINGS, Message("k1", "a@b.example", "s", "t"), clock)
    again = read(SETTINGS, Message("k1", "a@b.example", "s", "t"), clock)
    other = read(SETTINGS, Message("k2", "a@b.example", "s", "t"), clock)
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Message-ID"] != other["Message-ID"]
    assert first["Message-ID"].endswith("@yunting.example>")
    assert "k1" not in first["Message-ID"]


def test_the_headers_say_when_and_that_a_machine_wrote(clock: Any) -> None:
    mail = read(SETTINGS, Message("k", "a@b.example", "s", "t"), clock)
    assert mail["Date"].datetime == clock.now()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"].addresses[0].display_name == "云听"


def test_a_message_may_be_read_as_text_or_as_html(clock: Any) -> None:
    mail = read(SETTINGS, Message("k", "a@b.example", "s", "您好", "<p>您好</p>"), clock)
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content().strip(), html.get_content().strip()) == ("您好", "<p>您好</p>")
    assert html.get_content_type() == "text/html"


def test_without_a_name_the_shop_signs(clock: Any) -> None:
    settings = EmailSettings(from_address="hello@yunting.example")
    mail = read(
        settings, Message("k", "a@b.example", "s", "t"), clock, shop_name='云听"会员\r\nBcc: x@y.example'
    )
    assert mail["From"].addresses[0].addr_spec == "hello@yunting.example"
    assert mail["From"].addresses[0].display_name == '云听"会员 Bcc: x@y.example'
    assert mail["Bcc"] is None


@given(
    subject=st.text(st.characters(codec="utf-8"), max_size=400),
    shop_name=st.text(st.characters(codec="utf-8"), max_size=200),
    key=st.text(st.characters(codec="utf-8"), max_size=100),
)
def test_nobodys_words_add_a_header(subject: str, shop_name: str, key: str) -> None:
    clock = SetClock(datetime(2026, 11, 21, tzinfo=UTC))
    settings = EmailSettings(from_address="hello@yunting.example")
    mail = read(settings, Message(key, "a@b.example", subject, "t"), clock, shop_name=shop_name)
    assert set(mail.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
    assert [address.addr_spec for address in mail["From"].addresses] == ["hello@yunting.example"]
    assert mail["To"] == "chen.hao@buyers.example"


def test_a_line_end_in_a_subject_becomes_a_blank(clock: Any) -> None:
    mail = read(SETTINGS, Message("k", "a@b.example", "星海\r\nBcc: mei@x.example\n\n<b>", "t"), clock)
    assert mail["Subject"] == "星海 Bcc: mei@x.example <b>"
    assert mail["Bcc"] is None
