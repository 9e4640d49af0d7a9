"""Lin Wei presses “test” and is told in a sentence what is wrong."""

from datetime import timedelta
from typing import Any

import pytest

from bodega.kernel.clock import SetClock
from bodega_shop.extend import ConfigInvalid, PaymentRef, UnknownOutcome
from simulators.wechatpay.keys import signer

PLATFORM, NEXT_PLATFORM = (
    "7C1B2C3D4E5F60718293A4B5C6D7E8F901234567",
    "0D1B2C3D4E5F60718293A4B5C6D7E8F901234567",
)
NO_PUBLIC_KEY = {"public_key_id": "", "public_key": ""}


async def test_a_good_account_is_good(gateway: Any, channel: Any, service: Any) -> None:
    await gateway.check_settings(channel())
    assert [heard.method for heard in service.heard] == ["GET"]
    assert not service.orders


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"mchid": "1999999999"}, "answered: SIGN_ERROR"),
        ({"cert_serial": "AAAAAAAAAAAAAAAA"}, "answered: SIGN_ERROR"),
        ({"cert_serial": "serial"}, "not one"),
        ({"private_key": "secret"}, "apiclient_key.pem"),
        ({"apiv3_key": "short"}, "exactly 32"),
        ({"apiv3_key_2": "short"}, "exactly 32"),
        ({"public_key": "key"}, "pub_key.pem"),
        ({"public_key": ""}, "needs both"),
        ({"public_key_id": "0116"}, "needs both"),
        ({"public_key_id_2": "PUB_KEY_ID_2"}, "needs both"),
        ({"platform_certificates": "certificate"}, "cannot be read"),
        ({"native": False}, "at least one way"),
        ({"base_url": "http://127.0.0.1:9"}, "cannot be reached"),
        ({"base_url": "http://127.0.0.1:port"}, "cannot be used"),
    ],
)
async def test_the_owner_is_told_what_is_wrong(
    gateway: Any, channel: Any, settings: dict[str, Any], says: str
) -> None:
    with pytest.raises(ConfigInvalid, match=says):
        await gateway.check_settings(channel(**settings))


async def test_a_wrong_private_key_is_noticed(gateway: Any, channel: Any, rig: Any) -> None:
    with pytest.raises(ConfigInvalid, match="answered: SIGN_ERROR"):
        await gateway.check_settings(channel(private_key=rig.other.own.private_pem))


async def test_another_merchants_public_key_is_noticed(gateway: Any, channel: Any, rig: Any) -> None:
    theirs = rig.other.public_keys[0].public_pem
    with pytest.raises(ConfigInvalid, match="not the one of this merchant"):
        await gateway.check_settings(channel(public_key=theirs))


async def test_a_clock_that_is_wrong_is_noticed(gateway: Any, channel: Any, service: Any) -> None:
    clock = SetClock(service.now())
    clock.advance(minutes=7)
    with pytest.raises(ConfigInvalid, match="answered: SIGN_ERROR"):
        await gateway.check_settings(channel(clock=clock))


async def test_answers_that_come_minutes_late_are_a_matter_of_clocks(
    gateway: Any, channel: Any, service: Any
) -> None:
    service.answers_are_late = timedelta(minutes=6)
    with pytest.raises(ConfigInvalid, match="differ by minutes"):
        await gateway.check_settings(channel())


async def test_in_the_mode_of_certificates_a_wrong_key_is_noticed_too(
    gateway: Any, channel: Any, rig: Any
) -> None:
    rig.merchant.certificates = [signer(PLATFORM)]
    with pytest.raises(ConfigInvalid, match="does not accept"):
        await gateway.check_settings(channel(**NO_PUBLIC_KEY, private_key=rig.other.own.private_pem))


@pytest.mark.parametrize("how", ["unread", "error"])
async def test_silence_is_no_good_account(gateway: Any, channel: Any, service: Any, how: Any) -> None:
    service.broken.append(("query", how))
    with pytest.raises(ConfigInvalid):
        await gateway.check_settings(channel())


async def test_where_somebody_else_answers_it_is_said(gateway: Any, channel: Any, says: Any) -> None:
    says({"hello": "world"})
    with pytest.raises(ConfigInvalid, match="not signed by WeChat Pay"):
        await gateway.check_settings(channel())


async def test_without_a_public_key_the_certificates_to_enter_are_shown(
    gateway: Any, channel: Any, rig: Any
) -> None:
    rig.merchant.certificates = [signer(PLATFORM)]
    with pytest.raises(ConfigInvalid) as told:
        await gateway.check_settings(channel(**NO_PUBLIC_KEY))
    pasted = str(told.value).partition(": ")[2]
    await gateway.check_settings(channel(**NO_PUBLIC_KEY, platform_certificates=" ".join(pasted.split())))


