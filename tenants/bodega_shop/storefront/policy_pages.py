"""The shop's policy pages as buyers read them: the version in force, the one that comes, and all before."""

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from bodega.kernel.errors import NotFound
from bodega.kernel.i18n import format_date, time_zone
from bodega.kernel.markdown import render_markdown
from bodega.web.given import NamedDependency
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.texts import PolicyVersion
from bodega_shop.terms.kinds import KINDS, NAMES
from bodega_shop.terms.read_versions import TermsVersion, list_versions, version_numbered


@get("/terms/{kind:str}", include_in_schema=False)
async def show_policy(
    front: NamedDependency[Front], kind: FromPath[str], version: FromQuery[int] = 0
) -> Response[str]:
    if kind not in KINDS:
        raise NotFound
    versions = await list_versions(front.shop, kind)
    current = front.terms.in_force(front.visit.now).get(kind)
    shown = version_numbered(versions, version or (current.number if current else 1))
    return front.page(
        "policy.html",
        title=NAMES[kind].in_locale(front.visit.locale),
        text_html=render_markdown(shown.text(front.visit.locale)),
        shown=_view(front, shown),
        versions=[_view(front, one) for one in versions],
        superseded=current is not None and shown.number < current.number,
        coming=current is None or shown.number > current.number,
    )


def _view(front: Front, version: TermsVersion) -> PolicyVersion:
    return PolicyVersion(
        number=version.number,
        url=f"/terms/{version.kind}?version={version.number}",
        since_text=format_date(
            version.effective_at.astimezone(time_zone(front.profile.time_zone)).date(),
            front.visit.locale,
            time_zone(front.profile.time_zone),
        ),
        note=version.note,
    )
