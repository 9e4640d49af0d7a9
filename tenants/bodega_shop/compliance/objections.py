"""What right holders object to among the goods, as a rule that is broken: so that one road takes a good off sale and back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.notices.rights_rule import RIGHTS_RULE
from bodega.policy.hit import Hit
from bodega.policy.rule import Source
from bodega.policy.said import InTwoLanguages

_SELECT = """
    select id, product_id, right_kind from takedown
     where lifted_at is null and product_id = any($1::uuid[]) order by at, id"""
_RIGHTS: Final = {
    "trademark": InTwoLanguages(zh="商标权", en="a trademark"),
    "copyright": InTwoLanguages(zh="著作权", en="a copyright"),
    "patent": InTwoLanguages(zh="专利权", en="a patent"),
    "other": InTwoLanguages(zh="其他知识产权", en="another intellectual property right"),
}
_SOURCES: Final = (
    Source(law="中华人民共和国电子商务法", article="第四十二条"),
    Source(law="中华人民共和国民法典", article="第一千一百九十五条"),
)


async def read_objections(scope: Scope, product_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Hit, ...]]:
    """Only of goods that are objected to."""
    found: defaultdict[UUID, list[Hit]] = defaultdict(list)
    for row in await scope.fetch(_SELECT, list(product_ids)):
        found[row["product_id"]].append(_hit(row["id"], _RIGHTS[row["right_kind"]]))
    return {product_id: tuple(hits) for product_id, hits in found.items()}


def _hit(takedown_id: UUID, right: InTwoLanguages) -> Hit:
    return Hit(
        rule=RIGHTS_RULE,
        version=1,
        severity="block",
        kind="notice",
        scope="title",
        field="title",
        marks=(),
        # Tells two notices about one good apart.
        params={"notice": str(takedown_id)},
        message=InTwoLanguages(
            zh=f"权利人通知平台：该商品侵犯其{right.zh}。",
            en=f"A right holder says that this infringes {right.en}.",
        ),
        suggestion=InTwoLanguages(
            zh="在“侵权通知”中查看通知；如不侵权，可附证据提交声明。",
            en="See the notice under “Notices”. If nothing is infringed, state so there, with proof.",
        ),
        sources=_SOURCES,
    )
