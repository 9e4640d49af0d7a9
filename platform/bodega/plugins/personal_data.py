"""What personal data a feature or an extension keeps: declared in code, shown in the privacy pages of shops and platform."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bodega.kernel.i18n import Text

_HEADS = (
    Text(en="Data", zh="信息种类"),
    Text(en="What for", zh="用途"),
    Text(en="On what ground", zh="处理依据"),
    Text(en="How long", zh="保存期限"),
    Text(en="Passed on to", zh="提供给谁"),
)
CONTRACT = Text(en="needed for the contract", zh="为订立、履行合同所必需")
CONSENT = Text(en="your consent", zh="您的同意")
DUTY = Text(en="a duty by law", zh="为履行法定义务所必需")
NOBODY = Text(en="nobody", zh="不对外提供")


@dataclass(frozen=True)
class PersonalData:
    """One kind of data about people.

    `purpose` says what it is for, `ground` on what legal ground it is kept, `kept` for how long, `sent_to` who else
    receives it and where, each as a few words of a table's cell. `columns` are the places where it is kept, each
    `table.column`; what is only passed on has none. Where `period` names a kind of record whose time a shop sets
    itself (`trade`, `reports`, `logs`), its page says the time in force instead of `kept`.
    """

    what: Text
    purpose: Text
    ground: Text
    kept: Text
    columns: tuple[str, ...] = ()
    sent_to: Text = NOBODY
    period: str = ""


def data_table(
    declared: Iterable[PersonalData],
    locale: str,
    kept: Callable[[PersonalData], Text] = lambda one: one.kept,
) -> str:
    """A Markdown table in that language; `kept` says how long each is kept."""
    heads = [head.in_locale(locale) for head in _HEADS]
    texts = [(one.what, one.purpose, one.ground, kept(one), one.sent_to) for one in declared]
    rows = [[text.in_locale(locale) for text in row] for row in texts]
    return "\n".join(_line(cells) for cells in (heads, ["---"] * len(heads), *rows))


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
