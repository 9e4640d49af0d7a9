"""Put a question to the service in the words of its version, signed, and believe no unsigned yes.

V1 answers are not signed at all. V2 signs its answers when they say yes; whatever a list holds is not signed.
"""

from collections.abc import Mapping
from typing import Literal

from bodega_epay.call_service import Answer, call_service, refuse
from bodega_epay.keep_time import is_now, unix_seconds
from bodega_epay.settings import V2, EpaySettings
from bodega_epay.sign_fields import signed as signed_md5
from bodega_epay.sign_rsa import signature_holds
from bodega_epay.sign_rsa import signed as signed_rsa
from bodega_shop.extend import ChannelContext, UnknownOutcome

Deed = Literal["create", "query", "refund", "refundquery", "close", "info", "orders"]

_V1_ACTS: Mapping[str, str] = {"query": "order", "refund": "refund", "info": "query", "orders": "orders"}
_V2_PATHS: Mapping[str, str] = {"info": "merchant/info", "orders": "merchant/orders"}


async def ask(ctx: ChannelContext, settings: EpaySettings, deed: Deed, fields: Mapping[str, str]) -> Answer:
    """Raises as `call_service`, and `UnknownOutcome` for a yes that is not signed by the service, or not now."""
    if settings.version == V2:
        return await _ask_v2(ctx, settings, deed, fields)
    if deed == "create":
        return await call_service(
            ctx, "POST", settings.address(settings.mapi_path), sign(ctx, settings, fields)
        )
    return await _ask_v1(ctx, settings, _V1_ACTS[deed], fields)


def sign(ctx: ChannelContext, settings: EpaySettings, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields with our number at the service and a signature. Raises `ConfigInvalid` for a key that is none."""
    fields = {**fields, "pid": settings.pid}
    if settings.version == V2:
        return signed_rsa(fields, settings.private_key, unix_seconds(ctx))
    return signed_md5(fields, settings.key)


def refuse_unless_good(ctx: ChannelContext, settings: EpaySettings, answer: Answer) -> None:
    """Raises `GatewayRejected`."""
    if answer.get("code") != settings.good_code:
        refuse(ctx, answer)


async def _ask_v1(ctx: ChannelContext, settings: EpaySettings, act: str, fields: Mapping[str, str]) -> Answer:
    """A refund moves money and is posted; `act` stands in the address of it, and among the fields of a question."""
    address = settings.address(settings.api_path)
    if act == "refund":
        return await call_service(ctx, "POST", f"{address}?act=refund", _proved(ctx, settings, fields))
    return await call_service(ctx, "GET", address, _proved(ctx, settings, {"act": act, **fields}))


def _proved(ctx: ChannelContext, settings: EpaySettings, fields: Mapping[str, str]) -> dict[str, str]:
    if settings.question == "sign":
        return sign(ctx, settings, fields)
    return {**fields, "pid": settings.pid, "key": settings.key}


async def _ask_v2(
    ctx: ChannelContext, settings: EpaySettings, deed: str, fields: Mapping[str, str]
) -> Answer:
    address = settings.v2_address(_V2_PATHS.get(deed, f"pay/{deed}"))
    answer = await call_service(ctx, "POST", address, sign(ctx, settings, fields))
    if answer.get("code") == settings.good_code and not _is_signed(ctx, settings, answer):
        raise UnknownOutcome
    return answer


def _is_signed(ctx: ChannelContext, settings: EpaySettings, answer: Answer) -> bool:
    holds = signature_holds(answer.fields, platform_keys(settings), may_join="pay_info")
    return holds and is_now(ctx, answer.get("timestamp"))


def platform_keys(settings: EpaySettings) -> list[str]:
    """Whose signatures are believed: the service's key, and the other one while it changes."""
    return [key for key in (settings.platform_key, settings.other_platform_key) if key]
