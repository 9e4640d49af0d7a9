"""Write and read moments as Alipay does: GMT+8, without saying so, on whatever clock this machine runs."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
_FORM = "%Y-%m-%d %H:%M:%S"


def to_beijing_text(moment: datetime) -> str:
    return moment.astimezone(BEIJING).strftime(_FORM)


def from_beijing_text(text: str) -> datetime | None:
    """The moment, aware; None for what is none. Some answers carry milliseconds behind a point."""
    try:
        return datetime.strptime(text.partition(".")[0], _FORM).replace(tzinfo=BEIJING)
    except ValueError:
        return None
