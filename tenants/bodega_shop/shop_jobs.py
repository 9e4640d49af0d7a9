"""Every job of the shop, one line per feature."""

from collections.abc import Sequence

from bodega.billing.plan_collection import COLLECT_JOB, FORGET_CARD_JOB, READ_CARD_JOB
from bodega.kernel.jobs import Job
from bodega_shop.collecting.hear_for_shops import FIND_JOB, find_shop_of_event
from bodega_shop.collecting.mirror_books import mirror_books
from bodega_shop.comparison.compare_day import compare_channel
from bodega_shop.comparison.ensure_comparing import PLAN_JOB
from bodega_shop.comparison.plan_comparisons import COMPARE_JOB, plan_comparisons
from bodega_shop.complaints.tell_refund import TELL_JOB as TELL_COMPLAINT_JOB
from bodega_shop.complaints.tell_refund import tell_refund
from bodega_shop.compliance.judge_shop import judge_shop_again
from bodega_shop.compliance.judge_soon import JUDGE_JOB
from bodega_shop.compliance.tell_platform import TELL_JOB as TELL_CASES_JOB
from bodega_shop.compliance.tell_platform import tell_cases
from bodega_shop.customers.ask_proof import SEND_JOB as SEND_CODE_JOB
from bodega_shop.customers.send_code import send_code
from bodega_shop.evidence.anchor_new_seal import anchor_new_seal
from bodega_shop.evidence.seal_events import seal_shop_events
from bodega_shop.evidence.sealing import ANCHOR_JOB, SEAL_JOB
from bodega_shop.guests.send_invitation import SEND_JOB as SEND_INVITATION_JOB
from bodega_shop.guests.send_invitation import send_invitation
from bodega_shop.insight.count_goods import count_goods
from bodega_shop.insight.ensure_counting import COUNT_JOB
from bodega_shop.messages.tell_of_order import tell_of_order
from bodega_shop.messages.tell_of_payback import tell_of_payback
from bodega_shop.messages.tell_of_refund import tell_of_refund
from bodega_shop.orders.announce_order import TELL_JOB
from bodega_shop.orders.tend_orders import tend_orders
from bodega_shop.orders.tending import JOB as TEND_JOB
from bodega_shop.payments.announce_change import ANNOUNCE_JOB, tell_owners
from bodega_shop.payments.follow_event import QUERY_JOB, follow_event
from bodega_shop.payments.tell_platform import PLATFORM_JOB
from bodega_shop.platform_bills.ask_payments import ASK_JOB, ask_payments
from bodega_shop.platform_bills.collect_bill import collect_bill
from bodega_shop.platform_bills.enter_card import read_card_again
from bodega_shop.platform_bills.hear_bill_payment import QUERY_JOB as BILL_QUERY_JOB
from bodega_shop.platform_bills.hear_bill_payment import ask_about_payment
from bodega_shop.platform_bills.stop_collecting import forget_card_there
from bodega_shop.refunds.announce_refund import TELL_JOB as TELL_REFUND_JOB
from bodega_shop.refunds.begin_refund import SEND_JOB
from bodega_shop.refunds.plan_automatic_refund import AUTOMATIC_JOB
from bodega_shop.refunds.plan_query import QUERY_JOB as REFUND_QUERY_JOB
from bodega_shop.refunds.query_refund import query_refund
from bodega_shop.refunds.refund_exceptions import refund_exceptions
from bodega_shop.refunds.send_refund import send_refund
from bodega_shop.rehearsal.play_script import PLAY_JOB, play_script
from bodega_shop.rehearsal.run_long import MINUTE_JOB, run_minute
from bodega_shop.retention.delete_due import RETAIN_JOB, delete_due_again
from bodega_shop.stock.discard_import import discard_forgotten
from bodega_shop.stock.import_codes import import_codes
from bodega_shop.stock.preview_import import DISCARD_JOB
from bodega_shop.stock.start_import import IMPORT_JOB
from bodega_shop.wallet.announce_payback import TELL_JOB as TELL_PAYBACK_JOB


def shop_jobs() -> Sequence[Job]:
    return [
        Job(TELL_JOB, tell_of_order),
        Job(TELL_REFUND_JOB, tell_of_refund),
        Job(TELL_PAYBACK_JOB, tell_of_payback),
        Job(SEND_CODE_JOB, send_code),
        Job(TEND_JOB, tend_orders),
        Job(PLAN_JOB, plan_comparisons),
        Job(COMPARE_JOB, compare_channel, at_once=2),
        Job(SEAL_JOB, seal_shop_events),
        Job(ANCHOR_JOB, anchor_new_seal),
        Job(COUNT_JOB, count_goods, at_once=2),
        Job(TELL_CASES_JOB, tell_cases),
        Job(TELL_COMPLAINT_JOB, tell_refund),
        Job(JUDGE_JOB, judge_shop_again, at_once=1),
        Job(RETAIN_JOB, delete_due_again, at_once=1),
        Job(QUERY_JOB, follow_event),
        Job(SEND_JOB, send_refund),
        Job(SEND_INVITATION_JOB, send_invitation),
        Job(PLATFORM_JOB, mirror_books),
        Job(FIND_JOB, find_shop_of_event, for_platform=True),
        Job(BILL_QUERY_JOB, ask_about_payment, for_platform=True),
        Job(ASK_JOB, ask_payments, for_platform=True, at_once=1),
        Job(COLLECT_JOB, collect_bill, for_platform=True, at_once=2),
        Job(READ_CARD_JOB, read_card_again, for_platform=True, at_once=2),
        Job(FORGET_CARD_JOB, forget_card_there, for_platform=True),
        Job(REFUND_QUERY_JOB, query_refund),
        Job(AUTOMATIC_JOB, refund_exceptions, at_once=2),
        Job(ANNOUNCE_JOB, tell_owners),
        Job(IMPORT_JOB, import_codes, at_once=2),
        Job(DISCARD_JOB, discard_forgotten),
        Job(PLAY_JOB, play_script, at_once=2),
        Job(MINUTE_JOB, run_minute),
    ]
