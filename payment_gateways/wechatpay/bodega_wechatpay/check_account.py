"""Try a channel's settings with one harmless call, and tell the owner what is wrong."""

from bodega_shop.extend import ChannelContext, ConfigInvalid, GatewayRejected, Temporary, UnknownOutcome
from bodega_wechatpay.call_service import Answer, send
from bodega_wechatpay.fetch_certificates import PlatformCertificates, fetch_certificates
from bodega_wechatpay.open_account import Account, open_account

# Nobody's payment: shop numbers are longer.
_NO_PAYMENT = "BODEGATEST"


async def check_account(ctx: ChannelContext) -> None:
    """Ask about a payment that does not exist; where platform certificates are in use, compare them.

    Raises `ConfigInvalid` in a sentence for the owner.
    """
    account = open_account(ctx, without_verifier=True)
    try:
        if account.asked_serial:
            await _check_public_key(ctx, account)
            if ctx.settings.platform_certificates:
                await _check_second_mode(ctx, account)
        else:
            _check_certificates(account, await fetch_certificates(ctx, account))
    except Temporary as error:
        raise ConfigInvalid("WeChat Pay cannot be reached.") from error
    except UnknownOutcome as error:
        raise ConfigInvalid("What answers at this address is not signed by WeChat Pay.") from error
    except GatewayRejected as error:
        raise ConfigInvalid(
            "WeChat Pay does not accept the merchant number, the serial number and the private key, "
            "or it wants this merchant to enter a public key."
        ) from error


async def _check_public_key(ctx: ChannelContext, account: Account) -> None:
    target = f"/v3/pay/transactions/out-trade-no/{_NO_PAYMENT}?mchid={account.mchid}"
    answer = await send(ctx, account, "GET", f"{account.base_url}{target}")
    if answer.status >= 500 or answer.status < 400:
        raise UnknownOutcome
    if answer.code not in ("ORDERNOTEXIST", "RESOURCENOTEXISTS"):
        raise ConfigInvalid("WeChat Pay answered: %(reason)s", reason=answer.reason or "-")
    _check_signature(answer)


async def _check_second_mode(ctx: ChannelContext, account: Account) -> None:
    """While a merchant changes over, messages may be signed either way."""
    try:
        found = await fetch_certificates(ctx, account)
    except GatewayRejected as error:
        raise ConfigInvalid(
            "WeChat Pay has no platform certificates for this merchant. Empty that field."
        ) from error
    _check_certificates(account, found)


def _check_signature(answer: Answer) -> None:
    if answer.verdict == "old":
        raise ConfigInvalid("The clock of this machine and that of WeChat Pay differ by minutes.")
    if answer.verdict in ("wrong", "another key"):
        raise ConfigInvalid("The WeChat Pay public key or its id is not the one of this merchant.")


def _check_certificates(account: Account, found: PlatformCertificates) -> None:
    missing = [text for serial, text in found.texts.items() if serial not in account.verifiers]
    if missing:
        raise ConfigInvalid(
            "Enter this as the platform certificates, then test again: %(certificates)s",
            certificates=" ".join(missing),
        )
