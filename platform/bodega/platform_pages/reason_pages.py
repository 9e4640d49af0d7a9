"""The reasons that reviewers pick from: a list, and each in both languages."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, NotFound
from bodega.kernel.form import Form
from bodega.kernel.i18n import Text
from bodega.moderation.reasons import BLANKS, LONGEST_WORDS, Reason, add_reason, change_reason, list_reasons
from bodega.platform_pages.navigation import PREFIX
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

_HOME = f"{PREFIX}/reasons"
_REVIEWS = [requires("review")]
_SUBJECTS = {"document": "A paper", "category": "A category", "application": "The whole or a step"}
_VERDICTS = {"more": "Ask for more", "refuse": "Refuse"}


@get("/reasons", guards=_REVIEWS)
async def show_reasons(page: NamedDependency[DoorPage]) -> Response[Any]:
    return await page.show("reasons.html", **await _context(page, Form()))


@post("/reasons", status_code=303, guards=_REVIEWS)
async def take_reason(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    subject, verdict = form.choice("subject", _SUBJECTS), form.choice("verdict", _VERDICTS)
    reason = Reason(form.required_text("code", 40), subject, verdict, _words(form), active=True)
    try:
        form.require_ok()
        await add_reason(reason, by=staff, now=page.visit.now)
    except BodegaError as error:
        context = await _context(page, form)
        return await page.show_again("reasons.html", context.pop("form"), error, **context)
    await page.leave(staff, "The reason is saved.")
    return page.go(_HOME)


@get("/reasons/{code:str}", guards=_REVIEWS)
async def show_reason(page: NamedDependency[DoorPage], code: FromPath[str]) -> Response[Any]:
    reason = await _find(code)
    values = {"en": reason.words.en, "zh": reason.words.zh, "active": "on" if reason.active else ""}
    return await page.show("reason.html", form=Form(values), code=code, blanks=BLANKS)


@post("/reasons/{code:str}", status_code=303, guards=_REVIEWS)
async def take_changed_reason(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    code: FromPath[str],
) -> Response[Any]:
    words, reason = _words(form), await _find(code)
    try:
        form.require_ok()
        await change_reason(reason.code, words, active=form.checkbox("active"), by=staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("reason.html", form, error, code=code, blanks=BLANKS)
    await page.leave(staff, "The reason is saved.")
    return page.go(_HOME)


def _words(form: Form) -> Text:
    return Text(en=form.required_lines("en", LONGEST_WORDS), zh=form.required_lines("zh", LONGEST_WORDS))


async def _find(code: str) -> Reason:
    """Raises `NotFound`."""
    for reason in await list_reasons():
        if reason.code == code:
            return reason
    raise NotFound


async def _context(page: DoorPage, form: Form) -> dict[str, Any]:
    return {
        "form": form,
        "blanks": BLANKS,
        "subjects": [(value, page.say(word)) for value, word in _SUBJECTS.items()],
        "verdicts": [(value, page.say(word)) for value, word in _VERDICTS.items()],
        "rows": [
            {
                "url": f"{_HOME}/{reason.code}",
                "words": reason.words.in_locale(page.visit.locale),
                "subject": page.say(_SUBJECTS[reason.subject]),
                "verdict": page.say(_VERDICTS[reason.verdict]),
                "tone": "warn" if reason.verdict == "more" else "bad",
                "active": reason.active,
            }
            for reason in await list_reasons()
        ],
    }


HANDLERS = [show_reasons, take_reason, show_reason, take_changed_reason]
