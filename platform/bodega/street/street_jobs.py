"""Every job of the street, one line each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bodega.billing.nightly import MORNING_JOB as BILLING_JOB
from bodega.billing.nightly import SHOP_JOB as BILL_SHOP_JOB
from bodega.billing.nightly import run_morning as run_billing
from bodega.billing.nightly import run_shop as bill_one_shop
from bodega.complaints.look_up_order import LOOK_UP_JOB, look_up_order
from bodega.complaints.tell_shop import TELL_JOB as TELL_COMPLAINT_JOB
from bodega.complaints.tell_shop import tell_shop as tell_shop_of_complaint
from bodega.demand.keep_report import SUM_JOB
from bodega.demand.sum_reports import sum_reports
from bodega.domains.add_domain import CHECK_JOB
from bodega.domains.check_domain import run_check
from bodega.duties.morning import MORNING_JOB as DUTIES_JOB
from bodega.duties.morning import run_morning as mind_duties
from bodega.identities.nightly import MORNING_JOB as IDENTITY_JOB
from bodega.identities.nightly import run_morning as verify_identities
from bodega.kernel.jobs import Job
from bodega.lifecycle.announce_closing import CLOSE_JOB, close_due
from bodega.lifecycle.follow_handover import follow_handover
from bodega.lifecycle.hand_over import FOLLOW_JOB
from bodega.lifecycle.remove_twin import REMOVE_JOB, remove_twin
from bodega.lifecycle.tell_people import tell_people
from bodega.mail.post_mail import MAIL_JOB
from bodega.mail.send_mail import send_mail
from bodega.moderation.free_address import FREE_JOB, free_address
from bodega.notices.carry_takedown import CARRY_JOB, carry_takedown
from bodega.notices.find_listings import FIND_JOB, find_listings
from bodega.onboarding.let_drafts_go import LET_GO_JOB, let_drafts_go
from bodega.plugins.enable import ENABLE_JOB
from bodega.plugins.finish_enabling import run_enabling
from bodega.published.mail_change import MAIL_JOB as TEXTS_JOB
from bodega.published.mail_change import mail_change
from bodega.qualifications.change_catalogue import WEIGH_ALL_JOB
from bodega.qualifications.nightly import NIGHT_JOB, WEIGH_JOB, run_nightly, run_weighing, weigh_one
from bodega.qualifications.tell_shop import tell_shop_of_papers
from bodega.qualifications.weigh_shop import TELL_JOB
from bodega.reports.gather_part import gather_part
from bodega.reports.make_files import make_report
from bodega.reports.morning import MORNING_JOB as REPORT_JOB
from bodega.reports.morning import run_morning as run_reports
from bodega.reports.start_report import MAKE_JOB as REPORT_MAKE_JOB
from bodega.reports.start_report import SHOP_JOB as REPORT_SHOP_JOB
from bodega.retention.nightly import MORNING_JOB as RETENTION_JOB
from bodega.retention.nightly import run_morning as run_retention
from bodega.rulebook.decide_case import DECIDE_JOB, carry_decision
from bodega.rulebook.enforce import (
    ALL_JOB,
    MORNING_JOB,
    SHOP_JOB,
    judge_every_shop,
    judge_one_shop,
    run_morning,
)
from bodega.rulebook.try_rule import TRY_JOB, try_on_shop
from bodega.runtime import Runtime
from bodega.settlement.nightly import MORNING_JOB as SETTLEMENT_JOB
from bodega.settlement.nightly import SHOP_JOB as SETTLE_SHOP_JOB
from bodega.settlement.nightly import run_morning as run_settlements
from bodega.settlement.nightly import run_shop as settle_one_shop
from bodega.settlement.tell_shop import TELL_JOB as TELL_PAYOUT_JOB
from bodega.settlement.tell_shop import tell_shop
from bodega.staff.audit_sealing import SEAL_JOB
from bodega.staff.mail_announcement import ANNOUNCE_JOB, mail_announcement
from bodega.staff.seal_audit import seal_audit
from bodega.storefinder.ask_shops import MORNING_JOB as STANDING_JOB
from bodega.storefinder.ask_shops import SHOP_JOB as STANDING_SHOP_JOB
from bodega.storefinder.ask_shops import ask_one_shop
from bodega.storefinder.ask_shops import run_morning as ask_every_shop
from bodega.street.clear_queue_log import CLEAR_JOB, clear_queue_log
from bodega.street.open_shop import OPEN_JOB, finish_opening
from bodega.street.owner_pool import owner_pool_open
from bodega.street.plan_telling import TELL_JOB as TELL_PEOPLE_JOB


def street_jobs() -> Sequence[Job]:
    return [
        Job(ANNOUNCE_JOB, mail_announcement, for_platform=True, at_once=1),
        Job(MAIL_JOB, send_mail, for_platform=True, at_once=4),
        Job(TEXTS_JOB, mail_change, for_platform=True, at_once=1),
        Job(FREE_JOB, free_address, for_platform=True),
        Job(SEAL_JOB, seal_audit, for_platform=True, at_once=1),
        Job(OPEN_JOB, run_opening, for_platform=True, at_once=2),
        Job(ENABLE_JOB, run_enabling, for_platform=True, at_once=2),
        Job(CLEAR_JOB, clear_queue_log, for_platform=True, at_once=1),
        Job(CHECK_JOB, run_check, for_platform=True),
        Job(SUM_JOB, sum_reports, for_platform=True, at_once=1),
        Job(NIGHT_JOB, run_nightly, for_platform=True, at_once=1, each_morning=True),
        Job(WEIGH_ALL_JOB, run_weighing, for_platform=True, at_once=1),
        Job(WEIGH_JOB, weigh_one, for_platform=True, at_once=2),
        Job(CLOSE_JOB, close_due, for_platform=True, at_once=1, each_morning=True),
        Job(REMOVE_JOB, remove_twin, for_platform=True, at_once=1),
        Job(FOLLOW_JOB, follow_handover, for_platform=True),
        Job(TELL_PEOPLE_JOB, tell_people, for_platform=True, at_once=2),
        Job(LET_GO_JOB, let_drafts_go, for_platform=True, at_once=1, each_morning=True),
        Job(TELL_JOB, tell_shop_of_papers, for_platform=True, at_once=2),
        Job(BILLING_JOB, run_billing, for_platform=True, at_once=1, each_morning=True),
        Job(BILL_SHOP_JOB, bill_one_shop, for_platform=True, at_once=2),
        Job(IDENTITY_JOB, verify_identities, for_platform=True, at_once=1, each_morning=True),
        Job(RETENTION_JOB, run_retention, for_platform=True, at_once=1, each_morning=True),
        Job(REPORT_JOB, run_reports, for_platform=True, at_once=1, each_morning=True),
        Job(REPORT_SHOP_JOB, gather_part, for_platform=True, at_once=2),
        Job(REPORT_MAKE_JOB, make_report, for_platform=True, at_once=1),
        Job(STANDING_JOB, ask_every_shop, for_platform=True, at_once=1, each_morning=True),
        Job(STANDING_SHOP_JOB, ask_one_shop, for_platform=True, at_once=2),
        Job(SETTLEMENT_JOB, run_settlements, for_platform=True, at_once=1, each_morning=True),
        Job(SETTLE_SHOP_JOB, settle_one_shop, for_platform=True, at_once=2),
        Job(TELL_PAYOUT_JOB, tell_shop, for_platform=True, at_once=2),
        Job(MORNING_JOB, run_morning, for_platform=True, at_once=1, each_morning=True),
        Job(ALL_JOB, judge_every_shop, for_platform=True, at_once=1),
        Job(SHOP_JOB, judge_one_shop, for_platform=True, at_once=1),
        Job(TRY_JOB, try_on_shop, for_platform=True, at_once=1),
        Job(DECIDE_JOB, carry_decision, for_platform=True, at_once=4),
        Job(LOOK_UP_JOB, look_up_order, for_platform=True, at_once=4),
        Job(TELL_COMPLAINT_JOB, tell_shop_of_complaint, for_platform=True, at_once=4),
        Job(DUTIES_JOB, mind_duties, for_platform=True, at_once=1, each_morning=True),
        Job(FIND_JOB, find_listings, for_platform=True, at_once=4),
        Job(CARRY_JOB, carry_takedown, for_platform=True, at_once=4),
    ]


async def run_opening(runtime: Runtime, payload: dict[str, Any]) -> None:
    """Provision with the log-in that may create roles; web processes never hold it. Raises `SettingError`."""
    shop_id = UUID(payload["shop_id"])
    # This may run before the word of the approval arrives, so what this process remembers is not believed.
    runtime.directory.forget(shop_id)
    async with owner_pool_open(runtime) as owner_pool:
        await finish_opening(runtime, owner_pool, shop_id, now=runtime.clock.now())
