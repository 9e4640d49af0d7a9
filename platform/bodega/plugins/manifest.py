"""What an extension says of itself before any of its code is asked to do something."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bodega.kernel.errors import SettingError
from bodega.kernel.i18n import Text
from bodega.kernel.jobs import Job
from bodega.plugins.bench_door import Bench
from bodega.plugins.billing_door import BillingDoor
from bodega.plugins.console_door import ConsoleDesk, ConsolePages
from bodega.plugins.duty_door import DutyDoor
from bodega.plugins.personal_data import PersonalData
from bodega.plugins.platform_door import PlatformDoor
from bodega.plugins.proof_door import Proofs
from bodega.plugins.qualification_door import QualificationDoor
from bodega.plugins.rule_door import RuleDoor
from bodega.plugins.standing_door import StandingDoor
from bodega.staff.staff_member import SHOP_ROLES

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

API_VERSION = 1

_ID = re.compile(r"[a-z][a-z0-9_]{1,30}")


@dataclass(frozen=True)
class DemoAccount:
    """One shop's account at a program of the demo that plays a payment service; `gateway` is what speaks to it."""

    gateway: str
    shop_name: str
    base_url: str
    pid: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class DemoShop:
    """A shop of the demo that is to be filled, in its owner's name; `filled` in an earlier run it is the owner's own."""

    account_id: UUID
    name: str
    accounts: Sequence[DemoAccount]
    filled: bool
    now: datetime


@dataclass(frozen=True)
class Program:
    """A separate program that `bodega demo` runs beside the shops, such as a simulator of an outside service.

    `command` gets a port of this machine, a folder of its own and a secret, and gives the argument list. The program
    answers `/healthz` with 200 once it serves, and ends when its standard input does. One that plays a payment service
    names the `gateway` that speaks to it, and `open_account(base_url, secret, account)` makes a shop's account there
    or brings it up to date. With `shop_settings`, shops of the demo have the extension itself on, its form filled in
    with what that gives for their account. `mailbox` is the path of a page with the messages that shops sent through
    it; one shop's are at its pid below.
    """

    name: str
    command: Callable[[int, Path, str], Sequence[str]]
    gateway: str = ""
    open_account: Callable[[str, str, DemoAccount], Awaitable[None]] | None = None
    shop_settings: Callable[[DemoAccount], Mapping[str, str]] | None = None
    mailbox: str = ""


@dataclass(frozen=True)
class Manifest:
    """An extension's own description: who it is, which version of the contract it speaks, what it brings.

    `api` is the range of contract versions it works with, both ends included. `capabilities` are words for the list of
    extensions; "messages" says that it carries messages to people, so that orders are told. `settings` is an `ExtensionSettings`
    whose annotated fields become the form in the console. `migrations` names the package that holds its numbered SQL
    files; its tables, all named `<id>_…`, are created in a shop's schema when that shop enables it. `routes` are
    mounted on every shop's host under `/x/<id>/` and answer 404 where the shop has the extension off. `console` are
    its own pages for staff, `personal_data` what it keeps about people, for the shop's privacy page, `platform_data` what it keeps of them on the platform or passes on from there, for the platform's. `jobs`, all
    named `<id>.…`, run in the worker. `start(runtime)` makes what the extension keeps for the whole process.
    `prepare_shop(scope, opening)` fills the new tables of a shop, in a transaction of its own right after its
    migrations, and may be called again. `fill_demo(ctx, demo_shop)` brings what can be tried into a shop of
    the demo, may be called again, and gives the addresses to tell, by name; the shop itself is called with
    `(runtime, shop, demo_shop)`. `bench` is its part in `bodega bench`, `proofs` in auditing and verifying, `qualifications` in keeping to what its papers allow, `rules` in keeping the rules,
    `billing` in what its plan is held against, `duties` in complaints and in notices of right holders, `standing` in what is published of it and reported,
    `platform` on the platform's own host. `failure_page` says a failure in
    the shop's face, `desk` seats staff at the console pages of extensions; they, `platform` and `always_on` are for the shop itself. `on_by_default` ones are switched on when a shop opens.
    """

    id: str
    version: str
    api: tuple[int, int]
    name: Text
    description: Text
    package: str
    capabilities: frozenset[str] = frozenset()
    settings: type[Any] | None = None
    migrations: str | None = None
    routes: Callable[[], Sequence["ControllerRouterHandler"]] | None = None
    console: ConsolePages | None = None
    personal_data: Sequence[PersonalData] = ()
    platform_data: Sequence[PersonalData] = ()
    jobs: Callable[[], Sequence[Job]] | None = None
    programs: Sequence[Program] = ()
    hookspecs: ModuleType | None = None
    start: Callable[[Any], Any] | None = None
    prepare_shop: Callable[..., Awaitable[None]] | None = None
    fill_demo: Callable[..., Awaitable[Mapping[str, str]]] | None = None
    bench: Bench | None = None
    proofs: Proofs | None = None
    qualifications: QualificationDoor | None = None
    rules: RuleDoor | None = None
    billing: BillingDoor | None = None
    duties: DutyDoor | None = None
    standing: StandingDoor | None = None
    platform: PlatformDoor | None = None
    failure_page: Callable[..., str] | None = None
    desk: Callable[[Any, "Manifest"], Awaitable[ConsoleDesk]] | None = None
    always_on: bool = False
    on_by_default: bool = False

    @property
    def needs_preparing(self) -> bool:
        """Whether a shop's schema must be brought to a state before the extension can be switched on there."""
        return self.migrations is not None or self.prepare_shop is not None

    def check(self) -> None:
        """Raise `SettingError` when this manifest cannot be used by this version of Bodega."""
        if not _ID.fullmatch(self.id):
            raise SettingError("The id %(id)s is not lower-case letters, digits and underscores.", id=self.id)
        if self.console is not None and self.console.role not in SHOP_ROLES:
            raise SettingError("There is no role %(role)s in a shop.", role=self.console.role)
        oldest, newest = self.api
        if not oldest <= API_VERSION <= newest:
            raise SettingError(
                "It speaks contract versions %(oldest)s to %(newest)s; this Bodega speaks %(ours)s.",
                oldest=oldest,
                newest=newest,
                ours=API_VERSION,
            )
