"""Read what reviewers type about categories, kinds of papers and rules."""

from bodega.kernel.form import Form
from bodega.kernel.i18n import Text
from bodega.qualifications.catalogue import ENTITIES, PaperField
from bodega.qualifications.save_document_kind import LONGEST_HELP, LONGEST_SOURCE, MOST_FIELDS, KindSaid
from bodega.qualifications.save_requirement import RequirementSaid
from bodega.qualifications.save_trade_category import LONGEST_NAME, LONGEST_NOTE, CategorySaid

LAST_POSITION = 9_999
MOST_DIGITS = 40


def read_category(form: Form) -> CategorySaid:
    return CategorySaid(
        code=form.text("code"),
        parent=form.text("parent"),
        name=_text(form, "name", LONGEST_NAME),
        note=_text(form, "note", LONGEST_NOTE),
        risk=form.text("risk"),
        state="open" if form.checkbox("open") else "closed",
        position=form.integer("position", 0, LAST_POSITION),
    )


def read_requirement(form: Form, category: str) -> RequirementSaid:
    return RequirementSaid(
        category=category,
        kind=form.text("kind"),
        need=form.text("need"),
        any_of=form.text("any_of"),
        entities=[one for one in ENTITIES if form.checkbox(f"entity_{one}")],
        market=form.text("market"),
        since=form.day("since"),
        until=form.day("until") if form.filled("until") else None,
        source=form.text("source", LONGEST_SOURCE),
    )


def read_kind(form: Form) -> KindSaid:
    return KindSaid(
        code=form.text("code"),
        name=_text(form, "name", LONGEST_NAME),
        help=_text(form, "help", LONGEST_HELP),
        about=form.text("about"),
        issued=form.checkbox("issued"),
        shown=form.checkbox("shown"),
        fields=[_field(form, place) for place in range(MOST_FIELDS) if form.filled(f"f{place}_name")],
        source=form.text("source", LONGEST_SOURCE),
        position=form.integer("position", 0, LAST_POSITION),
    )


def _field(form: Form, place: int) -> PaperField:
    kind = form.text(f"f{place}_kind")
    length = form.integer(f"f{place}_length", 1, MOST_DIGITS, default=0) if kind == "digits" else 0
    return PaperField(
        name=form.text(f"f{place}_name"),
        label=Text(en=form.text(f"f{place}_en"), zh=form.text(f"f{place}_zh")),
        kind=kind,
        optional=form.checkbox(f"f{place}_optional"),
        number=form.checkbox(f"f{place}_number"),
        length=length or None,
    )


def _text(form: Form, name: str, longest: int) -> Text:
    return Text(en=form.text(f"{name}_en", longest), zh=form.text(f"{name}_zh", longest))
