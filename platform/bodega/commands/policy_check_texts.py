"""`bodega policy check-texts`: hold the shipped rules against the labelled texts, and measure their speed."""

import time
from datetime import UTC, datetime

import click
from rich.table import Table

from bodega.kernel.errors import BodegaError
from bodega.policy.judge import RuleBook
from bodega.policy.labelled.read_texts import Part, read_texts
from bodega.policy.measure_rules import (
    MOST_MISSED,
    MOST_WRONGLY_BLOCKED,
    Score,
    listings_per_second,
    score_texts,
)
from bodega.policy.shipped import shipped_rules
from bodega.terminal.terminal import terminal

_PARTS: tuple[tuple[Part, str], ...] = (
    ("texts", "Texts that the rules were written with"),
    ("held_out", "Texts that were held out"),
)
# What nobody has learnt from says how the next shop's texts will be judged. No condition: whoever must pass it learns from it.
_FRESH: tuple[tuple[Part, str], ...] = (
    ("fresh_before", "Never used, written before the last mending by who mended (not counted)"),
    ("fresh_after", "Never used, written after it (not counted)"),
)


class RulesMisjudge(BodegaError):
    """Too many texts are judged wrongly: at most 1 % may be wrongly blocked and 5 % missed."""


@click.command("check-texts")
@click.option("--show", is_flag=True, help="Print each text that was judged wrongly.")
@click.option("--no-speed", is_flag=True, help="Do not measure how many listings are judged in a second.")
def policy_check_texts(*, show: bool, no_speed: bool) -> None:
    """Judge every labelled text. Ends with 1 above 1 % wrongly blocked or 5 % missed. Needs no database."""
    book = RuleBook(shipped_rules(), on=datetime.now(UTC).date(), market="cn")
    total = Score()
    for part, title in _PARTS:
        scores = score_texts(book, read_texts(part))
        whole = sum(scores.values(), Score())
        total += whole
        terminal().output.print(_table(title, {**scores, "all": whole}))
        if show:
            _show(whole)
    _print_fresh(book)
    terminal().give(_summary(book, total))
    if not no_speed:
        innocent = [labelled for labelled in read_texts("texts") if not labelled.guilty]
        per_second = listings_per_second(book, innocent, time.process_time)
        terminal().give(
            f"{per_second:,.0f} listings in a second of one core: 100,000 in {100_000 / per_second:,.0f} seconds"
        )
    if not total.is_good_enough:
        raise RulesMisjudge


def _print_fresh(book: RuleBook) -> None:
    """Figures only, even with --show: who reads these texts mends the rules by them."""
    for part, title in _FRESH:
        scores = score_texts(book, read_texts(part))
        terminal().output.print(_table(title, {"all": sum(scores.values(), Score())}))


def _table(title: str, scores: dict[str, Score]) -> Table:
    table = Table(
        "about", "innocent", "wrongly blocked", "guilty", "missed", title=title, title_justify="left"
    )
    for about, score in scores.items():
        table.add_row(
            about,
            str(score.innocent),
            f"{len(score.wrongly_blocked)} ({score.blocked_share:.1%})",
            str(score.guilty),
            f"{len(score.missed)} ({score.missed_share:.1%})",
        )
    return table


def _summary(book: RuleBook, total: Score) -> str:
    return (
        f"{total.innocent + total.guilty} texts, {len(book.rules)} rules (book {book.version}): "
        f"{total.blocked_share:.2%} of the innocent wrongly blocked (at most {MOST_WRONGLY_BLOCKED:.0%}), "
        f"{total.missed_share:.2%} of the guilty missed (at most {MOST_MISSED:.0%})"
    )


def _show(score: Score) -> None:
    for text in score.wrongly_blocked:
        terminal().give(f"wrongly blocked: {text}")
    for text in score.missed:
        terminal().give(f"missed: {text}")
