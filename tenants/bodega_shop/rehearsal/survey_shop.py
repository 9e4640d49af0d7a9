"""Look at the shop itself, not its twin: which pages are missing, which goods are not ready, what extensions say."""

from collections.abc import Sequence
from typing import Any

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.i18n import Text
from bodega.lifecycle.checklist import REQUIRED, Check, keep_checks
from bodega.plugins.dispatch import Hook
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop import hookspecs
from bodega_shop.contracts.launching import LaunchCheck
from bodega_shop.settings.profile import Profile, read_profile
from bodega_shop.terms.kinds import KINDS, NAMES
from bodega_shop.terms.missing_pages import missing_pages

MOST_NAMED = 20

_GOODS = """
    select p.title, p.introduction, p.how_to, p.guarantee, p.held_at is not null as held,
           exists (select 1 from sku s where s.product_id = p.id and s.active) as sellable,
           exists (select 1 from sku s join code c on c.sku_id = s.id and c.on_shelf
                    where s.product_id = p.id and s.active) as stocked
      from product p where p.state = 'published' order by p.position, p.id"""
_CHANNELS = (
    "select count(*) filter (where problem is null) as good, count(*) as all from channel where enabled"
)

_MODULES = (
    ("introduction", Text(en="no introduction", zh="缺少商品介绍")),
    ("how_to", Text(en="no text on how to redeem", zh="缺少使用/兑换说明")),
    ("guarantee", Text(en="no after-sales guarantee", zh="缺少售后保障")),
)


async def survey_shop(runtime: Runtime, shop: Shop) -> None:
    """Write those lines of the checklist anew; a transaction for each side."""
    async with shop_scope(shop) as scope:
        profile, unpublished = await read_profile(scope), await missing_pages(scope)
        goods = [dict(row) for row in await scope.fetch(_GOODS)]
        channels = await _channels(scope)
    checks = [pages_check(profile, unpublished), goods_check(goods), channels]
    now = runtime.clock.now()
    await keep_checks(shop.id, checks, now=now)
    await keep_checks(shop.id, await _of_extensions(runtime, shop), now=now, replacing="plugin.")


def pages_check(profile: Profile, unpublished: Sequence[str]) -> Check:
    """`unpublished` are the policy pages that `missing_pages` names."""
    wanted = (
        (profile.contact, Text(en="No contact is given: Settings.", zh="尚未填写联系方式（设置）。")),
        (profile.notice, Text(en="The notice on the home page is empty: Settings.", zh="首页公告为空（设置）。")),
    )  # fmt: skip
    missing = (
        *(words for value, words in wanted if not value.strip()),
        *(_unpublished(kind) for kind in unpublished),
    )
    all_pages = len(wanted) + len(KINDS)
    figure = (
        Text(en="Pages that are there", zh="已填写页面"),
        f"{all_pages - len(missing)} / {all_pages}",
    )
    return _check("shop.pages", missing, (figure,))


def _unpublished(kind: str) -> Text:
    name = NAMES[kind]
    return Text(en=f"{name.en}: not published yet (Policy pages).", zh=f"{name.zh}尚未发布（条款页面）。")


def goods_check(goods: Sequence[dict[str, Any]]) -> Check:
    faults = [fault for good in goods for fault in _faults(good)]
    if not goods:
        faults = [Text(en="Nothing is on sale yet.", zh="还没有在售商品。")]
    ready = sum(not _faults(good) for good in goods)
    figure = (Text(en="Goods that are ready", zh="就绪商品"), f"{ready} / {len(goods)}")
    return _check("shop.goods", tuple(faults[:MOST_NAMED]), (figure,))


def _faults(good: dict[str, Any]) -> list[Text]:
    found = [words for name, words in _MODULES if not good[name].strip()]
    if good["held"]:
        found.append(Text(en="held back, because papers are missing", zh="因资质缺失暂停销售"))
    if not good["sellable"]:
        found.append(Text(en="no price is active", zh="没有启用的规格"))
    elif not good["stocked"]:
        found.append(Text(en="nothing in stock", zh="没有库存"))
    return [Text(en=f"{good['title']}: {words.en}.", zh=f"{good['title']}：{words.zh}。") for words in found]


async def _channels(scope: Scope) -> Check:
    row = await scope.fetchrow(_CHANNELS)
    good, every = (row["good"], row["all"]) if row else (0, 0)
    problems: list[Text] = []
    if not every:
        problems.append(Text(en="No payment channel is switched on.", zh="没有启用的支付渠道。"))
    elif good < every:
        problems.append(
            Text(en="A payment channel failed its last test.", zh="有支付渠道未通过最近一次测试。")
        )
    figure = (Text(en="Channels without a known fault", zh="无已知故障的渠道"), f"{good} / {every}")
    return _check("shop.payments", tuple(problems), (figure,))


def _check(code: str, problems: Sequence[Text], figures: Sequence[tuple[Text, str]]) -> Check:
    return Check(code, REQUIRED[code], "failed" if problems else "passed", tuple(figures), tuple(problems))


async def _of_extensions(runtime: Runtime, shop: Shop) -> list[Check]:
    """An extension that gives no answer is a line that is not measured."""
    answers, missed = await runtime.dispatcher.ask(Hook(hookspecs.launch_checks), shop.slug, shop.enabled)
    found = [_as_check(plugin, check) for plugin, checks in answers.items() for check in checks]
    return [*found, *(_silent(plugin) for plugin in sorted(missed))]


def _as_check(plugin: str, check: LaunchCheck) -> Check:
    state = "open" if check.passed is None else "passed" if check.passed else "failed"
    return Check(
        f"plugin.{plugin}.{check.code}", check.title, state, tuple(check.figures), tuple(check.problems)
    )


def _silent(plugin: str) -> Check:
    return Check(
        f"plugin.{plugin}.silent",
        Text(en=f"Extension {plugin}", zh=f"扩展 {plugin}"),
        "open",
        problems=(Text(en="It did not answer.", zh="扩展没有回应。"),),
    )
