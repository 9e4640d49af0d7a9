"""Fetch the platform certificates, for merchants whose messages are signed with those.

They come sealed with the APIv3 key, which only WeChat Pay and the merchant have: what opens is theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bodega_shop.extend import ChannelContext, ConfigInvalid, UnknownOutcome
from bodega_wechatpay.call_service import note, read_json, refuse, send
from bodega_wechatpay.open_account import Account, same_serial
from bodega_wechatpay.open_resource import Sealed, open_resource
from bodega_wechatpay.read_pem import read_certificates
from bodega_wechatpay.verify_signature import verify_signature

CERTIFICATES = "/v3/certificates"


class _Entry(msgspec.Struct, frozen=True):
    serial_no: str
    encrypt_certificate: Sealed


class _Listed(msgspec.Struct, frozen=True):
    data: list[_Entry]


@dataclass(frozen=True)
class PlatformCertificates:
    """`texts` are the PEM texts, by serial number; `verifiers` the keys of those that are valid now."""

    texts: Mapping[str, str]
    verifiers: Mapping[str, RSAPublicKey]


async def fetch_certificates(ctx: ChannelContext, account: Account) -> PlatformCertificates:
    """Raises `UnknownOutcome` when they are not sealed for us or not signed with one of them."""
    answer = await send(ctx, account, "GET", f"{account.base_url}{CERTIFICATES}")
    if not answer.is_good:
        refuse(ctx, answer)
    listed = read_json(ctx, answer.body, _Listed)
    found = _open(ctx, account, listed)
    verdict = verify_signature(
        {**account.verifiers, **found.verifiers}, answer.headers, answer.body, ctx.clock.now()
    )
    if verdict != "holds":
        note(ctx, "wechatpay_no_answer", f"certificates: {verdict}")
        raise UnknownOutcome
    return found


def _open(ctx: ChannelContext, account: Account, listed: _Listed) -> PlatformCertificates:
    texts: dict[str, str] = {}
    verifiers: dict[str, RSAPublicKey] = {}
    for entry in listed.data:
        content = open_resource(account.apiv3_keys, entry.encrypt_certificate)
        if content is None:
            raise ConfigInvalid("The APIv3 key is not the one set at WeChat Pay.")
        for certificate in read_certificates(content.decode("ascii", "replace")):
            serial, key = same_serial(f"{certificate.serial_number:X}"), certificate.public_key()
            if certificate.not_valid_after_utc >= ctx.clock.now() and isinstance(key, RSAPublicKey):
                texts[serial], verifiers[serial] = content.decode("ascii", "replace").strip(), key
    return PlatformCertificates(texts, verifiers)
