"""The short words of the catalogue, said to a person. Every value is a msgid."""

from collections.abc import Mapping

from bodega.staff.door_page import DoorPage

RISK_NAMES = {"low": "Low", "raised": "Raised", "high": "High, two people decide"}
NEED_NAMES = {"required": "Required", "accepted": "Accepted, not required"}
MARKET_NAMES = {
    "cn": "Shops that sell in mainland China",
    "elsewhere": "Shops that sell elsewhere",
    "everywhere": "All shops",
}
ENTITY_NAMES = {"company": "Company", "sole_trader": "Sole trader", "individual": "Individual"}
ABOUT_NAMES = {
    "entity": "Who sells",
    "shop": "The shop as a whole",
    "domain": "Each domain of its own",
    "category": "What is sold",
}
FIELD_KIND_NAMES = {
    "text": "Text",
    "uscc": "Unified Social Credit Code",
    "icp": "Number of an ICP filing",
    "licence": "Number of a telecom licence",
    "digits": "Digits",
    "host": "Domain",
    "valid_from": "Counts from",
    "valid_until": "Ends on",
}
PART_NAMES = {"categories": "Category", "kinds": "Paper", "requirements": "Rule"}
CHANGE_NAMES = {"added": "Added", "removed": "Removed", "changed": "Changed"}


def options(page: DoorPage, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """For a select or for radio buttons."""
    return [(code, page.say(word)) for code, word in words.items()]
