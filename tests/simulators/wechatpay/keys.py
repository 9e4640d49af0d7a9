"""The keys of both sides: a merchant's certificate, and what WeChat Pay signs with."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID


@dataclass
class Signer:
    """A pair of keys under the name that stands in `Wechatpay-Serial`, or in a merchant's `serial_no`."""

    serial: str
    private: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def sign(self, text: bytes) -> str:
        return base64.b64encode(self.private.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()

    def has_signed(self, signature: str, text: bytes) -> bool:
        try:
            self.private.public_key().verify(
                base64.b64decode(signature, validate=True), text, padding.PKCS1v15(), hashes.SHA256()
            )
        except (InvalidSignature, ValueError):
            return False
        return True

    @cached_property
    def private_pem(self) -> str:
        """As the certificate tool writes `apiclient_key.pem`."""
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    @cached_property
    def public_pem(self) -> str:
        """As the console hands out `pub_key.pem`."""
        return (
            self.private.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

    @cached_property
    def certificate_pem(self) -> str:
        """A platform certificate, valid for five years from yesterday."""
        return self.certificate(datetime.now(UTC) - timedelta(days=1), days=5 * 365)

    def certificate(self, begins: datetime, *, days: int) -> str:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com sign, simulated")])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.private.public_key())
            .serial_number(int(self.serial, 16))
            .not_valid_before(begins)
            .not_valid_after(begins + timedelta(days=days))
            .sign(self.private, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM).decode()


@cache
def signer(serial: str) -> Signer:
    """The same keys for the same serial as long as the process lives: making them takes a while."""
    return Signer(serial)


@dataclass
class Merchant:
    """One merchant as WeChat Pay knows it.

    `public_keys` and `certificates` are what WeChat Pay signs with for this merchant; `callback` is the one of them
    for messages. Answers are signed with the key that the request names, or else with the oldest one.
    """

    mchid: str
    appid: str
    own: Signer
    apiv3_key: str
    public_keys: list[Signer] = field(default_factory=list)
    certificates: list[Signer] = field(default_factory=list)
    callback: Signer | None = None
    can_pay_refunds: bool = True

    @property
    def signers(self) -> list[Signer]:
        return [*self.certificates, *self.public_keys]

    @property
    def callback_signer(self) -> Signer:
        return self.callback or self.signers[-1]
