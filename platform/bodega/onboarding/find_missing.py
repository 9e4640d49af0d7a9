"""Say of each step what is still missing, in sentences for the applicant."""

from collections.abc import Mapping

from bodega.kernel.errors import BodegaError, InvalidInput
from bodega.kernel.i18n import Text
from bodega.onboarding.application import Application
from bodega.onboarding.same_holder import OTHER_HOLDER, is_same_holder
from bodega.onboarding.steps import Step
from bodega.qualifications.catalogue import Need
from bodega.qualifications.read_standing import Standing


def find_missing(
    application: Application, standing: Standing, versions: str
) -> Mapping[Step, list[BodegaError]]:
    """Each sentence as an error that nobody raised: it knows its words and what fills them.

    `versions` are those of the agreement in force.
    """
    return {
        "goods": list(_goods(application, standing)),
        "name": list(_name(application)),
        "entity": list(_entity(application)),
        "papers": list(_papers(application, standing)),
        "settlement": list(_settlement(application)),
        "agreement": list(_agreement(application, versions)),
    }


def _goods(application: Application, standing: Standing) -> list[BodegaError]:
    chosen = application.answer("goods").get("categories") or ()
    if not chosen:
        return [InvalidInput("Say what you want to sell, and to whom.")]
    catalogue = standing.catalogue
    return [
        InvalidInput(
            "%(name)s is not for sale here any more. Please take it out.", name=_name_of(standing, code)
        )
        for code in chosen
        if not catalogue.is_open(code)
    ]


def _name(application: Application) -> list[BodegaError]:
    if not application.shop_name or application.shop_id is None:
        return [InvalidInput("Choose a name and an address.")]
    asks = application.market == "cn"
    return [
        InvalidInput("The number of the ICP filing of %(host)s is missing.", host=domain["host"])
        for domain in application.answers.get("domains") or ()
        if asks and not domain.get("icp")
    ]


def _entity(application: Application) -> list[BodegaError]:
    entity = application.answer("entity")
    if not entity:
        return [InvalidInput("Say who stands behind the shop.")]
    number = "uscc" if application.market == "cn" else "number"
    if entity["kind"] != "individual" and not entity.get(number):
        return [InvalidInput("The registration number is missing.")]
    return []


def _papers(application: Application, standing: Standing) -> list[BodegaError]:
    if not application.answer("goods") or not application.answer("entity"):
        return [InvalidInput("What you sell and who you are decides which papers are asked for.")]
    return [InvalidInput("Missing: %(paper)s", paper=_title(judged.need)) for judged in standing.missing]


def _settlement(application: Application) -> list[BodegaError]:
    settlement, entity = application.answer("settlement"), application.answer("entity")
    if not settlement:
        return [InvalidInput("Say where your money goes.")]
    if entity and not is_same_holder(str(settlement["holder"]), entity):
        return [InvalidInput(OTHER_HOLDER, entity=str(entity["name"]))]
    return []


def _agreement(application: Application, versions: str) -> list[BodegaError]:
    agreed = application.answer("agreement").get("version")
    if agreed == versions:
        return []
    if agreed:
        return [InvalidInput("The terms have changed since you agreed.")]
    return [InvalidInput("Read the agreement.")]


def _name_of(standing: Standing, code: str) -> Text | str:
    category = standing.catalogue.categories.get(code)
    return category.name if category else code


def _title(need: Need) -> Text:
    names = [kind.name for kind in need.kinds]
    where = f" ({need.domain})" if need.domain else ""
    return Text(
        en=" / ".join(name.en for name in names) + where, zh="／".join(name.zh for name in names) + where
    )
