"""What is written to owners about parcels and units."""

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import Organization
from harimi.service.egress.classes import MailClass
from harimi.service.logistics.carriers import followed_at
from harimi.service.logistics.models import Parcel, Unit
from harimi.service.notices.letters import Letter, declare, language_of, write

SENT, BACK = "parcel_sent", "unit_back"
CARRIERS = {
    "yamato": ("ヤマト運輸", "Yamato Transport"),
    "sagawa": ("佐川急便", "Sagawa Express"),
    "japan_post": ("日本郵便", "Japan Post"),
    "other": ("", ""),
}


def declare_all() -> None:
    """Called once Django has started."""
    declare(Letter(SENT, MailClass.SERVICE, "shipping"))
    declare(Letter(BACK, MailClass.SERVICE, "receipt"))


def tell_sent(parcel: Parcel) -> None:
    """A parcel is on its way: who carries it, under which number, and where that is followed."""
    lines = [f"{one.model} × {one.count}" for one in parcel.lines.all()]
    ja, en = CARRIERS[parcel.carrier]
    for user in members_who(parcel.organization, Action.MANAGE_CONTRACT):
        language = language_of(user)
        told = {"number": parcel.number, "lines": lines, "tracking": parcel.tracking}
        named = {"carrier": ja if language == "ja" else en, "link": followed_at(parcel, language)}
        write(SENT, to=user, context={**told, **named}, subject=parcel.organization.subject_id)


def tell_back(unit: Unit, organization: Organization) -> None:
    """A unit is still expected back."""
    since = unit.wanted_back_at.date() if unit.wanted_back_at else None
    told = {"serial": unit.serial, "model": unit.model, "since": since}
    for user in members_who(organization, Action.MANAGE_CONTRACT):
        write(BACK, to=user, context=told, subject=organization.subject_id)
