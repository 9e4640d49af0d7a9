"""What stands out about a good, said to the shop's staff. Every value of a mapping of words is a msgid."""

LABELS = {
    "riser": "Rising",
    "fading": "Fading",
    "slow": "Slow seller",
    "new": "New",
    "loss": "Sold at a loss",
    "below_floor": "Below the floor",
    "no_cost": "Cost unknown",
    "cases": "Open cases",
    "out": "Sold out",
    "short": "Lasts under a week",
    "expiring": "Will expire unsold",
}

TONES = {
    "riser": "good", "fading": "warn", "slow": "warn", "new": "info", "loss": "bad", "below_floor": "bad", "no_cost": "warn",
    "cases": "bad", "out": "bad", "short": "warn", "expiring": "bad",
}  # fmt: skip

FILTERS = {
    "": "All goods",
    "rising": "Rising",
    "fading": "Fading",
    "slow": "Slow sellers",
    "margin": "Below the floor",
    "cost": "Cost unknown",
    "cases": "Open cases",
    "supply": "Stock needs a look",
}

PARTS = {"demand": "Demand", "margin": "Margin", "risk": "Risk", "supply": "Supply"}
