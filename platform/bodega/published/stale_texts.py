"""Which published texts say other than would be published now: a draft, a plan, a fee, an extension or a fact has changed."""

from collections.abc import Mapping
from datetime import datetime

from bodega.kernel.database import platform_scope
from bodega.kernel.fill_text import Filled
from bodega.kernel.i18n import CHINESE, ENGLISH
from bodega.published.kinds import KINDS
from bodega.published.read_versions import History, read_history
from bodega.published.write_draft import fill_drafts
from bodega.runtime import Runtime


def differs(history: History, filled: Mapping[str, Filled]) -> bool:
    """Whether there is something to publish: nothing was, or the last version says other words. An empty text is nothing."""
    if not all(one.whole and one.text for one in filled.values()):
        return False
    last = history.last()
    return last is None or (last.chinese, last.english) != (filled[CHINESE].text, filled[ENGLISH].text)


async def count_stale(runtime: Runtime, *, now: datetime) -> int:
    """Without those of which a change is announced: somebody is at it."""
    manifests, stale = list(runtime.extensions.manifests.values()), 0
    async with platform_scope() as scope:
        for kind in KINDS:
            history = await read_history(scope, kind)
            if history.announced(now) is None:
                stale += differs(history, await fill_drafts(scope, manifests, kind))
    return stale
