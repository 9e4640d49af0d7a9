"""Say where a member stands, what that brings, and what would bring more."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from bodega_membership.ladder import WHOLE, Standing, Tier, TierPrice
from bodega_membership.settings import MembershipSettings
from bodega_shop.extend import Money, Text, parse_amount

Names = Mapping[UUID, str]

_MOST_NAMED = 6


def explain_standing(
    standing: Standing, names: Names, settings: MembershipSettings, currency: str
) -> list[Text]:
    """Sentences for the member's own page; nothing where the shop has no tiers."""
    if not standing.reached and not standing.above:
        return []
    said = [_now(standing), *_brings(standing.reached, names), *_next(standing, names)]
    return [*said, *_how(settings, parse_amount("1", currency))]


def describe_price(price: TierPrice, names: Names) -> Text | None:
    """One price in words; None for a good that is gone."""
    if price.target_id is not None and price.target_id not in names:
        return None
    name = names[price.target_id] if price.target_id is not None else ""
    if price.fixed is not None:
        return Text(en=f"{name} for {price.fixed.format('en')}", zh=f"{name}仅 {price.fixed.format('zh-CN')}")
    points = price.points or 0
    if points == WHOLE:
        return Text(en=f"list price for {name or 'everything'}", zh=f"{name or '全场'}按原价")
    if points == 0:
        return Text(en=f"{name or 'everything'} for nothing", zh=f"{name or '全场'}免费")
    return Text(
        en=f"{_short(WHOLE - points, 100)}% off {name or 'everything'}",
        zh=f"{name or '全场'} {_short(points, 1000)} 折",
    )


def _now(standing: Standing) -> Text:
    growth, tier = f"{standing.growth:,}", standing.tier
    if tier is None:
        return Text(en=f"Your growth is {growth}.", zh=f"您的成长值为 {growth}。")
    if standing.granted is not None:
        until = standing.granted.until.isoformat()
        return Text(
            en=f"You are in the tier {tier.name}, given by the shop until {until}. Your growth is {growth}.",
            zh=f"您目前是{tier.name}（由店铺赠予，有效期至 {until}），成长值 {growth}。",
        )
    return Text(
        en=f"You are in the tier {tier.name}. Your growth is {growth}.",
        zh=f"您目前是{tier.name}，成长值 {growth}。",
    )


def _brings(reached: Sequence[Tier], names: Names) -> Iterable[Text]:
    what = _all_of(reached, names)
    if what is not None:
        yield Text(en=f"It brings: {what.en}.", zh=f"享受的会员价：{what.zh}。")


def _next(standing: Standing, names: Names) -> Iterable[Text]:
    tier = standing.next
    if tier is None:
        return
    missing, needed = f"{tier.growth - standing.growth:,}", f"{tier.growth:,}"
    what = _all_of([tier], names)
    brings = Text(en=f", and brings: {what.en}", zh=f"，届时享：{what.zh}") if what else Text(en="", zh="")
    yield Text(
        en=f"Next is {tier.name}: it starts at {needed} growth, {missing} more than you have{brings.en}.",
        zh=f"下一等级是{tier.name}（{needed} 成长值），还差 {missing}{brings.zh}。",
    )


def _how(settings: MembershipSettings, unit: Money) -> Iterable[Text]:
    ways = [
        (settings.per_unit_spent, "spent", "每消费"),
        (settings.per_unit_topped_up, "topped up", "每充值"),
    ]
    en = " and ".join(f"{rate} for each {unit.format('en')} {done}" for rate, done, _ in ways if rate)
    zh = "，".join(f"{done} {unit.format('zh-CN')} 得 {rate} 成长值" for rate, _, done in ways if rate)
    if en:
        yield Text(
            en=f"Growth comes with orders: {en}. A refund takes it back in proportion.",
            zh=f"{zh}；退款时按比例扣回。",
        )


def _all_of(tiers: Sequence[Tier], names: Names) -> Text | None:
    """The best price for each target, the widest first."""
    best: dict[tuple[str, UUID | None], TierPrice] = {}
    for price in (price for tier in tiers for price in tier.prices):
        known = best.get((price.target, price.target_id))
        best[price.target, price.target_id] = price if known is None else _better(known, price)
    said = [text for price in best.values() if (text := describe_price(price, names)) is not None]
    if not said:
        return None
    more = len(said) - _MOST_NAMED
    said = said[:_MOST_NAMED] + ([Text(en=f"{more} more", zh=f"另有 {more} 项")] if more > 0 else [])
    return Text(en="; ".join(text.en for text in said), zh="；".join(text.zh for text in said))


def _better(known: TierPrice, other: TierPrice) -> TierPrice:
    """The lower one; of a share and a fixed price, which cannot be told here, that of the higher tier."""
    if known.points is not None and other.points is not None:
        return min(known, other, key=lambda price: price.points or 0)
    if known.fixed is not None and other.fixed is not None and known.fixed.currency == other.fixed.currency:
        return min(known, other, key=lambda price: price.fixed.minor if price.fixed else 0)
    return other


def _short(number: int, divisor: int) -> str:
    """`9500 / 1000` as 9.5."""
    whole, rest = divmod(number, divisor)
    digits = str(rest).rjust(len(str(divisor)) - 1, "0").rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)
