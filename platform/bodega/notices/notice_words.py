"""What is stored of notices as short words, said to a person. Every value is a msgid."""

from typing import Final

RIGHTS: Final = {
    "trademark": "Trademark",
    "copyright": "Copyright",
    "patent": "Patent",
    "other": "Another right",
}
HOLDERS: Final = {"company": "Company or organisation", "person": "Person"}
STATES: Final = {
    "received": "Being looked at",
    "more": "Needs something more",
    "upheld": "Complete, acted on",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}
TONES: Final = {"received": "info", "more": "warn", "upheld": "good"}
LISTING_STATES: Final = {
    "looking": "Being looked up",
    "unknown": "No such listing",
    "named": "On sale",
    "down": "Off sale",
    "countered": "Off sale, the shop objects",
    "suit": "Off sale, before a court or authority",
    "back": "Back on sale",
    "spared": "Left on sale",
}
LISTING_TONES: Final = {"unknown": "warn", "down": "bad", "countered": "warn", "suit": "bad", "back": "good"}
BACK_REASONS: Final = {
    "clock": "No word of a suit or complaint came in time.",
    "decided": "The platform decided so.",
    "refused": "The notice was refused.",
    "withdrawn": "The right holder withdrew the notice.",
}
DEEDS: Final = {
    "made": "Handed the notice in",
    "added": "Added",
    "more": "Asked for more",
    "down": "Took it down before judging",
    "uphold": "Found the notice complete",
    "refuse": "Refused the notice",
    "withdrawn": "Withdrew the notice",
    "taken_down": "Off sale",
    "countered": "Stated that nothing is infringed",
    "confirmed": "Confirmed that the statement arrived",
    "unconfirmed": "Counts as arrived, because nobody confirmed it",
    "suit": "Told of a suit or complaint",
    "put_back": "Back on sale",
}
SIDES: Final = {"holder": "Right holder", "shop": "Shop", "platform": "Platform", "clock": "Clock"}
SUITS: Final = {"court": "A suit before a court", "authority": "A complaint to an authority"}
