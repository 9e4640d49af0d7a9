"""The statement of a month as a file: what it began with, every movement, and what it ended with."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime

from bodega.billing.read_statement import Statement
from bodega.qualifications.china_day import CHINA

Say = Callable[..., str]
KIND_WORDS = {
    "collected": "Collected for the shop",
    "commission": "Commission",
    "refunds": "Given back to buyers",
    "disputes": "Disputes",
    "fees": "Fees",
    "withdrawals": "Paid out",
    "bills": "Bills of the platform",
    "payments": "Bills that were paid",
}
OPENING, CLOSING = "At the beginning", "At the end"


def write_statement(statements: Sequence[Statement], begins: datetime, say: Say) -> tuple[str, str]:
    """Its name and what it says, in the reader's words; times are Beijing's."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([say(word) for word in ("When", "What it was", "Sum", "Currency")])
    for one in statements:
        writer.writerow(["", say(OPENING), one.opening.to_decimal_text(), one.currency])
        for line in one.lines:
            at = f"{line.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
            writer.writerow([at, say(KIND_WORDS[line.kind]), line.money.to_decimal_text(), one.currency])
        writer.writerow(["", say(CLOSING), one.closing.to_decimal_text(), one.currency])
    return f"statement-{begins.astimezone(CHINA):%Y-%m}.csv", "\ufeff" + text.getvalue()
