"""A message is believed when this channel's service signed it for this merchant, and never otherwise."""

from contextlib import suppress
from dataclasses import replace

import msgspec
import pytest

from bodega.kernel.errors import InvalidInput
from bodega.plugins.settings_form import fields_of
from bodega_shop.conformance.open_shops import OpenTill
from bodega_shop.conformance.rig import GatewayRig, Sent
from bodega_shop.conformance.skip_unless import skip_unless
from bodega_shop.conformance.till import Till
from bodega_shop.contracts.gateway import ChannelContext
from bodega_shop.contracts.gateway_errors import ConfigInvalid, SignatureInvalid


class Believing:
    async def test_a_sum_that_was_changed_after_signing_is_refused_and_nothing_is_stored(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        order = await till.place()
        await till.begin(order)
        await rig.pay(order.out_trade_no)
        honest = await rig.messages(order.out_trade_no)
        for sent in honest:
            lie = rig.tampered(sent)
            assert lie != sent
            answer = await till.hear(lie)
            assert answer.status_code >= 400
            assert not till.accepted(answer)
        assert await till.state(order) == "pending"
        assert await till.events_stored() == 0
        await till.hear_of(order.out_trade_no)
        assert await till.state(order) == "delivered"

    async def test_nothing_at_all_is_refused(self, conformance_till: Till) -> None:
        for empty in (Sent("GET"), Sent("POST"), Sent("POST", body=b"{}"), Sent("GET", query="sign=")):
            with pytest.raises(SignatureInvalid):
                await conformance_till.parse(empty)

    async def test_another_merchants_true_message_pays_nothing_here(
        self, rig: GatewayRig, conformance_till: Till, conformance_shops: OpenTill
    ) -> None:
        """Yunting has an account at the same service, and uses the number of an order of this shop."""
        till = conformance_till
        order = await till.place()
        async with conformance_shops(rig.settings_of_another()) as yunting:
            await yunting.create(order.out_trade_no, order.to_pay)
            await rig.pay(order.out_trade_no)
            messages = await rig.messages(order.out_trade_no)
            believed = [await yunting.parse(sent) for sent in messages]
        assert all(event.merchant_matches for event in believed)
        for sent in messages:
            assert not till.accepted(await till.hear(sent))
        assert await till.state(order) == "pending"
        assert await till.payment_state(order.out_trade_no) == "created"

    async def test_a_true_message_of_this_shop_pays_nothing_in_another(
        self, rig: GatewayRig, conformance_till: Till, conformance_shops: OpenTill
    ) -> None:
        payment = await conformance_till.charge()
        async with conformance_shops(rig.settings()) as yunting:
            order = await yunting.place()
            for sent in await rig.messages(payment.out_trade_no):
                await yunting.hear(sent)
            assert await yunting.state(order) == "pending"
            assert await yunting.codes_sold() == 0

    async def test_either_of_two_secrets_is_believed_while_one_replaces_the_other(
        self, rig: GatewayRig, conformance_shops: OpenTill
    ) -> None:
        form = rig.settings_with_two_secrets()
        skip_unless(form is not None, "settings_with_two_secrets, two secrets at once")
        async with conformance_shops(form or {}) as till:
            before, after = await till.place(), await till.place()
            for order in (before, after):
                await till.create(order.out_trade_no, order.to_pay)
            await rig.pay(before.out_trade_no)
            await till.hear_of(before.out_trade_no)
            await rig.rotate()
            await rig.pay(after.out_trade_no)
            await till.hear_of(after.out_trade_no)
            assert [await till.state(order) for order in (before, after)] == ["delivered", "delivered"]

    async def test_a_secret_that_replaced_another_is_not_believed_by_who_never_heard_of_it(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        skip_unless(
            rig.settings_with_two_secrets() is not None, "settings_with_two_secrets, two secrets at once"
        )
        payment = await conformance_till.create()
        await rig.rotate()
        await rig.pay(payment.out_trade_no)
        for sent in await rig.messages(payment.out_trade_no):
            with pytest.raises(SignatureInvalid):
                await conformance_till.parse(sent)

    async def test_an_empty_secret_is_a_channel_that_is_off(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        payment = await till.charge()
        off = _without_secrets(await till.context())
        for sent in await rig.messages(payment.out_trade_no):
            with pytest.raises(ConfigInvalid):
                await till.parse(sent, off)
        with pytest.raises(ConfigInvalid):
            await rig.gateway.query(off, payment)
        with pytest.raises(ConfigInvalid):
            await rig.gateway.create(off, till.attempt("C0000000000000000002", rig.money))
        with pytest.raises(ConfigInvalid):
            await rig.gateway.check_settings(off)

    async def test_a_form_without_secrets_cannot_be_saved_or_takes_no_money(
        self, rig: GatewayRig, conformance_till: Till, conformance_shops: OpenTill
    ) -> None:
        payment = await conformance_till.charge()
        with suppress(InvalidInput):
            async with conformance_shops(rig.settings_without_secret()) as till:
                for sent in await rig.messages(payment.out_trade_no):
                    assert (await till.hear(sent)).status_code >= 400
                assert await till.events_stored() == 0


def _without_secrets(context: ChannelContext) -> ChannelContext:
    secrets = [field.name for field in fields_of(type(context.settings)) if field.setting.secret]
    return replace(context, settings=msgspec.structs.replace(context.settings, **dict.fromkeys(secrets, "")))
