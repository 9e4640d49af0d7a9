"""Refuse a name that the rules do not allow, with names that would do."""

from bodega.kernel.errors import InvalidInput
from bodega.policy.check_name import check_name
from bodega.policy.judge import RuleBook


def check_shop_name(book: RuleBook, name: str) -> None:
    """Raises `InvalidInput` for a name that a rule blocks; what is only to be reviewed becomes a case."""
    verdict = check_name(book, name)
    if verdict.refused:
        words = "、".join(
            dict.fromkeys(str(hit.params.get("word", "")) for hit in verdict.hits if hit.params)
        )
        raise InvalidInput(
            "A shop may not be called this, because of “%(words)s”. These would do: %(names)s.",
            field="name",
            words=words,
            names="、".join(verdict.suggestions),
        )
