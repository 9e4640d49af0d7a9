"""What the review desk says about states, kinds and reasons. Every value is a msgid."""

from typing import Final

from bodega.moderation.name_subject import KIND_NAMES

STATE_NAMES: Final = {
    "submitted": "Waits for us",
    "more": "Waits for the applicant",
    "approved": "Approved",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}
STATE_TONES: Final = {"submitted": "warn", "more": "info", "approved": "good", "refused": "bad"}
VERDICT_TONES: Final = {
    "approve": "good", "second": "good", "more": "warn", "refuse": "bad", "pending": "info",
}  # fmt: skip
VERDICT_NAMES: Final = {
    "approve": "Approved",
    "more": "More is asked for",
    "refuse": "Refused",
    "second": "Seconded",
    "pending": "Waits for a second person",
}
RISK_NAMES: Final = {"low": "Low risk", "raised": "Raised risk", "high": "High risk"}
RISK_TONES: Final = {"raised": "warn", "high": "bad"}
WHO_NAMES: Final = {
    "": "Everybody's",
    "mine": "Mine",
    "free": "Nobody's yet",
    "second": "Waits for a second person",
}
SHOWN_NAMES: Final = {
    "waiting": "Waits for us",
    "more": "Waits for the applicant",
    "decided": "Decided",
    "all": "All",
}
ALIKE_NAMES: Final = {
    "entity": "the same credit code",
    "phone": "the same phone number",
    "number": "the same identity or account",
    "name": "a name that reads alike",
}
ENTITY_KINDS: Final = {
    "company": "Company",
    "sole_trader": "Sole trader",
    "individual": "Private person",
}
MARKET_WORDS: Final = {"cn": "Mainland China", "everywhere": "Everywhere"}
WAY_NAMES: Final = {"bank": "Bank account", "alipay": "Alipay"}
OUTCOME_WORDS: Final = {
    "saved": "Noted down. The application still waits.",
    "pending": "Noted down. It waits for a second person now, because of its risk.",
    "approved": "Approved. The applicant is told.",
    "more": "The applicant is told what is missing.",
    "refused": "Refused. The applicant is told why.",
}
NEED_STATES: Final = {
    "met": "approved",
    "waiting": "to be decided",
    "ready": "not handed in yet",
    "more": "asked for again",
    "refused": "refused",
    "lapsed": "over",
    "missing": "missing",
    "optional": "not needed",
}
NEED_TONES: Final = {"met": "good", "waiting": "info", "optional": ""}

__all__ = [
    "ALIKE_NAMES", "ENTITY_KINDS", "KIND_NAMES", "MARKET_WORDS", "NEED_STATES", "NEED_TONES", "OUTCOME_WORDS",
    "RISK_NAMES", "RISK_TONES", "SHOWN_NAMES", "STATE_NAMES", "STATE_TONES", "VERDICT_NAMES", "VERDICT_TONES",
    "WAY_NAMES", "WHO_NAMES",
]  # fmt: skip
