"""Make the price rules of a shop's extensions ready for one customer; a rule that fails changes no price."""

from functools import partial
from uuid import UUID

import structlog

from bodega.kernel.errors import BodegaError
from bodega.kernel.money import Money
from bodega.plugins.plugin_context import context_in
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.catalog.price_line import PreparedRule
from bodega_shop.contracts.pricing import PricedGood, Pricer, PriceStep
from bodega_shop.floor import floor_of

log = structlog.get_logger()


async def prepare_rules(runtime: Runtime, shop: Shop, customer_id: UUID) -> tuple[PreparedRule, ...]:
    """In the order in which the extensions were loaded; each sees the price that those before it made."""
    rules = floor_of(runtime).price_rules
    ready = []
    for rule in rules.enabled_in(shop):
        plugin = rules.plugin_of(rule.code)
        try:
            ctx = context_in(runtime, shop, runtime.extensions.manifests[plugin])
            pricer = await runtime.dispatcher.guarded(
                shop.slug, plugin, "prepare", partial(rule.prepare, ctx, customer_id)
            )
        except BodegaError as error:
            log.warning("price_rule_failed", shop=shop.slug, rule=rule.code, kind=error.kind)
            continue
        if pricer is not None:
            ready.append(PreparedRule(rule.code, partial(_asked, shop.slug, rule.code, pricer)))
    return tuple(ready)


def _asked(
    shop: str, code: str, pricer: Pricer, good: PricedGood, quantity: int, so_far: Money
) -> PriceStep | None:
    """What the rule says of one good; nothing, where it fails or says something else."""
    try:
        step = pricer(good, quantity, so_far)
    except (Exception, SystemExit):
        log.exception("price_rule_failed", shop=shop, rule=code, kind="pricer")
        return None
    return step if isinstance(step, PriceStep) else None
