"""Which versions of published texts are in force, and which of them a consent does not cover."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True)
class PublishedVersion:
    """One published version of one text; a `material` one asks again whoever agreed to an older one."""

    kind: str
    number: int
    material: bool
    effective_at: datetime


@dataclass(frozen=True)
class CurrentVersions:
    """All published versions of somebody's texts, in the order of kind and number.

    `KINDS` is the order in which they are shown; `UNPUBLISHED` is what somebody agrees to while there is none.
    """

    KINDS: ClassVar[tuple[str, ...]] = ()
    UNPUBLISHED: ClassVar[str] = ""

    versions: Sequence[PublishedVersion] = ()

    def in_force(self, now: datetime) -> dict[str, PublishedVersion]:
        """The newest version of each text that is in force, by kind, in the order in which texts are shown."""
        found = {one.kind: one for one in self.versions if one.effective_at <= now}
        return {kind: found[kind] for kind in self.KINDS if kind in found}

    def coming(self, kind: str, now: datetime) -> PublishedVersion | None:
        """The next version of that text that is announced."""
        return next((one for one in self.versions if one.kind == kind and one.effective_at > now), None)

    def consent(self, now: datetime, kinds: Collection[str] = ()) -> str:
        """What whoever agrees now agrees to, such as `agreement.3 privacy.2`; no `kinds` means all."""
        force = self.in_force(now).values()
        said = [f"{one.kind}.{one.number}" for one in force if not kinds or one.kind in kinds]
        return " ".join(said) or self.UNPUBLISHED

    def asked_again(self, consent: str, now: datetime) -> list[str]:
        """The texts that changed materially since that consent was given."""
        agreed = self.read_consent(consent)
        return [
            kind
            for kind, current in self.in_force(now).items()
            if any(
                one.material and agreed.get(kind, 0) < one.number <= current.number
                for one in self.versions
                if one.kind == kind
            )
        ]

    @classmethod
    def read_consent(cls, consent: str) -> dict[str, int]:
        """The number agreed to of each text that a recorded consent names."""
        pairs = (word.partition(".") for word in consent.split())
        return {
            kind: int(number)
            for kind, dot, number in pairs
            if dot and kind in cls.KINDS and number.isdecimal()
        }
