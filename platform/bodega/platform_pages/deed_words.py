"""What the audit trail stores as short words, said to a person. Every value is a msgid."""

from collections.abc import Callable
from typing import Any

DEEDS = {
    "plan.saved": "Saved a plan",
    "billing.terms_changed": "Changed who bills and when",
    "subscription.begun": "Began a plan",
    "subscription.changed": "Changed the plan at once",
    "subscription.later": "Changes the plan later",
    "subscription.kept": "Kept the plan",
    "subscription.cancelled": "Ends the plan with its period",
    "bill.paid": "A bill was paid",
    "bill.surplus": "Money came that no bill asked for",
    "settlement.terms_changed": "Changed how shops' money is settled",
    "withdrawal.asked": "Asked for money",
    "withdrawal.cancelled": "Took the wish for money back",
    "withdrawal.refused": "Refused a withdrawal",
    "withdrawal.paid": "A withdrawal was paid",
    "withdrawal.returned": "A withdrawal came back",
    "withdrawal.automatic": "Lets money go out by itself",
    "withdrawal.by_hand": "Asks for money by hand",
    "payout_account.changed": "Changed the account that money goes to",
    "money.held": "Held a shop's money",
    "money.released": "Let a shop's money go",
    "payout.prepared": "Prepared a batch of withdrawals",
    "payout.approved": "Approved a batch of withdrawals",
    "payout.dissolved": "Took a batch of withdrawals apart",
    "payout.file_taken": "Took the bank's file of a batch",
    "shop.requested": "Asked for a shop",
    "shop.approved": "Approved the shop",
    "shop.refused": "Refused the shop",
    "shop.opened": "The shop opened",
    "shop.tried_again": "Took up the opening again",
    "shop.frozen": "Froze the shop",
    "shop.thawed": "Thawed the shop",
    "shop.closed": "Closed the shop",
    "shop.rehearsal_opened": "Opened the rehearsal",
    "shop.rehearsal_removed": "Took the rehearsal down",
    "shop.launch_asked": "Asked to open",
    "shop.launch_taken_back": "Took the wish to open back",
    "shop.sent_back": "Sent the shop back into rehearsal",
    "shop.soft_launched": "Let invited people in",
    "shop.went_live": "Opened the shop to everybody",
    "shop.caps_set": "Set the caps of the soft launch",
    "shop.appealed": "Appealed",
    "shop.appeal_granted": "Granted the appeal",
    "shop.appeal_refused": "Refused the appeal",
    "shop.closing_announced": "Announced the closing",
    "shop.closing_called_off": "Called the closing off",
    "shop.offered": "Offered the shop to a new owner",
    "shop.accepted": "Accepted the shop",
    "shop.handover_withdrawn": "Took the offer of the shop back",
    "shop.handover_declined": "Declined the shop",
    "shop.handed_over": "The shop changed hands",
    "shop.address_freed": "Gave the address of a refused shop free",
    "review.assigned": "Gave an application to a reviewer",
    "review.noted_down": "Noted verdicts on an application down",
    "review.note_added": "Left a note beside an application",
    "review.approved": "Approved an application",
    "review.more": "Asked an applicant for more",
    "review.refused": "Refused an application",
    "calendar.changed": "Changed the calendar",
    "reason.changed": "Changed a reason that reviewers pick from",
    "application.started": "Began an application for a shop",
    "application.handed_in": "Handed in an application",
    "application.withdrawn": "Withdrew an application",
    "application.let_go": "Let go an application that nobody touched",
    "membership.added": "Gave a place in the shop",
    "membership.changed": "Changed a role in the shop",
    "membership.removed": "Took a place in the shop away",
    "listing.wished": "Stands in the directory again",
    "listing.declined": "Stepped out of the directory",
    "plugin.preparing": "Is switching an extension on",
    "plugin.enabled": "Switched an extension on",
    "plugin.disabled": "Switched an extension off",
    "plugin.settings_saved": "Changed an extension's settings",
    "policy.changed": "Changed the platform's policy",
    "domain.added": "Added a domain",
    "domain.proved": "The domain was proved",
    "domain.lost": "The proof of the domain is gone",
    "domain.leads": "Chose where visitors are led",
    "domain.removed": "Took a domain off",
    "paper.added": "Handed in a paper",
    "paper.withdrawn": "Took a paper back",
    "paper.seen": "Looked at a paper",
    "paper.reminded": "Reminded of a paper that ends soon",
    "paper.lapsed": "A paper ended",
    "catalogue.changed": "Changed the catalogue of papers",
    "channel.added": "Added a channel of the platform",
    "channel.changed": "Changed a channel of the platform",
    "account.created": "Account created",
    "account.renamed": "Changed the own name",
    "account.made_administrator": "Made an administrator",
    "account.password_changed": "Changed the own password",
    "account.password_reset": "Password reset",
    "account.second_factor_set_up": "Set up a second factor",
    "account.second_factor_dropped": "Took away the own second factor",
    "account.second_factor_lifted": "Second factor lifted",
    "account.recovery_codes_renewed": "Made new recovery codes",
    "account.recovery_code_used": "Signed in with a recovery code",
    "account.address_proven": "Confirmed the own e-mail address",
    "rule.drafted": "Wrote a draft of a rule",
    "rule.tried": "Tried a rule",
    "rule.scheduled": "Scheduled a rule",
    "rule.ended": "Ended a rule",
    "rule.dropped": "Threw a draft of a rule away",
    "case.open": "A rule was broken",
    "case.appealed": "Appealed a case",
    "case.fixed": "Mended what broke a rule",
    "case.ended": "A case ended with its rule",
    "case.upheld": "The shop heard that the rule stands",
    "case.overturned": "The shop heard that the rule does not apply",
    "case.decided_upheld": "Decided that the rule stands",
    "case.decided_overturned": "Decided that the rule does not apply",
    "announcement.written": "Wrote an announcement",
    "announcement.withdrawn": "Took an announcement back",
    "visit.asked": "Asked to come into the shop's console",
    "visit.granted": "Let somebody of the platform in",
    "visit.refused": "Did not let somebody of the platform in",
    "visit.ended": "Ended a visit of the platform",
    "visit.entered": "Came into the shop's console",
    "staff.invited": "Invited somebody to the platform's staff",
    "staff.invitation_revoked": "Revoked an invitation",
    "staff.joined": "Joined the platform's staff",
    "staff.role_changed": "Changed a role on the platform",
    "staff.removed": "Took a role on the platform away",
    "staff.session_ended": "Signed somebody out",
    "audit.exported": "Took the audit trail away as a file",
    "staff.signed_in": "Signed in on the platform",
}

