"""Two goods are the same when what names them is, and never when it is not."""

import pytest

from bodega_shop.insight.recognise_good import key_of_good, name_of_good

SAME = [
    (("星海点卡", "100元"), ("星海点卡 100 元", "100元")),
    (("星海点卡", "100元"), ("【自动发货】星海点卡", "¥100")),
    (("星海点卡", "100元"), ("官方正品 星海点卡 秒发", "100.00 CNY")),
    (("星海点卡", "100元"), ("星海　点卡", "１００元")),
    (("云听会员", "12个月"), ("云听会员", "12 月")),
    (("Mobi Pro", "1 year"), ("Official MOBI pro", "1 Years")),
    (("Mobi Pro", "$1,000"), ("mobi-pro", "1000 USD")),
    (("墨笔 Pro 激活码", ""), ("墨笔Pro激活码", "默认")),
]

DIFFERENT = [
    (("星海点卡", "100元"), ("星海点卡", "1000元")),
    (("星海点卡", "1.5元"), ("星海点卡", "15元")),
    (("星海点卡", "10元"), ("星海点卡 110元", "10元")),
    (("星海点卡", "100元"), ("星海点卡（国际服）", "100元")),
    (("云听会员", "1个月"), ("云听会员", "1年")),
    (("Mobi Pro 2", "1 year"), ("Mobi Pro", "1 year")),
    (("Mobi Pro", "10 USD"), ("Mobi Pro", "10元")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_sellers_add_makes_no_other_good(one, other):
    assert name_of_good(*one) == name_of_good(*other)
    assert key_of_good(*one) == key_of_good(*other)
    assert len(key_of_good(*one)) == 16


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_goods_that_differ_in_one_figure_stay_apart(one, other):
    assert name_of_good(*one) != name_of_good(*other)
