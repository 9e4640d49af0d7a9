import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from bodega.kernel import errors
from bodega.kernel.errors import BodegaError, InvalidInput
from bodega.kernel.i18n import (
    LOCALES,
    Text,
    Translations,
    choose_locale,
    format_ago,
    format_date,
    format_datetime,
    time_zone,
)
from bodega.kernel.money import Money

NOW = datetime(2026, 11, 21, 18, 5, tzinfo=UTC)
SHANGHAI = time_zone("Asia/Shanghai")
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Makes an installed package with catalogs: file name to entries."""
    monkeypatch.syspath_prepend(tmp_path)
    made = []

    def make(name, **catalogs):
        folder = tmp_path / name / "locale" / "zh_Hans_CN" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (tmp_path / name / "__init__.py").touch()
        for file, entries in catalogs.items():
            folder.joinpath(f"{file}.po").write_text(HEADER + entries, "utf-8")
        made.append(name)
        return name

    yield make
    for name in made:
        sys.modules.pop(name, None)


def entry(msgid, msgstr, flags=""):
    return f'\n{flags}msgid "{msgid}"\nmsgstr "{msgstr}"\n'


def test_a_message_is_said_in_the_readers_language(package):
    texts = Translations([package("counter", messages=entry("Pay now", "立即支付"))])
    assert texts.gettext("zh-CN", "Pay now") == "立即支付"
    assert texts.gettext("en", "Pay now") == "Pay now"
    assert texts.gettext("zh-CN", "Not in any catalog") == "Not in any catalog"


def test_every_catalog_of_every_package_is_read(package):
    one = package("counter", messages=entry("Pay now", "立即支付"), kernel=entry("Wait", "请稍候"))
    other = package("arcade", messages=entry("Refund", "退款"))
    texts = Translations([one, other, package("no_texts")])
    assert [texts.gettext("zh-CN", text) for text in ("Pay now", "Wait", "Refund")] == [
        "立即支付",
        "请稍候",
        "退款",
    ]


def test_an_extension_cannot_reword_the_shop(package):
    texts = Translations(
        [
            package("shop", messages=entry("Paid", "已支付")),
            package("stranger", messages=entry("Paid", "加微信")),
        ]
    )
    assert texts.gettext("zh-CN", "Paid") == "已支付"


def test_money_and_texts_in_a_message_are_said_in_that_language(package):
    texts = Translations(
        [package("shop", messages=entry("%(name)s costs %(price)s", "%(name)s售价%(price)s"))]
    )
    params = {"name": Text(en="Steam card", zh="点卡"), "price": Money(9980, "CNY")}
    assert texts.gettext("zh-CN", "%(name)s costs %(price)s", **params) == "点卡售价¥99.80"
    assert texts.gettext("en", "%(name)s costs %(price)s", **params) == "Steam card costs ¥99.80"


def test_a_percent_sign_needs_no_care_in_a_message_without_parameters(package):
    assert Translations([package("shop")]).gettext("en", "100% yours") == "100% yours"


def test_a_number_takes_its_form(package):
    plural = '\nmsgid "%(num)s code"\nmsgid_plural "%(num)s codes"\nmsgstr[0] "%(num)s 张卡密"\n'
    texts = Translations([package("shop", messages=plural)])
    said = [texts.ngettext(locale, "%(num)s code", "%(num)s codes", n) for locale in LOCALES for n in (1, 3)]
    assert said == ["1 张卡密", "3 张卡密", "1 code", "3 codes"]


def test_an_unfinished_translation_is_not_shown(package):
    texts = Translations([package("shop", messages=entry("Void", "作废", "#, fuzzy\n") + entry("Move", ""))])
    assert texts.gettext("zh-CN", "Void") == "Void"
    assert texts.gettext("zh-CN", "Move") == "Move"


def test_a_broken_catalog_of_a_stranger_never_breaks_a_page(package):
    broken = package(
        "stranger",
        garbage='msgid "Void\nmsgstr 7',
        messages=entry("Hello %(name)s", "你好 %(nmae)s")
        + entry("Bye %(name)s", "再见 %(name)s 100%")
        + entry("Fine", "好"),
    )
    texts = Translations([broken])
    assert texts.gettext("zh-CN", "Hello %(name)s", name="Mei") == "Hello Mei"
    assert texts.gettext("zh-CN", "Bye %(name)s", name="Mei") == "Bye Mei"
    assert texts.gettext("zh-CN", "Fine") == "好"


def test_every_failure_can_be_told_in_chinese():
    texts = Translations(["bodega"])
    kinds = [BodegaError]
    for kind in kinds:
        kinds += [sub for sub in kind.__subclasses__() if sub.__module__.startswith("bodega.kernel.")]
    silent = [kind.__name__ for kind in kinds[1:] if texts.gettext("zh-CN", kind().message) == kind().message]
    assert errors.NotFound in kinds
    assert silent == []


@pytest.mark.parametrize(
    ("cookie", "header", "chosen"),
    [
        ("en", "zh-CN", "en"),
        (None, "en-US,en;q=0.9,zh;q=0.8", "en"),
        (None, "zh-Hans-CN", "zh-CN"),
        (None, "zh-TW, en;q=0.5", "zh-CN"),
        (None, "fr, en;q=0.3, zh;q=0.7", "zh-CN"),
        (None, "en;q=0, de", "zh-CN"),
        (None, "fr-FR", "zh-CN"),
        (None, "*", "zh-CN"),
        (None, None, "zh-CN"),
        ("fr", None, "zh-CN"),
        ("../../etc", ";;;q=,,=", "zh-CN"),
    ],
)
def test_the_visitors_choice_goes_before_the_browsers_and_the_shops(cookie, header, chosen):
    assert chosen == choose_locale(
        visitor_cookie=cookie, accept_language=header, shop_default="zh-CN", offered=LOCALES
    )


def test_a_shop_in_one_language_stays_in_it():
    only_chinese = {"shop_default": "zh-CN", "offered": ["zh-CN"]}
    assert choose_locale(visitor_cookie="en", accept_language="en", **only_chinese) == "zh-CN"


def test_a_moment_is_told_in_the_shops_time_zone():
    assert format_datetime(NOW, "zh-CN", SHANGHAI) == "2026年11月22日 02:05:00"
    assert format_datetime(NOW, "en", SHANGHAI, "short").startswith("11/22/26")
    assert format_date(NOW, "zh-CN", SHANGHAI) == "2026年11月22日"
    assert format_date(date(2026, 11, 21), "en", SHANGHAI) == "Nov 21, 2026"


def test_a_recent_moment_is_told_by_its_age():
    assert format_ago(NOW - timedelta(minutes=5), NOW, "en") == "5 minutes ago"
    assert format_ago(NOW - timedelta(minutes=5), NOW, "zh-CN") == "5分钟前"
    assert format_ago(NOW + timedelta(hours=2), NOW, "en") == "in 2 hours"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Asia", "a\0b"])
def test_a_time_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(InvalidInput):
        time_zone(name)
