"""A household with a living meter and its camera, and what the worker does when everything due is done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import Group

from harimi.service.accounts.addresses import prove
from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.accounts.staff import GIVEN
from harimi.service.captures.models import Capture
from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.captures.services import accept
from harimi.service.devices.models import Device, Installation
from harimi.service.devices.services import install, new_camera
from harimi.service.meters.models import Register, Site
from harimi.service.meters.services import found_home
from harimi.service.notices.delivering import deliver_some
from harimi.service.notices.sending import send_one
from harimi.service.pages.exports.making import answer_one
from harimi.service.pages.exports.making import make_one as export_one
from harimi.service.pages.reports.making import make_one
from harimi.service.platform.outbox import deliver_one
from harimi.service.privacy.models import PolicyPublication
from harimi.service.privacy.publication import at_start
from harimi.service.readings.imports.running import import_one
from harimi.service.readings.models import Reading
from harimi.service.readings.reading import read_some
from harimi.service.readings.recounting import recount_one
from harimi.service.readings.renewal.learning import learn_one
from harimi.service.readings.set_up import keep_face, set_up_picture
from harimi.service.readings.settling import settle_some
from harimi.service.readings.trials.listing import list_one
from harimi.service.readings.trials.reading import try_one
from harimi.service.readings.trials.taking import accept_one
from harimi.simulate.camera import Light
from harimi.simulate.living import LivingMeter
from tests.meters import METERS, shot

_TRIALS = (list_one, try_one, accept_one)
_LETTERS = (deliver_some, send_one)
WANTED = {
    "energy": Wanted("Electricity", "segments", "kWh", digits=8, decimals=2, max_per_hour=Decimal(12)),
    "pressure": Wanted("Pressure", "dial", "MPa", low=Decimal(0), high=Decimal("1.6")),
    "water": Wanted("Water", "drums", "m3", digits=9, decimals=4, max_per_hour=Decimal(3)),
}


@dataclass(frozen=True)
class World:
    """One meter that a camera watches."""

    owner: User
    site: Site
    register: Register
    device: Device
    token: str
    installation: Installation
    living: LivingMeter


def person(email: str, *, staff: bool = False, admin: bool = False) -> User:
    """Somebody who can sign in with the password `a long password`, under the first policy; their address is proven.

    Staff have every role but the administrator's.
    """
    if not PolicyPublication.objects.exists():
        at_start()
    user = User.objects.create_user(email, "a long password", is_staff=staff, is_superuser=admin)
    if staff:
        user.groups.set([Group.objects.get_or_create(name=role)[0] for role in GIVEN])
    prove(user)
    return user


def home(owner: User, name: str = "Home") -> Site:
    """A household of the owner's."""
    return found_home(name, owner, time_zone="Asia/Tokyo")


def member(organization: Organization, email: str, role: str = "viewer") -> User:
    """Somebody else with a role there."""
    user = person(email)
    Membership.objects.create(organization=organization, user=user, role=role)
    return user


def world(kind: str = "energy", *, since: datetime, email: str = "owner@example.jp", faced: bool = True) -> World:
    """A household with one meter of `kind` and its camera, since some day; with its face drawn, unless told otherwise."""
    owner = person(email)
    site, living = home(owner), METERS[kind]
    register = register_meter(site, WANTED[kind])
    device, token = new_camera(site.organization, "Camera")
    installation = install(device, register.meter, since=since)
    made = World(owner, site, register, device, token, installation, living)
    if faced:
        accept(device, shot(living, living.start), since)
        draw_face(made)
    return made


def draw_face(made: World) -> None:
    """The true face, drawn on the set-up photograph."""
    picture = set_up_picture(made.installation)
    assert picture is not None
    keep_face(made.register, picture, made.living.look.face(), actor=made.owner)
    made.installation.refresh_from_db()


def send(made: World, value: Decimal | str, at: datetime, seed: int = 1, *, light: Light | None = None) -> Capture:
    """The camera sends the meter at a value."""
    return accept(made.device, shot(made.living, Decimal(value), seed, light=light), at).capture


def work() -> None:
    """Does all that is due."""
    while any(
        job()
        for job in (
            settle_some,
            recount_one,
            import_one,
            deliver_one,
            *_LETTERS,
            read_some,
            learn_one,
            make_one,
            export_one,
            answer_one,
            *_TRIALS,
        )
    ):
        pass


def values(register: Register) -> list[int | None]:
    """The register's readings in order of time."""
    return list(Reading.objects.filter(register=register).order_by("at").values_list("value", flat=True))


def hours(n: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=n)
