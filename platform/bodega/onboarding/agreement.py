"""What a reseller agrees to before handing in. A new version asks everybody again who has not handed in yet."""

VERSION = "2026-11-22"

# Each point as a heading and what it means, said to the applicant.
POINTS = (
    (
        "You are who you say you are",
        "Names, numbers and papers are true, your own, and kept up to date. We look at them again every six months.",
    ),
    (
        "You sell only what you were approved for",
        "Goods outside your categories, or whose papers have ended, go off sale by themselves until it is put right.",
    ),
    (
        "You stand by every sale",
        "A code that is invalid, used or not as described is replaced or refunded. Paid orders are delivered even when the shop closes.",
    ),
    (
        "You follow the rules of this street",
        "Each hit of a rule is shown to you with its source, and you can put it right or appeal. Changes are announced seven days ahead.",
    ),
    (
        "What we do with what you tell us",
        "We keep it to judge your application, to show customers who they buy from, and for as long as the law asks. Identity and account numbers are sealed, and whoever opens one is on the record.",
    ),
)
