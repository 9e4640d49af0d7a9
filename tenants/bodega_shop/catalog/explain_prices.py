"""Let the price rules of a shop's extensions say where a customer stands with them; one that fails says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import structlog

from bodega.kernel.errors import BodegaError
from bodega.kernel.i18n import Text
from bodega.plugins.plugin_context import PluginContext, context_in
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.pricing import PriceRule
from bodega_shop.floor import floor_of

log = structlog.get_logger()


@dataclass(frozen=True)
class Explained:
    """What one extension says of a customer's prices."""

    name: Text
    sentences: Sequence[Text]


async def explain_prices(runtime: Runtime, shop: Shop, customer_id: UUID) -> list[Explained]:
    """Only those that have something to say."""
    rules = floor_of(runtime).price_rules
    said = []
    for rule in rules.enabled_in(shop):
        plugin = rules.plugin_of(rule.code)
        manifest = runtime.extensions.manifests[plugin]
        try:
            ctx = context_in(runtime, shop, manifest)
            sentences = await runtime.dispatcher.guarded(
                shop.slug, plugin, "explain", partial(_sentences, rule, ctx, customer_id)
            )
        except BodegaError as error:
            log.warning("price_rule_failed", shop=shop.slug, rule=rule.code, kind=error.kind)
            continue
        if sentences:
            said.append(Explained(manifest.name, sentences))
    return said


async def _sentences(rule: PriceRule, ctx: PluginContext, customer_id: UUID) -> tuple[Text, ...]:
    """Whatever else it says is its failure, and not that of the page."""
    said = tuple(await rule.explain(ctx, customer_id))
    if not all(isinstance(one, Text) for one in said):
        raise TypeError("an explanation is made of texts")
    return said
