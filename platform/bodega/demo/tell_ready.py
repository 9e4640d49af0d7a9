"""Say where everything is and how to get in: as a table for people, as one line for programs."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from rich.table import Table

from bodega.demo.book import DemoBook, LogIn
from bodega.demo.fill_street import FilledShop
from bodega.demo.shops import WISH
from bodega.demo.start_programs import RunningProgram
from bodega.kernel.settings import Settings
from bodega.terminal.terminal import Terminal


@dataclass(frozen=True)
class Ready:
    """Everything that a demo tells once it runs."""

    settings: Settings
    book: DemoBook
    shops: Sequence[FilledShop]
    programs: Sequence[RunningProgram]


def tell_program(ready: Ready) -> str:
    """One line of JSON."""
    facts: dict[str, object] = {
        "platform": _platform(ready),
        "admin": ready.book.pages.admin,
        "shops": [_shop(ready, filled) for filled in ready.shops],
    }
    if applicant := ready.book.pages.applicant:
        facts["applicant"] = applicant
    facts |= {running.program.name: running.base_url for running in ready.programs}
    if mailbox := _mailbox(ready):
        facts["mailbox"] = mailbox
    return msgspec.json.encode(facts).decode()


def tell_person(ready: Ready, terminal: Terminal) -> None:
    table = Table(title="Bodega is open", title_justify="left", show_lines=True)
    for heading in ("Where", "Address", "E-mail", "Password"):
        table.add_column(heading, overflow="fold")
    _row(table, "Platform", _platform(ready))
    _row(table, "Platform console", f"{_platform(ready)}/admin", ready.book.pages.admin)
    for filled in ready.shops:
        _row(table, filled.shop.name, _url(ready, filled))
        state = "" if filled.shop.state == "live" else f" (in {filled.shop.state})"
        _row(
            table,
            f"Console of {filled.shop.name}{state}",
            f"{_url(ready, filled)}/console",
            filled.page.owner,
        )
    if applicant := ready.book.pages.applicant:
        _row(
            table,
            f"{WISH.shop_name}, asked for and in the platform's queue",
            f"{_platform(ready)}/my",
            applicant,
        )
    for running in ready.programs:
        _row(table, running.program.name.capitalize(), running.base_url)
    if mailbox := _mailbox(ready):
        _row(table, "Mailbox of all shops", mailbox)
    terminal.output.print(table)
    terminal.say(
        f"Press Ctrl-C to stop. Everything stays in {ready.book.folder}, and the next run goes on with it."
    )


def _row(table: Table, where: str, address: str, log_in: LogIn | None = None) -> None:
    table.add_row(where, address, log_in.email if log_in else "", log_in.password if log_in else "")


def _shop(ready: Ready, filled: FilledShop) -> dict[str, object]:
    account, mailbox = filled.page.account, _mailbox(ready)
    return {
        "slug": filled.shop.slug,
        "state": filled.shop.state,
        "url": _url(ready, filled),
        "console": f"{_url(ready, filled)}/console",
        "owner": filled.page.owner,
        "channel": {"code": "epay", "pid": account.pid, "key": account.key, **filled.addresses},
        **({"mailbox": f"{mailbox}/{account.pid}"} if mailbox else {}),
    }


def _mailbox(ready: Ready) -> str:
    """Where the messages of the shops can be read; empty when no program has such a page."""
    found = (
        running.base_url + running.program.mailbox for running in ready.programs if running.program.mailbox
    )
    return next(found, "")


def _platform(ready: Ready) -> str:
    return ready.settings.address_of(ready.settings.base_domain, "")


def _url(ready: Ready, filled: FilledShop) -> str:
    return ready.settings.address_of(filled.shop.canonical_host, "")
