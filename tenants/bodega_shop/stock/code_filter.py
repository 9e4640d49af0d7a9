"""Which codes are meant: those of a denomination or a batch, in a state, or chosen one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args
from uuid import UUID

ShownState = Literal["free", "expired", "reserved", "sold", "void"]
SHOWN_STATES: Final[tuple[str, ...]] = get_args(ShownState)

STATE_OF_CODE: Final = """
    case when c.state = 'free' and c.expires_on <= $1 then 'expired' else c.state end"""

WHERE: Final = f"""
    ($2::uuid is null or c.sku_id = $2) and ($3::uuid is null or c.batch_id = $3)
    and ($4 = '' or {STATE_OF_CODE} = $4) and starts_with(c.hint, $5)
    and ($6::uuid[] is null or c.id = any($6))"""
"""Over the table `code` named c, with the first six parameters that `arguments` gives."""


@dataclass(frozen=True)
class CodeFilter:
    """Whatever is empty asks for nothing; `ids` name codes, of which the rest of the filter may leave some out.

    `hint` is how the masked code begins. `state` is one of `SHOWN_STATES`: what cannot be sold any more because of its day is `expired` instead of `free`.
    """

    sku_id: UUID | None = None
    batch_id: UUID | None = None
    state: str = ""
    hint: str = ""
    ids: Sequence[UUID] = ()

    @property
    def narrows(self) -> bool:
        """Whether it means less than all codes of the shop."""
        return bool(self.sku_id or self.batch_id or self.ids)

    def arguments(self, today: date) -> tuple[object, ...]:
        return (today, self.sku_id, self.batch_id, self.state, self.hint, list(self.ids) or None)
