"""What rules, their kinds and their parameters are called, and the states of cases. Every value is a msgid."""

KINDS = {
    "words": "Words and patterns",
    "absolute": "Absolute claims",
    "brands": "Names of brands",
    "modules": "Parts that a listing must have",
    "topup_terms": "Terms of a top-up",
    "notice": "Notice of no return",
    "odds": "Published odds",
    "draws": "Draws against odds",
    "qualification": "Papers for the category",
    "closed_category": "Closed categories",
    "category": "Category against title",
    "title": "Pattern of titles",
    "struck_price": "Struck-through prices",
    "flash_sale": "Flash sales",
    "sharing": "Rewards for sharing",
}
SEVERITIES = {
    "block": "Blocks: off sale until mended",
    "review": "Review: off sale until decided",
    "warn": "Warns: its owner is told",
}
SEVERITY_NAMES = {"block": "Blocks", "review": "To review", "warn": "Warns"}
SEVERITY_TONES = {"block": "bad", "review": "warn", "warn": "info"}
SCOPES = {
    "shop_name": "Names of shops",
    "title": "Titles",
    "text": "Texts",
    "image_alt": "Descriptions of images",
    "image_file": "File names of images",
    "category": "Categories",
    "price": "Prices",
    "promotion": "Promotions and notices",
    "share": "Sharing campaigns",
}
MARKETS = {"cn": "China", "everywhere": "Everywhere"}
RULE_STATES = {"draft": "Draft", "scheduled": "Scheduled", "in_force": "In force", "ended": "Ended"}
RULE_TONES = {"draft": "", "scheduled": "info", "in_force": "good", "ended": ""}
CASE_STATES = {
    "open": "Still open",
    "appealed": "Appealed",
    "upheld": "The rule stands",
    "overturned": "The rule does not apply",
    "fixed": "Mended",
    "ended": "The rule has ended",
}
CASE_TONES = {
    "open": "bad",
    "appealed": "warn",
    "upheld": "bad",
    "overturned": "good",
    "fixed": "good",
    "ended": "",
}
FIELDS = {
    "shop_name": "Name of the shop",
    "title": "Title",
    "texts.introduction": "Introduction",
    "texts.how_to": "How to redeem or top up",
    "texts.guarantee": "After-sales guarantee",
    "texts.denominations": "Denomination",
    "image_alts": "Description of the picture",
    "image_files": "File name of the picture",
    "category": "Category",
    "prices": "Price",
    "promotions": "Notice of the shop",
}
PARAMETERS = {
    "words": "Words, one a line",
    "patterns": "Patterns, one a line",
    "unless": "Innocent inside of these patterns, one a line",
    "near": "Only near these patterns, one a line",
    "sounds": "Found by its sound as well",
    "mentions_pass": "Innocent where the clause refuses or warns of it",
    "grounds": "Grounds of innocence (JSON)",
    "brands": "Brands (JSON)",
    "needs": "What is needed (JSON)",
    "goods": "Kinds of goods, one a line",
    "arrival": "What the arrival time is called (JSON)",
    "operators": "What the operators are called (JSON)",
    "on_failure": "What the handling of a failure is called (JSON)",
    "not_for": "Not for these kinds of goods, one a line",
    "rounding_millionths": "Rounding of each chance, in millionths",
    "fewest_draws": "Fewest draws",
    "level": "Level of significance",
    "categories": "Categories, one a line",
    "vague": "Vague categories, one a line",
    "signs": "Signs of categories (JSON)",
    "strict": "Every other category is wrong",
    "titles": "Titles by category (JSON)",
    "longest": "Longest",
    "no_basis": "Words that are no basis, one a line",
    "longest_days": "Longest in days",
    "allowed": "Allowed deeds, one a line",
    "most_levels": "Most levels",
}


def field_name(path: str) -> str:
    """The msgid of the part of a listing that a hit names; the path itself for one that has no name."""
    for known in (path, path.rpartition(".")[0], path.partition(".")[0]):
        if known in FIELDS:
            return FIELDS[known]
    return path
