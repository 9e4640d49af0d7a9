"""What personal data a feature or an extension keeps: declared in code, shown in the privacy page of each shop."""

from dataclasses import dataclass

from bodega.kernel.i18n import Text


@dataclass(frozen=True)
class PersonalData:
    """One kind of data about people.

    `purpose` says what it is for, `ground` on what legal ground it is kept, `kept` for how long, each as a few words of
    a table's cell. `columns` are the places where it is kept, each `table.column`.
    """

    what: Text
    purpose: Text
    ground: Text
    kept: Text
    columns: tuple[str, ...] = ()