async def test_a_new_platform_certificate_is_pointed_out(gateway: Any, channel: Any, rig: Any) -> None:
    rig.merchant.certificates = [signer(PLATFORM), signer(NEXT_PLATFORM)]
    entered = signer(PLATFORM).certificate_pem
    with pytest.raises(ConfigInvalid, match="Enter this"):
        await gateway.check_settings(channel(**NO_PUBLIC_KEY, platform_certificates=entered))
    both = entered + signer(NEXT_PLATFORM).certificate_pem
    await gateway.check_settings(channel(**NO_PUBLIC_KEY, platform_certificates=both))


async def test_another_apiv3_key_opens_no_certificate(gateway: Any, channel: Any, rig: Any) -> None:
    rig.merchant.certificates = [signer(PLATFORM)]
    with pytest.raises(ConfigInvalid, match="APIv3 key is not the one"):
        await gateway.check_settings(channel(**NO_PUBLIC_KEY, apiv3_key=rig.other.apiv3_key))


async def test_a_merchant_without_certificates_is_asked_for_a_public_key(gateway: Any, channel: Any) -> None:
    with pytest.raises(ConfigInvalid, match="enter a public key"):
        await gateway.check_settings(channel(**NO_PUBLIC_KEY))


async def test_while_a_merchant_changes_over_both_modes_are_tried(
    gateway: Any, channel: Any, rig: Any
) -> None:
    entered = signer(PLATFORM).certificate_pem
    with pytest.raises(ConfigInvalid, match="Empty that field"):
        await gateway.check_settings(channel(platform_certificates=entered))
    rig.merchant.certificates = [signer(PLATFORM)]
    await gateway.check_settings(channel(platform_certificates=entered))
    rig.merchant.certificates = [signer(PLATFORM), signer(NEXT_PLATFORM)]
    with pytest.raises(ConfigInvalid, match="Enter this"):
        await gateway.check_settings(channel(platform_certificates=entered))


async def test_an_answer_under_a_new_certificate_is_understood_by_asking_for_it(
    gateway: Any, channel: Any, paid: Any, rig: Any, service: Any
) -> None:
    number = await paid()
    rig.merchant.certificates = [signer(NEXT_PLATFORM), signer(PLATFORM)]
    old = channel(**NO_PUBLIC_KEY, platform_certificates=signer(PLATFORM).certificate_pem)
    assert (await gateway.query(old, PaymentRef(number))).state == "succeeded"
    assert service.heard[-1].target == "/v3/certificates"


async def test_certificates_that_are_signed_by_nobody_known_teach_nothing(
    gateway: Any, channel: Any, paid: Any, rig: Any, service: Any
) -> None:
    number = await paid()
    rig.merchant.certificates = [signer(PLATFORM)]
    service.stranger = signer("EE1B2C3D4E5F60718293A4B5C6D7E8F901234567")
    old = channel(**NO_PUBLIC_KEY, platform_certificates=signer(PLATFORM).certificate_pem)
    with pytest.raises(UnknownOutcome):
        await gateway.query(old, PaymentRef(number))


@pytest.mark.parametrize(
    "address",
    ["https://pay.example", "http://api.mch.weixin.qq.com", "https://api.mch.weixin.qq.com.evil.example"],
)
async def test_outside_of_tests_only_wechat_pay_itself_is_called(
    gateway: Any, channel: Any, address: str
) -> None:
    with pytest.raises(ConfigInvalid, match="WeChat Pay itself"):
        await gateway.query(channel(base_url=address, test_mode=False), PaymentRef("20261122N1"))


async def test_both_addresses_of_wechat_pay_are_taken(
    gateway: Any, channel: Any, notice: Any, paid: Any
) -> None:
    await paid()
    for address in ("https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com/"):
        live = channel(base_url=address, test_mode=False)
        assert (await gateway.parse_notification(live, notice())).state == "succeeded"


async def test_keys_that_lost_their_lines_are_read(gateway: Any, channel: Any, rig: Any) -> None:
    own, key = rig.merchant.own.private_pem, rig.merchant.public_keys[0].public_pem
    await gateway.check_settings(
        channel(private_key=own.replace("\n", " "), public_key="".join(key.strip().split("\n")[1:-1]))
    )


async def test_a_serial_in_small_letters_is_the_same(gateway: Any, channel: Any, rig: Any) -> None:
    await gateway.check_settings(channel(cert_serial=rig.merchant.own.serial.lower()))
