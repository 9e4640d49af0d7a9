"""What a shop says of itself: who it is, its policies, messages."""

from msgspec import Struct

# about.html: title, papers, trades, verify_url


class VerifiedPaper(Struct, frozen=True, kw_only=True):
    """A paper that the platform verified; its number is masked, unless it is public by law."""

    name: str
    holder: str = ""
    number: str = ""
    host: str = ""
    verified_text: str
    until_text: str = ""


# message.html: title, text, kind, actions. kind: not_found, error, closed, frozen, too_many, refused, done.
# terms.html: title, updated_text, terms_html
# policy.html: title, text_html, shown, versions, superseded, coming


class PolicyVersion(Struct, frozen=True, kw_only=True):
    number: int
    url: str
    since_text: str
    note: str = ""


# account_terms.html: form (consent), agreed, pages


class ChangedPolicy(Struct, frozen=True, kw_only=True):
    """A policy page that asks for consent again; `lines` are (mark, text), the mark added, removed or same."""

    name: str
    url: str
    note: str = ""
    lines: tuple[tuple[str, str], ...] = ()
