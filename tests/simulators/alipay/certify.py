"""Keys and certificates of an invented Alipay and its merchants, made once for the whole run."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

_FROM, _UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=7300)
_ROOT = ("Invented Certification Authority R1", "Certification Authority", "Invented Financial", "CN")
_ISSUER = (
    "Invented Certification Authority Class 1 R1",
    "Certification Authority",
    "Invented Financial",
    "CN",
)
_ROOT_SERIAL, _OTHER_SERIAL = 2292228364100439313, 7


@cache
def private_key(owner: str) -> rsa.RSAPrivateKey:
    """The one key of that name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(owner: str, *, pkcs8: bool = False) -> str:
    form = serialization.PrivateFormat.PKCS8 if pkcs8 else serialization.PrivateFormat.TraditionalOpenSSL
    return (
        private_key(owner)
        .private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        .decode()
    )


def public_pem(owner: str) -> str:
    return (
        private_key(owner)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def bare(pem: str) -> str:
    """Base64 without its wrapper, as Alipay's tools show keys."""
    return "".join(line for line in pem.splitlines() if not line.startswith("-----"))


@cache
def certificate(owner: str, serial: int = 42701552708448241360226107228231049510) -> str:
    """Of that owner's key, issued by the invented authority."""
    made = _build(_name(owner, "Merchants", "Xinghai", "CN"), _name(*_ISSUER), serial)
    signed = made.public_key(private_key(owner).public_key()).sign(private_key("authority"), hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def certificate_sn(serial: int = 42701552708448241360226107228231049510) -> str:
    return _sn(_ISSUER, serial)


@cache
def root_bundle() -> str:
    """Two roots as in Alipay's file, with an empty line between: one signed with RSA, one with another algorithm."""
    root = _build(_name(*_ROOT), _name(*_ROOT), _ROOT_SERIAL)
    by_rsa = root.public_key(private_key("root").public_key()).sign(private_key("root"), hashes.SHA256())
    curve = ec.generate_private_key(ec.SECP256R1())
    other = _build(_name(*_ROOT), _name(*_ROOT), _OTHER_SERIAL)
    by_curve = other.public_key(curve.public_key()).sign(curve, hashes.SHA256())
    return "\n".join(made.public_bytes(serialization.Encoding.PEM).decode() for made in (by_curve, by_rsa))


def root_sn() -> str:
    return _sn(_ROOT, _ROOT_SERIAL)


def _build(subject: x509.Name, issuer: x509.Name, serial: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(serial)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
    )


def _name(common: str, unit: str, organisation: str, country: str) -> x509.Name:
    """In the order in which Alipay's certificates hold them: the country first."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _sn(issuer: tuple[str, str, str, str], serial: int) -> str:
    text = "CN={},OU={},O={},C={}".format(*issuer) + str(serial)
    return hashlib.md5(text.encode()).hexdigest()