STATES = {
    "draft": "Being prepared",
    "review": "Waits for an answer",
    "opening": "Being opened",
    "rehearsal": "Rehearsal",
    "compliance": "Last check before opening",
    "soft": "Soft launch",
    "live": "Open",
    "frozen": "Frozen",
    "closed": "Closed",
    "refused": "Refused",
}
ROLES = {"owner": "Owner", "operator": "Operator", "support": "Support"}
PLATFORM_ROLE_NAMES = {
    "administrator": "Administrator",
    "reviewer": "Reviewer",
    "moderator": "Moderator",
    "finance": "Finance",
    "support": "Support",
}
PLATFORM_ROLE_HELP = {
    "administrator": "May do everything, and decides who else may do what.",
    "reviewer": "Decides on applications for shops and their documents.",
    "moderator": "Decides on hits of the rules, and freezes and thaws shops.",
    "finance": "Sees to plans, channels, settlements and the platform's books.",
    "support": "Helps shops, and writes announcements.",
}
ACTORS = {"street": "The street itself", "command line": "Command line"}
TONES = {
    "review": "warn",
    "opening": "info",
    "rehearsal": "info",
    "compliance": "warn",
    "soft": "info",
    "live": "good",
    "frozen": "bad",
}


_ROLE_WORDS = PLATFORM_ROLE_NAMES | ROLES


def say_deed(deed: str, say: Callable[[str], str]) -> str:
    """An extension's deed that we do not know is shown as it is stored."""
    return say(DEEDS[deed]) if deed in DEEDS else deed


def say_actor(actor: str, say: Callable[[str], str]) -> str:
    return say(ACTORS[actor]) if actor in ACTORS else actor


def say_detail(detail: dict[str, Any], say: Callable[[str], str]) -> str:
    """What was noted beside the deed: its reason first, then names and addresses."""
    order = sorted(detail, key=lambda name: (name != "reason", name))
    words = [str(detail[name]) for name in order]
    return ", ".join(say(_ROLE_WORDS[word]) if word in _ROLE_WORDS else word for word in words)
