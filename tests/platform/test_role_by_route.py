"""Every page of the platform's console says who may open it, and nobody else can: role by role, route by route."""

import re
from collections.abc import Iterator

import pytest
from litestar import Litestar

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.permissions import PERMISSIONS, PERMISSIONS_OF, PLATFORM_ROLES
from bodega.staff.require_role import Requires
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session

# What the platform's people decided, by hand: a new page is added here by whoever says who may open it.
DECIDED = {
    "GET /admin": "look",
    "GET /admin/shops": "look",
    "GET /admin/shops/{shop_id:uuid}": "look",
    "GET /admin/shops/{shop_id:uuid}/{code:str}": "review shops",
    "POST /admin/shops/{shop_id:uuid}/{code:str}": "review shops",
    "GET /admin/policy": "shops",
    "POST /admin/policy": "shops",
    "GET /admin/papers/files/{file_id:uuid}": "review",
    "GET /admin/identities": "review shops",
    "GET /admin/retention": "audit",
    "POST /admin/retention/holds": "audit",
    "POST /admin/retention/holds/{hold_id:uuid}/release": "audit",
    "GET /admin/reports": "audit",
    "POST /admin/reports": "audit",
    "GET /admin/reports/{run_id:uuid}": "audit",
    "POST /admin/reports/{run_id:uuid}/editions": "audit",
    "POST /admin/reports/{run_id:uuid}/handing-in": "audit",
    "GET /admin/reports/files/{file_id:uuid}": "audit",
    "GET /admin/catalogue": "review",
    "GET /admin/catalogue/categories/new": "staff",
    "GET /admin/catalogue/categories/{code:str}": "review",
    "POST /admin/catalogue/categories": "staff",
    "POST /admin/catalogue/categories/{code:str}/requirements": "staff",
    "POST /admin/catalogue/requirements/{requirement_id:uuid}/end": "staff",
    "GET /admin/catalogue/kinds/new": "staff",
    "GET /admin/catalogue/kinds/{code:str}": "review",
    "POST /admin/catalogue/kinds": "staff",
    "GET /admin/catalogue/versions": "review",
    "GET /admin/catalogue/versions/{number:int}": "review",
    "GET /admin/terms": "shops",
    "POST /admin/terms/facts": "shops",
    "GET /admin/terms/{kind:str}": "shops",
    "POST /admin/terms/{kind:str}/drafts": "shops",
    "POST /admin/terms/{kind:str}/versions": "shops",
    "GET /admin/terms/{kind:str}/versions/{number:int}": "shops",
    "POST /admin/terms/{kind:str}/versions/{number:int}/withdrawals": "shops",
    "POST /admin/terms/comments/{comment_id:uuid}/answers": "shops",
    "GET /admin/rules": "moderate",
    "GET /admin/rules/new": "moderate",
    "POST /admin/rules": "moderate",
    "GET /admin/rules/{rule_id:str}": "moderate",
    "GET /admin/rules/{rule_id:str}/edit": "moderate",
    "POST /admin/rules/{rule_id:str}/edit": "moderate",
    "POST /admin/rules/{rule_id:str}/{version:int}/trials": "moderate",
    "POST /admin/rules/{rule_id:str}/{version:int}/schedules": "moderate",
    "POST /admin/rules/{rule_id:str}/{version:int}/deletions": "moderate",
    "POST /admin/rules/{rule_id:str}/ends": "moderate",
    "GET /admin/cases": "moderate",
    "GET /admin/cases/{case_id:uuid}": "moderate",
    "POST /admin/cases/{case_id:uuid}/decisions": "moderate",
    "GET /admin/complaints": "support",
    "GET /admin/complaints/{complaint_id:uuid}": "support",
    "POST /admin/complaints/{complaint_id:uuid}/words": "support",
    "POST /admin/complaints/{complaint_id:uuid}/decisions": "support",
    "GET /admin/complaints/{complaint_id:uuid}/files/{file_id:uuid}": "support",
    "GET /admin/notices": "moderate",
    "GET /admin/notices/{notice_id:uuid}": "moderate",
    "POST /admin/notices/{notice_id:uuid}/acts": "moderate",
    "POST /admin/notices/{notice_id:uuid}/put-back": "moderate",
    "GET /admin/notices/{notice_id:uuid}/files/{file_id:uuid}": "moderate",
    "GET /admin/extensions": "look",
    "GET /admin/audit": "audit",
    "POST /admin/audit/exports": "audit",
    "GET /admin/reviews": "review",
    "POST /admin/reviews/next": "review",
    "GET /admin/reviews/{application_id:uuid}": "review",
    "POST /admin/reviews/{application_id:uuid}/decisions": "review",
    "POST /admin/reviews/{application_id:uuid}/assignment": "review",
    "POST /admin/reviews/{application_id:uuid}/notes": "review",
    "GET /admin/reviews/{application_id:uuid}/files/{file_id:uuid}": "review",
    "GET /admin/reviews/{application_id:uuid}/files/{file_id:uuid}/drawn": "review",
    "GET /admin/calendar": "review",
    "POST /admin/calendar/days": "staff",
    "POST /admin/calendar/removed-days": "staff",
    "POST /admin/calendar/filled-years": "staff",
    "POST /admin/calendar/review-days": "staff",
    "GET /admin/reasons": "review",
    "POST /admin/reasons": "review",
    "GET /admin/reasons/{code:str}": "review",
    "POST /admin/reasons/{code:str}": "review",
    "GET /admin/staff": "staff",
    "POST /admin/staff/invitations": "staff",
    "POST /admin/staff/revoked-invitations": "staff",
    "GET /admin/staff/{account_id:uuid}": "staff",
    "POST /admin/staff/{account_id:uuid}/role": "staff",
    "POST /admin/staff/{account_id:uuid}/ended-sessions": "staff",
    "GET /admin/announcements": "support",
    "GET /admin/announcements/new": "support",
    "POST /admin/announcements": "support",
    "GET /admin/announcements/{announcement_id:uuid}": "support",
    "POST /admin/announcements/{announcement_id:uuid}/withdrawals": "support",
    "GET /admin/shops/{shop_id:uuid}/visits": "support",
    "POST /admin/shops/{shop_id:uuid}/visits": "support",
    "POST /admin/visits/{visit_id:uuid}/withdrawals": "support",
    "GET /admin/channels": "money",
    "GET /admin/channels/new": "money",
    "POST /admin/channels": "money",
    "GET /admin/channels/{channel_id:uuid}": "money",
    "POST /admin/channels/{channel_id:uuid}": "money",
    "POST /admin/channels/{channel_id:uuid}/checks": "money",
    "GET /admin/money": "money",
    "GET /admin/plans": "money",
    "GET /admin/plans/new": "money",
    "GET /admin/plans/{plan_id:uuid}": "money",
    "POST /admin/plans": "money",
    "POST /admin/plans/terms": "money",
    "GET /admin/bills": "money",
    "GET /admin/bills/{bill_id:uuid}": "money",
    "GET /admin/settlements": "money",
    "GET /admin/settlements/terms": "money",
    "POST /admin/settlements/terms": "money",
    "GET /admin/settlements/terms/{code:str}": "money",
    "POST /admin/settlements/terms/{code:str}": "money",
    "GET /admin/settlements/{shop_id:uuid}": "money",
    "GET /admin/settlements/{shop_id:uuid}/terms": "money",
    "POST /admin/settlements/{shop_id:uuid}/terms": "money",
    "POST /admin/settlements/{shop_id:uuid}/holds": "money",
    "POST /admin/settlements/{shop_id:uuid}/releases": "money",
    "GET /admin/settlements/{shop_id:uuid}/statement": "money",
    "GET /admin/settlements/{shop_id:uuid}/statement/file": "money",
    "GET /admin/payouts": "money",
    "POST /admin/payouts": "money",
    "POST /admin/payouts/refusals": "money",
    "GET /admin/payouts/{batch_id:uuid}": "money",
    "POST /admin/payouts/{batch_id:uuid}/approvals": "money",
    "POST /admin/payouts/{batch_id:uuid}/dissolutions": "money",
    "POST /admin/payouts/{batch_id:uuid}/files": "money",
    "POST /admin/payouts/{batch_id:uuid}/payments": "money",
    "POST /admin/payouts/{batch_id:uuid}/returns": "money",
}
# The door itself, and the pages about oneself: for everybody who has a place here, or is about to prove it.
DOOR = re.compile(
    r"/admin/(sign-in|sign-out|second-factor|password-check|account(/.*)?|language/.*|invitations/.*|announcements/{announcement_id:uuid}/readings|visits|visits/{visit_id:uuid}/(grants|refusals|ends))"
)


