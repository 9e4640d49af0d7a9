"""The command line: which commands there are, and how each of their failures is told."""

import sys
from importlib import import_module
from typing import Any

import click

from bodega.kernel.errors import BodegaError, SettingError
from bodega.terminal.terminal import terminal

BAD_SETTING = 2
FAILED = 1


class Commands(click.Group):
    """Commands by name, each with its place and a line on what it does; one is loaded only when it is called."""

    def __init__(self, name: str, help_text: str, places: dict[str, tuple[str, str]]) -> None:
        super().__init__(name, help=help_text, no_args_is_help=True)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._places:
            return None
        module, _, name = self._places[cmd_name][0].partition(":")
        command: Any = getattr(import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self._places.items()])


shop = Commands(
    "shop",
    "Open, list, freeze, thaw and close shops; audit and verify them.",
    {
        "open": ("bodega.commands.shop_open:shop_open", "Open a shop, or go on where that stopped."),
        "list": ("bodega.commands.shop_list:shop_list", "List the shops, the newest first."),
        "freeze": ("bodega.commands.shop_freeze:shop_freeze", "Take no new orders until the shop is thawed."),
        "thaw": ("bodega.commands.shop_thaw:shop_thaw", "Let a frozen shop take orders again."),
        "close": ("bodega.commands.shop_close:shop_close", "Close a shop for good."),
        "audit": ("bodega.commands.shop_audit:shop_audit", "Derive every sum again and name what differs."),
        "verify": ("bodega.commands.shop_verify:shop_verify", "Check every chain of events and every seal."),
    },
)
plugin = Commands(
    "plugin",
    "Look at extensions.",
    {
        "list": (
            "bodega.commands.plugin_list:plugin_list",
            "List what is installed, and what is broken and why.",
        )
    },
)
admin = Commands(
    "admin",
    "People who run the platform.",
    {
        "create": (
            "bodega.commands.admin_create:admin_create",
            "Make somebody an administrator of the platform.",
        )
    },
)
evidence = Commands(
    "evidence",
    "Evidence that a shop has exported.",
    {
        "verify": (
            "bodega.commands.evidence_verify:evidence_verify",
            "Check an exported file; needs no database.",
        )
    },
)
audit = Commands(
    "audit",
    "The platform's audit trail, and its books.",
    {
        "billing": (
            "bodega.commands.audit_billing:audit_billing",
            "Derive every bill, settlement and statement again.",
        ),
        "verify": (
            "bodega.commands.audit_verify:audit_verify",
            "Compute the chain of the audit trail again.",
        ),
    },
)
policy = Commands(
    "policy",
    "The rules that listings are judged by.",
    {
        "check-texts": (
            "bodega.commands.policy_check_texts:policy_check_texts",
            "Hold the rules against labelled texts; needs no database.",
        ),
        "rescan": ("bodega.commands.policy_rescan:policy_rescan", "Judge every listing of every shop now."),
    },
)
key = Commands(
    "key",
    "The master key of this installation.",
    {
        "new": ("bodega.commands.key_new:key_new", "Print a fresh master key."),
        "rotate": (
            "bodega.commands.key_rotate:key_rotate",
            "Put everything under the first of several keys.",
        ),
    },
)
bodega = Commands(
    "bodega",
    "A street of shops for virtual goods. `bodega demo` shows it on this machine, with nothing else installed.",
    {
        "demo": ("bodega.commands.demo:demo", "Run four shops on this machine, to look around."),
        "serve": ("bodega.commands.serve:serve", "Answer the web."),
        "worker": ("bodega.commands.worker:worker", "Do the work that waits in the queue."),
        "practice": ("bodega.commands.practice:practice", "Run the practice gateway of rehearsals."),
        "migrate": (
            "bodega.commands.migrate:migrate",
            "Create or change the tables that this version needs.",
        ),
        "bench": ("bodega.commands.bench:bench", "Measure how fast this machine sells."),
        "shop": ("bodega.cli:shop", "Open, list, freeze, thaw, close, audit and verify shops."),
        "evidence": ("bodega.cli:evidence", "Check evidence that a shop has exported."),
        "plugin": ("bodega.cli:plugin", "Look at extensions."),
        "admin": ("bodega.cli:admin", "People who run the platform."),
        "audit": ("bodega.cli:audit", "Check the platform's audit trail."),
        "policy": ("bodega.cli:policy", "Look at how well the rules judge."),
        "key": ("bodega.cli:key", "The master key of this installation."),
    },
)


def main() -> None:
    """Run the command that was asked for; ends the process with 0, 1 for a failure, 2 for a setting or a wrong call."""
    try:
        bodega.main(prog_name="bodega")
    except SettingError as error:
        terminal().fail(error)
        sys.exit(BAD_SETTING)
    except BodegaError as error:
        terminal().fail(error)
        sys.exit(FAILED)
