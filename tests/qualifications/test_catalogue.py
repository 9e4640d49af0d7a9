"""What may be sold on this street, and which papers it takes."""

from datetime import date

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.i18n import LOCALES
from bodega.qualifications.load_starting_catalogue import load_starting_catalogue
from bodega.qualifications.read_catalogue import read_catalogue

TODAY = date(2026, 11, 22)


@pytest.fixture
async def catalogue(street):
    async with platform_scope() as scope:
        return await read_catalogue(scope)


def _kinds(needs, *, required=True):
    return {kind.code for need in needs if need.required is required for kind in need.kinds}


async def test_a_new_street_has_a_catalogue_in_both_languages(catalogue):
    assert catalogue.version >= 1
    assert {len(catalogue.line(code)) for code in catalogue.categories} == {1, 2, 3}
    named = [*catalogue.categories.values(), *catalogue.kinds.values()]
    assert all(one.name.in_locale(locale) for one in named for locale in LOCALES)
    assert all(field.label.in_locale(locale) for kind in catalogue.kinds.values() for field in kind.fields for locale in LOCALES)  # fmt: skip
    assert all(rule.source for rule in catalogue.requirements)
    assert all(kind.source for kind in catalogue.kinds.values())


async def test_every_rule_names_a_category_and_a_paper_that_exist(catalogue):
    assert {rule.category for rule in catalogue.requirements} <= {"*", *catalogue.categories}
    assert {rule.kind for rule in catalogue.requirements} <= set(catalogue.kinds)


async def test_loading_it_again_changes_nothing(street):
    async with platform_scope() as scope:
        assert not await load_starting_catalogue(scope, now=street.runtime.clock.now())


async def test_a_company_that_sells_game_cards_shows_its_licence_and_a_right_to_the_game(catalogue):
    needs = catalogue.needs(["games_pc_cards"], "company", "cn", on=TODAY)
    assert _kinds(needs) == {
        "business_licence", "representative_identity", "settlement_account", "operator_authorisation", "game_approval",
    }  # fmt: skip
    right = next(need for need in needs if need.any_of == "game_right")
    assert {kind.code for kind in right.kinds} == {"operator_authorisation", "game_approval"}
    assert right.categories == ("games_pc_cards",)


async def test_an_old_culture_licence_is_accepted_for_games_and_never_required(catalogue):
    assert not catalogue.kinds["network_culture_licence_games"].issued
    needs = catalogue.needs(["games"], "company", "cn", on=TODAY)
    assert "network_culture_licence_games" in _kinds(needs, required=False)
    assert "network_culture_licence_games" not in _kinds(needs)


@pytest.mark.parametrize("code", ["memberships_music", "memberships_shows", "memberships_animation"])
async def test_music_shows_and_animation_take_the_culture_licence(catalogue, code):
    assert "network_culture_licence" in _kinds(catalogue.needs([code], "company", "cn", on=TODAY))


async def test_video_memberships_do_not_take_the_culture_licence(catalogue):
    assert "network_culture_licence" not in _kinds(
        catalogue.needs(["memberships_video"], "company", "cn", on=TODAY)
    )


async def test_the_licence_for_paid_information_is_not_asked_for_game_cards_and_b21_of_no_shop(catalogue):
    everything = _kinds(catalogue.needs(catalogue.categories, "company", "cn", on=TODAY))
    assert "icp_licence" in _kinds(catalogue.needs(["information_courses"], "company", "cn", on=TODAY))
    assert "icp_licence" not in _kinds(catalogue.needs(["games"], "company", "cn", on=TODAY))
    assert "edi_licence" in catalogue.kinds
    assert "edi_licence" not in everything


async def test_each_mainland_domain_has_a_filing_of_its_own(catalogue):
    domains = ["xinghai.example", "xinghai.shop.example"]
    needs = catalogue.needs(["games"], "company", "cn", on=TODAY, domains=domains)
    assert [need.domain for need in needs if need.any_of == "icp_filing"] == domains
    assert "icp_filing" not in _kinds(catalogue.needs(["games"], "company", "cn", on=TODAY))
    assert "icp_filing" not in _kinds(
        catalogue.needs(["games"], "company", "everywhere", on=TODAY, domains=domains)
    )


async def test_an_individual_with_small_sales_states_so_instead_of_a_licence(catalogue):
    kinds = _kinds(catalogue.needs(["other_assets"], "individual", "cn", on=TODAY))
    assert "small_seller_statement" in kinds
    assert "business_licence" not in kinds


async def test_a_shop_that_sells_outside_china_shows_its_own_register(catalogue):
    kinds = _kinds(catalogue.needs(["software"], "company", "everywhere", on=TODAY))
    assert "trade_register_extract" in kinds
    assert "business_licence" not in kinds


async def test_a_parent_stands_for_every_open_category_below_it(catalogue):
    leaves = catalogue.leaves(["games"])
    assert "games_console_xbox" in leaves
    assert "games" not in leaves
    assert "games_accounts" not in leaves
    assert "games_pc" in catalogue.below(["games"])


async def test_what_two_categories_demand_alike_is_one_need_that_covers_both(catalogue):
    needs = catalogue.needs(["phone_credit_mobile", "memberships_video"], "company", "cn", on=TODAY)
    [agency] = [need for need in needs if need.any_of == "agency_authorisation"]
    assert set(agency.categories) == {"phone_credit_mobile", "memberships_video"}
    assert set(agency.asked_by) == {"phone_credit", "memberships"}
