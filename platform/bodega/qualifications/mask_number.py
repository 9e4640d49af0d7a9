"""Show of a number as much as tells two papers apart, and no more."""

_SHOWN_BEFORE, _SHOWN_AFTER = 4, 4
_HIDDEN = "•" * 6


def mask_number(number: str) -> str:
    """`91350100M000100Y43` becomes `9135••••••0Y43`; short ones keep less."""
    if len(number) <= _SHOWN_BEFORE + _SHOWN_AFTER:
        keep = max(1, len(number) // 4)
        return number[:keep] + "•" * max(0, len(number) - 2 * keep) + number[len(number) - keep :]
    return number[:_SHOWN_BEFORE] + _HIDDEN + number[-_SHOWN_AFTER:]
