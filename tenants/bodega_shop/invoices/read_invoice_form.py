"""Read what a buyer typed who wants an invoice."""

from dataclasses import dataclass
from typing import Literal, cast

from bodega.kernel.form import Form
from bodega.qualifications.check_uscc import CODE_LENGTH
from bodega_shop.invoices.check_tax_number import could_be_tax_number

KINDS = ("personal", "company")
LONGEST_TITLE = 100
LONGEST_NOTE = 200


@dataclass(frozen=True)
class InvoiceWish:
    """To whom the invoice is made out, and where it is sent; only a company has a tax number."""

    kind: Literal["personal", "company"]
    title: str
    tax_number: str
    send_to: str
    note: str


def read_invoice_form(form: Form) -> InvoiceWish:
    """Mistakes are told in the form."""
    kind = form.choice("kind", KINDS)
    return InvoiceWish(
        kind=cast("Literal['personal', 'company']", kind),
        title=form.required_text("title", LONGEST_TITLE),
        tax_number=_tax_number(form) if kind == "company" else "",
        send_to=form.email("send_to"),
        note=form.text("note", LONGEST_NOTE),
    )


def _tax_number(form: Form) -> str:
    number = form.required_text("tax_number", 40).replace(" ", "").upper()
    if number and not could_be_tax_number(number):
        if len(number) == CODE_LENGTH:
            form.refuse("tax_number", "This is no Unified Social Credit Code: please compare each character.")
        else:
            form.refuse("tax_number", "A tax number has 6 to 30 letters and digits.")
    return number
