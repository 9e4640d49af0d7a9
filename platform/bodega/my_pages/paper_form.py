"""The form for one paper: its fields by kind, what it covers, and its files."""

from datetime import date
from typing import Any

from litestar.datastructures import UploadFile

from bodega.kernel.errors import NotFound
from bodega.kernel.form import Form
from bodega.qualifications.add_paper import MOST_FILES, NewPaper
from bodega.qualifications.catalogue import DocumentKind
from bodega.qualifications.own_papers import OwnPapers
from bodega.qualifications.read_paper_form import read_paper_form
from bodega.qualifications.read_upload import LARGEST_BYTES
from bodega.staff.door_page import DoorPage
from bodega.web.visit import AnyRequest

# Several files of the largest kind at once would only hold memory: a scan of many pages is one PDF.
LARGEST_FORM_BYTES = 3 * LARGEST_BYTES + 64 * 1024
_COVERS = "covers_"


def paper_form(page: DoorPage, own: OwnPapers, form: Form) -> dict[str, Any]:
    """What the template needs; raises `NotFound` for a kind that does not exist."""
    kind, locale = _kind(own, form), page.visit.locale
    covers = _covered(own, kind)
    if not any(form.filled(_COVERS + code) for code in covers):
        form.values.update({_COVERS + code: "on" for code in _first_choice(own, form, covers)})
    return {
        "own": own,
        "kind": kind,
        "kind_name": kind.name.in_locale(locale),
        "kind_help": kind.help.in_locale(locale),
        "fields": [
            (
                field.name,
                field.label.in_locale(locale),
                "date" if field.kind.startswith("valid_") else "text",
                not field.optional,
            )
            for field in kind.fields
        ],
        "covers": [(_COVERS + code, own.standing.catalogue.path(code, locale)) for code in covers],
        "most_files": MOST_FILES,
        "largest": LARGEST_BYTES // 1024 // 1024,
        "form": form,
    }


async def sent_paper(request: AnyRequest, own: OwnPapers, form: Form, *, today: date) -> NewPaper:
    """Raises `InvalidInput` with every mistake beside its field."""
    kind = _kind(own, form)
    said = read_paper_form(kind, form, today=today)
    covers = [code for code in _covered(own, kind) if form.checkbox(_COVERS + code)]
    if kind.about == "category" and not covers:
        form.refuse("covers", "Please say what this paper covers.")
    replaces = form.identifier("replaces") if form.filled("replaces") else None
    form.require_ok()
    sent = [file for file in (await request.form()).getall("file", []) if isinstance(file, UploadFile)]
    files = [(file.filename, await file.read()) for file in sent if file.filename]
    return NewPaper(
        kind=kind.code,
        said=said,
        categories=covers,
        files=files,
        application_id=own.place.application_id,
        shop_id=own.place.shop_id,
        replaces=replaces,
    )


def _kind(own: OwnPapers, form: Form) -> DocumentKind:
    kind = own.standing.catalogue.kinds.get(form.value("kind"))
    if kind is None:
        raise NotFound
    return kind


def _covered(own: OwnPapers, kind: DocumentKind) -> list[str]:
    """The categories for which somebody asks for this kind of paper here."""
    if kind.about != "category":
        return []
    asked = {
        code for judged in own.standing.needs if kind in judged.need.kinds for code in judged.need.categories
    }
    coming = {code for need in own.standing.coming if kind in need.kinds for code in need.categories}
    return [code for code in own.standing.catalogue.in_order() if code in asked | coming]


def _first_choice(own: OwnPapers, form: Form, covers: list[str]) -> list[str]:
    """What the paper that is replaced covered, or the only thing there is to cover."""
    old = next((paper for paper in own.standing.papers if str(paper.id) == form.value("replaces")), None)
    if old is not None:
        return [code for code in covers if code in old.categories]
    return covers if len(covers) == 1 else []
