"""Number certificates as Alipay asks for them in every signed request of the certificate mode."""

import hashlib
import re

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")
_SIGNED_WITH_RSA = "1.2.840.113549.1.1."


def first_certificate(bundle: str) -> x509.Certificate:
    """The certificate that a file of Alipay's begins with, its issuers may follow. Raises `ValueError`."""
    found = _PEM.search(bundle)
    if not found:
        raise ValueError("there is no certificate in this")
    return x509.load_pem_x509_certificate(found[0].encode())


def certificate_number(certificate: x509.Certificate) -> str:
    """MD5 over the issuer, most specific part first, and the decimal serial number.

    Source: Alipay's documents of the certificate mode, and the values its own SDK is tested with.
    """
    text = f"{certificate.issuer.rfc4514_string()}{certificate.serial_number}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def root_number(bundle: str) -> str:
    """The numbers of those root certificates that are signed with RSA, joined. Raises `ValueError` when there is none.

    Each is read for itself: of Alipay's four one is malformed and one is signed with SM2, and both are left out.
    """
    readable = [found for pem in _PEM.findall(bundle) if (found := _read(pem)) is not None]
    numbers = [certificate_number(found) for found in readable if _is_signed_with_rsa(found)]
    if not numbers:
        raise ValueError("there is no root certificate in this")
    return "_".join(numbers)


def _read(pem: str) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return None


def _is_signed_with_rsa(certificate: x509.Certificate) -> bool:
    return certificate.signature_algorithm_oid.dotted_string.startswith(_SIGNED_WITH_RSA)