def _routes(app: Litestar) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Method, path and the permissions that each route of the console names itself."""
    for route in app.routes:
        if not (route.path == "/admin" or route.path.startswith("/admin/")) or DOOR.fullmatch(route.path):
            continue
        for handler in route.route_handlers:
            named = [guard.permissions for guard in handler.guards or () if isinstance(guard, Requires)]
            for method in handler.http_methods - {"HEAD", "OPTIONS"}:
                yield method, route.path, tuple(name for names in named for name in names)


@pytest.fixture(scope="module")
def console(street) -> list[tuple[str, str, tuple[str, ...]]]:
    return sorted(set(_routes(street.app.platform_app)))


def _path(path: str) -> str:
    return re.sub(r"{[^}:]+:uuid}", str(new_id()), re.sub(r"{[^}:]+:(str|int)}", "1", path))


def test_every_route_names_its_permission_and_it_is_the_one_decided(console):
    said = {f"{method} {path}": " ".join(sorted(named)) for method, path, named in console}
    assert said == DECIDED


def test_every_permission_is_known_and_somebody_less_than_an_administrator_has_it():
    assert {name for names in DECIDED.values() for name in names.split()} <= set(PERMISSIONS)
    assert set(PERMISSIONS_OF["administrator"]) == set(PERMISSIONS)
    assert all("staff" not in PERMISSIONS_OF[role] for role in PLATFORM_ROLES if role != "administrator")


@pytest.mark.parametrize("role", [*PLATFORM_ROLES, "reseller", "nobody"])
async def test_a_role_opens_what_it_may_and_nothing_else(street, browser_at, console, role):
    cookies, wrong = await _cookie(street, role), []
    async with browser_at(**cookies) as browser:
        sign_in = await browser.get("/admin/account") if role in PLATFORM_ROLES else None
        token = re.search(r'name="_csrf_token" value="([^"]+)"', sign_in.text)[1] if sign_in else ""
        for method, path, named in console:
            answer = await browser.request(
                method, _path(path), data={"_csrf_token": token} if method == "POST" else None
            )
            if role not in PLATFORM_ROLES:
                fits = answer.status_code == 303 and answer.headers["location"].startswith("/admin/sign-in")
            else:
                allowed = bool(PERMISSIONS_OF[role] & set(named))
                # Which act of a shop a role may do is for the act to say.
                fits = (answer.status_code == 403) != allowed
            if not fits:
                wrong.append((method, path, answer.status_code))
    assert wrong == []


async def test_the_navigation_shows_only_what_the_role_may_open(street, browser_at):
    async with browser_at(**await _cookie(street, "finance")) as browser:
        page = (await browser.get("/admin")).text
    assert 'href="/admin/money"' in page
    assert 'href="/admin/policy"' not in page
    assert 'href="/admin/audit"' not in page


@pytest.mark.parametrize("role", PLATFORM_ROLES)
async def test_every_role_sets_up_a_second_factor_before_anything_else(street, browser_at, role):
    account_id = await street.account("Mei", platform_role=role)
    async with platform_scope() as scope:
        token = await start_session(scope, account_id, "platform", now=street.runtime.clock.now())
    async with browser_at(**{session_cookie_name(street.runtime): token}) as browser:
        for page in ("/admin", "/my"):
            assert "/account/second-factor" in (await browser.get(page)).headers["location"]


async def _cookie(street, role: str) -> dict[str, str]:
    """Somebody of that role, signed in on the platform's host with a second factor."""
    if role == "nobody":
        return {}
    account_id = await street.account("Somebody", platform_role=role if role in PLATFORM_ROLES else None)
    now = street.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute("update account set totp_confirmed_at = $2 where id = $1", account_id, now)
        token = await start_session(scope, account_id, "platform", now=now, second_factor=True)
    return {session_cookie_name(street.runtime): token}
