"""A page of the platform's own templates, on the platform's host or a shop's, for somebody who may be signed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import CHINESE, format_ago, format_date, time_zone
from bodega.published.street_foot import street_foot
from bodega.staff.console_frame import console_frame, language_switch
from bodega.staff.leave_word import leave_word
from bodega.staff.local_page import local_page
from bodega.staff.refuse_foreign_forms import csrf_token_of
from bodega.staff.staff_member import StaffMember
from bodega.web.problems import headers_of
from bodega.web.templates import platform_page
from bodega.web.visit import AnyRequest, Visit, provide_runtime, provide_visit
from bodega.web_assets.navigation import NavLink

_BEIJING = time_zone("Asia/Shanghai")
_UTC = time_zone("UTC")

# Gives the navigation of a console for the request that is answered.
Nav = Callable[[AnyRequest], Sequence[NavLink]]


@dataclass(frozen=True)
class ShownForm:
    """A form as the macros of `ui.html` read it: errors are texts in the reader's language."""

    values: dict[str, str]
    errors: dict[str, str]


class DoorPage:
    """Draws pages, leads on to others, and says things in the visitor's language."""

    def __init__(self, request: AnyRequest, prefix: str, nav: Nav) -> None:
        self.request = request
        self.runtime = provide_runtime(request)
        self.visit: Visit = provide_visit(request)
        self.shop = request.scope["state"].get("shop")
        self.prefix = prefix
        self._nav = nav

    async def show(
        self, template: str, *, status: int = 200, cookies: Sequence[Cookie] = (), **context: Any
    ) -> Response[str]:
        """One page; a `form` in the context is told in the reader's language."""
        if "form" in context:
            context["form"] = self.shown(context["form"])
        html = platform_page(self.runtime, template, self.visit.locale, **await self._frame(), **context)
        return Response(html, status_code=status, media_type="text/html", cookies=list(cookies))

    async def show_again(
        self, template: str, form: Form, error: BodegaError, **context: Any
    ) -> Response[str]:
        """The same form with what is wrong, and what was typed still in it."""
        form.refuse_with(error)
        answer = await self.show(template, status=error.status, form=form, **context)
        answer.headers.update(headers_of(error, error))
        return answer

    def shown(self, form: Form) -> ShownForm:
        return ShownForm(
            form.values,
            {name: self.say(error.message, **error.params) for name, error in form.errors.items()},
        )

    def say(self, message: str, **params: object) -> str:
        return self.runtime.translations.gettext(self.visit.locale, message, **params)

    def moment(self, moment: datetime) -> str:
        """The platform has no time zone of its own: Beijing's for Chinese readers, UTC and said so for others."""
        zone, mark = self.zone(), "" if self.visit.locale == CHINESE else " UTC"
        day = format_date(moment, self.visit.locale, zone)
        return f"{day} {moment.astimezone(zone):%H:%M}{mark}"

    def zone(self) -> ZoneInfo:
        """In which days are written and read on this page."""
        return _BEIJING if self.visit.locale == CHINESE else _UTC

    def ago(self, moment: datetime) -> str:
        return format_ago(moment, self.visit.now, self.visit.locale)

    def go(self, path: str, *, cookies: Sequence[Cookie] = ()) -> Response[Any]:
        """Lead on to a page of this console."""
        return Redirect(local_page(path, self.prefix), status_code=303, cookies=list(cookies))

    async def leave(self, staff: StaffMember, message: str, kind: str = "good", **params: str) -> None:
        """Say something on the next page."""
        await leave_word(self.runtime, staff.session_id, kind, message, **params)

    async def _frame(self) -> dict[str, Any]:
        staff = self.request.scope["state"].get("staff")
        common = {
            "prefix": self.prefix,
            "shop_name": self.shop.name if self.shop else "",
            "brand": self.shop.name if self.shop else "Bodega",
            "brand_note": self.say("Console") if self.shop else self.say("Platform"),
            "staff": staff,
            "mails": self.runtime.settings.mail is not None,
            "visit": self.visit,
            "street_foot": await street_foot(self.runtime, self.visit) if self.shop is None else None,
        }
        if isinstance(staff, StaffMember):
            frame = await console_frame(self.request, staff, self.prefix)
            return {**common, "nav": self._nav(self.request), **frame}
        switch = language_switch(self.request, self.prefix)
        return {**common, "home_url": "/", "csrf_token": csrf_token_of(self.request), **switch}
