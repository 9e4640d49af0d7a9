"""The desk at which shop staff work: who sits there, in which shop, and how a page is rendered for them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from jinja2 import Environment
from litestar import Response
from litestar.response import Redirect

from bodega.kernel.database import Scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import Style, Text, Translations, format_ago, format_date, format_datetime, time_zone
from bodega.kernel.markdown import render_markdown
from bodega.kernel.money import Money
from bodega.plugins.manifest import Manifest
from bodega.runtime import Runtime
from bodega.staff.console_frame import console_frame
from bodega.staff.door_page import ShownForm
from bodega.staff.leave_word import leave_word
from bodega.staff.require_role import staff_on
from bodega.staff.staff_member import StaffMember
from bodega.street.shop import Shop
from bodega.web.templates import make_environment
from bodega.web.visit import AnyRequest, Visit, provide_runtime, provide_shop, provide_visit
from bodega_shop.console.navigation import Waiting, extension_places, navigation
from bodega_shop.console.what_waits import count_waiting
from bodega_shop.floor import floor_of
from bodega_shop.settings.profile import Profile
from bodega_shop.settings.record_deed import record_deed

PREFIX = "/console"
FEATURES = Path(__file__).parent.parent
TEMPLATES = (FEATURES / "console" / "templates", FEATURES / "stock" / "templates")

T = TypeVar("T")
Answer = Response[str] | Redirect
Again = Callable[[Form], Awaitable[Response[str]]]


@dataclass(frozen=True)
class Desk:
    """One request of one member of staff in one shop's console."""

    runtime: Runtime
    shop: Shop
    profile: Profile
    staff: StaffMember
    visit: Visit
    request: AnyRequest
    waiting: Waiting
    templates: tuple[Path, ...] = TEMPLATES

    @property
    def now(self) -> datetime:
        return self.visit.now

    @property
    def today(self) -> date:
        """The day up to which codes have expired, counted as orders count it."""
        return self.visit.now.date()

    @property
    def papers_url(self) -> str:
        """Where its owner sees the papers of the shop: on the platform's host, never on the shop's own."""
        settings = self.runtime.settings
        return settings.address_of(settings.base_domain, f"/my/shops/{self.shop.id}/papers")

    @property
    def trades_url(self) -> str:
        """Where its owner asks for more categories, on the platform's host as well."""
        settings = self.runtime.settings
        return settings.address_of(settings.base_domain, f"/my/shops/{self.shop.id}/categories")

    @property
    def zone(self) -> ZoneInfo:
        return time_zone(self.profile.time_zone)

    @property
    def asked(self) -> dict[str, str]:
        """The query of the address; of a repeated name the last value counts."""
        return dict(self.request.query_params.multi_items())

    def say(self, message: str, **params: object) -> str:
        return self.runtime.translations.gettext(self.visit.locale, message, **params)

    def text(self, text: Text) -> str:
        """What an extension says of itself in both languages."""
        return text.in_locale(self.visit.locale)

    def money(self, amount: int | Money) -> str:
        """Minor units are of the shop's own currency."""
        money = amount if isinstance(amount, Money) else Money(amount, self.profile.currency)
        return money.format(self.visit.locale)

    def when(self, moment: datetime | None, style: Style = "medium") -> str:
        """In the shop's time zone; nothing for what has not happened."""
        return format_datetime(moment, self.visit.locale, self.zone, style) if moment else ""

    def day(self, day: date) -> str:
        return format_date(day, self.visit.locale, self.zone)

    def ago(self, moment: datetime) -> str:
        return format_ago(moment, self.now, self.visit.locale)

    def shown(self, form: Form) -> ShownForm:
        errors = {name: self.say(error.message, **error.params) for name, error in form.errors.items()}
        return ShownForm(form.values, errors)

    async def page(
        self, template: str, *, form: Form | None = None, refused: bool = False, **context: Any
    ) -> Response[str]:
        """The page; with a `form` that holds mistakes, or when `refused`, it is answered as one of the sender's."""
        environment = _environment(self.templates, self.runtime.translations, self.visit.locale)
        frame = await console_frame(self.request, self.staff, PREFIX)
        html = environment.get_template(template).render(
            **frame,
            nav=navigation(
                self.say,
                self.staff,
                self.request.url.path,
                self.waiting,
                extension_places(self.runtime.extensions, self.shop, self.visit.locale),
            ),
            brand=self.profile.name,
            brand_note=self.shop.canonical_host,
            desk=self,
            staff=self.staff,
            form=self.shown(form or Form()),
            markdown=render_markdown,
            **context,
        )
        mistaken = refused or (form is not None and not form.ok)
        return Response(html, status_code=400 if mistaken else 200, media_type="text/html")

    async def go(self, url: str, message: str = "", kind: str = "good", **params: object) -> Redirect:
        """Send the browser to `url`, where it reads `message` once."""
        if message:
            said = {name: self._in_words(value) for name, value in params.items()}
            await leave_word(self.runtime, self.staff.session_id, kind, message, **said)
        return Redirect(url, status_code=303)

    async def act(self, deed: Awaitable[object], url: str, message: str) -> Redirect:
        """Do `deed`, then go to `url` and say there that it is done, or what stood in the way."""
        try:
            await deed
        except BodegaError as error:
            return await self.go(url, self.say(error.message, **error.params), "bad")
        return await self.go(url, message)

    async def submit(
        self,
        form: Form,
        deed: Callable[[], Awaitable[T]],
        *,
        to: str | Callable[[T], str],
        message: str,
        again: Again,
    ) -> Answer:
        """Do `deed` with a form that was read; a form with mistakes, of either, is shown `again`."""
        if form.ok:
            try:
                result = await deed()
            except BodegaError as error:
                form.refuse_with(error)
            else:
                return await self.go(to if isinstance(to, str) else to(result), message)
        return await again(form)

    async def record(self, scope: Scope, deed: str, subject: str, **detail: Any) -> None:
        """In the transaction of the deed; the detail holds no secret."""
        await record_deed(scope, deed, subject, by=self.staff, now=self.now, **detail)

    def _in_words(self, value: object) -> str:
        if isinstance(value, Money):
            return self.money(value)
        return self.text(value) if isinstance(value, Text) else str(value)


async def provide_desk(request: AnyRequest) -> Desk:
    """The dependency `desk` of every page behind the console's door."""
    runtime, shop, staff = provide_runtime(request), provide_shop(request), staff_on(request)
    profile = await floor_of(runtime).profiles.of(shop)
    return Desk(runtime, shop, profile, staff, provide_visit(request), request, await count_waiting(shop))


async def seat_at_extension(request: AnyRequest, manifest: Manifest) -> Desk:
    """The desk at an extension's own pages: its templates are found before those of the shop."""
    desk = await provide_desk(request)
    folder = manifest.console.templates if manifest.console else ""
    return replace(desk, templates=(Path(str(files(manifest.package))) / folder, *TEMPLATES))


@cache
def _environment(folders: tuple[Path, ...], translations: Translations, locale: str) -> Environment:
    return make_environment([folder for folder in folders if folder.is_dir()], translations, locale)
