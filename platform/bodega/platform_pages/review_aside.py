"""What the platform knows of an applicant and of those who look alike, for the side of the page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bodega.billing.say_reason import say_reason
from bodega.moderation.name_subject import KIND_NAMES
from bodega.moderation.read_applicant import Known, LookAlike
from bodega.platform_pages.deed_words import STATES, TONES
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.review_words import ALIKE_NAMES, STATE_NAMES, STATE_TONES

Say = Callable[..., str]


def aside_of(known: Known, say: Say, moment: Callable[[datetime], str]) -> dict[str, Any]:
    return {
        "other_shops": [
            {
                "url": f"{PREFIX}/shops/{shop.id}",
                "name": shop.name,
                "state": say(STATES[shop.state]),
                "tone": TONES.get(shop.state, ""),
                "reason": say_reason(say, shop.state_reason),
            }
            for shop in known.shops
        ],
        "earlier": [
            {
                "url": f"{PREFIX}/reviews/{one.id}",
                "name": one.name or say(KIND_NAMES[one.kind]),
                "state": say(STATE_NAMES[one.state]),
                "tone": STATE_TONES.get(one.state, ""),
                "reason": one.reasons,
                "when": moment(one.at) if one.at else "",
            }
            for one in known.applications
        ],
        "freezes": [(moment(one.at), one.name, one.reason) for one in known.freezes],
        "alike": [_alike(one, say) for one in known.alike],
    }


def _alike(one: LookAlike, say: Say) -> dict[str, Any]:
    names = {**STATES, **STATE_NAMES}
    return {
        "url": f"{PREFIX}/reviews/{one.application_id}"
        if one.application_id
        else f"{PREFIX}/shops/{one.shop_id}",
        "name": one.name or one.applicant,
        "applicant": one.applicant,
        "state": say(names[one.state]) if one.state in names else one.state,
        "tone": TONES.get(one.state) or STATE_TONES.get(one.state, ""),
        "why": ", ".join(say(ALIKE_NAMES[why]) for why in one.why),
    }
