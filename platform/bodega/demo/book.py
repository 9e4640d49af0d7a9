"""What a demo must remember between two runs: its keys, ports and log-ins, in one file that only its owner may read."""

import os
import secrets
from pathlib import Path

import msgspec

from bodega.embedded.errors import writing_in
from bodega.kernel.errors import SettingError
from bodega.kernel.new_password import new_password
from bodega.kernel.vault import MasterKey

NAME = "demo.json"


class LogIn(msgspec.Struct, frozen=True):
    email: str
    password: str


class PaymentKey(msgspec.Struct, frozen=True):
    """A shop's account at the practice gateway."""

    pid: str
    key: str


class ProgramPlace(msgspec.Struct, frozen=True):
    """Where a program of an extension listens, and the secret it was started with."""

    port: int
    secret: str


class ShopPage(msgspec.Struct):
    owner: LogIn
    account: PaymentKey
    filled: bool = False


class Book(msgspec.Struct):
    """`admin` runs the platform, `applicant` asks for a shop; shops by slug, programs by name."""

    master_key: str
    admin: LogIn
    shops: dict[str, ShopPage] = {}
    programs: dict[str, ProgramPlace] = {}
    applicant: LogIn | None = None


class DemoBook:
    """The book and its file: what is written down survives a kill at any moment."""

    def __init__(self, folder: Path, admin_email: str) -> None:
        """Raises `SettingError` when the file is there and cannot be read."""
        self.folder = folder
        self._path = folder / NAME
        self.pages = self._read() or Book(MasterKey.generate(), LogIn(admin_email, new_password()))
        self.save()

    def shop(self, slug: str, owner_email: str) -> ShopPage:
        """The page of one shop, made on the first start."""
        if slug not in self.pages.shops:
            account = PaymentKey(str(1001 + len(self.pages.shops)), secrets.token_hex(16))
            self.pages.shops[slug] = ShopPage(LogIn(owner_email, new_password()), account)
            self.save()
        return self.pages.shops[slug]

    def applicant(self, email: str) -> LogIn:
        """The log-in of whoever asks for a shop, made on the first start."""
        if self.pages.applicant is None:
            self.pages.applicant = LogIn(email, new_password())
            self.save()
        return self.pages.applicant

    def save(self) -> None:
        with writing_in(self._path.parent):
            unfinished = self._path.with_suffix(".unfinished")
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(self.pages), indent=2))
                file.flush()
                os.fsync(descriptor)
            unfinished.replace(self._path)

    def _read(self) -> Book | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Book)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            raise SettingError(
                "%(file)s cannot be read: %(why)s. Without its keys the data cannot be opened; --reset starts over.",
                file=self._path,
                why=str(error),
            ) from error
