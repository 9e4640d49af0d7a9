"""What the owner of a domain puts there to show that it is theirs: a word that only we could have given to this shop."""

from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.vault import ShopVault

WELL_KNOWN = "/.well-known/bodega-domain.txt"

_PURPOSE = "domain"
_MARK = "bodega-domain="


@dataclass(frozen=True)
class Proof:
    """Either of two places for the same word: a TXT record, or a file on the web server of the domain."""

    record_name: str
    url: str
    content: str

    def stands_in(self, texts: list[str]) -> bool:
        return any(text.strip() == self.content for text in texts)


def proof_of(vault: ShopVault, shop_id: UUID, host: str) -> Proof:
    """The same each time, and stored nowhere; another shop gets another word for the same domain."""
    word = vault.token(_PURPOSE, str(shop_id), host)
    return Proof(f"_bodega.{host}", f"http://{host}{WELL_KNOWN}", f"{_MARK}{word}")
