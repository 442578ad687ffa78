"""Plants two people with their organizations: in every table that holds an item, in every text that people or cameras write.

`python -m tests.services.residue.planting` prints, for `ours` and `theirs`, the core that all their texts contain, the texts by
column, and in which tables nothing was planted.
"""

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from harimi.service.project.setup import set_up

START = datetime(2026, 4, 6, tzinfo=UTC)
PATIENCE = 60.0
PASSWORD = "a long password"  # noqa: S105
KANJI = "髙﨑"
CODES = {
    "accounts_activity.action",
    "accounts_activity.about",
    "accounts_membership.role",
    "accounts_user.language",
    "accounts_user.password",
    "captures_capture.content_hash",
    "captures_cut.blob",
    "devices_order.code",
    "meters_reportfile.blob",
    "meters_reportfile.fault",
    "meters_reportfile.kind",
    "meters_reportfile.language",
    "meters_savedview.query",
    "meters_site.time_zone",
    "meters_upload.fault",
    "meters_upload.kind",
    "notices_delivery.letter",
    "notices_delivery.mail",
    "notices_mailbox.status",
    "notices_message.language",
    "notices_message.letter",
    "notices_message.state",
    "notices_message.status",
    "privacy_acceptance.language",
    "privacy_accesslog.anonymous_id",
    "privacy_accesslog.method",
    "privacy_accesslog.page",
    "privacy_auditevent.action",
    "privacy_auditevent.actor",
    "privacy_auditevent.outcome",
    "privacy_auditevent.subject",
    "privacy_choice.channel",
    "privacy_choice.clause_hash",
    "privacy_choice.item",
    "privacy_choice.language",
    "privacy_choice.purpose",
    "privacy_choice.text_hash",
    "readings_learnedview.light",
    "readings_readingversion.why",
    "readings_standing.state",
    "rights_export.fault",
    "rights_export.language",
    "rights_exportpart.blob",
}
"""Columns whose texts are codes, hashes or keys of the service's own: nothing that anybody writes comes in there."""


@dataclass
class Planted:
    """Somebody, and what was planted about them."""

    core: str
    email: str
    subjects: list[str]
    organization: str
    texts: dict[str, str] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)


def main() -> None:
    """Plants both."""
    set_up()
    from harimi.service.privacy.gate import using

    with using("provision"):
        ours, theirs = plant("energy"), plant("pressure")
    print(json.dumps({"ours": vars(ours), "theirs": vars(theirs)}))


def plant(kind: str) -> Planted:
    """A household with a meter and its camera, a row in every table, and a text in every column that takes one."""
    from tests.services.world import world

    core = uuid4().hex
    email = f"{core}@example.jp"
    made = world(kind, since=START, email=email)
    _until_read(made)
    subjects = [made.owner.subject_id, made.site.organization.subject_id]
    planted = Planted(core, email, [str(one) for one in subjects], str(made.site.organization_id))
    _rows(made, core)
    for holding, subject in _holdings(subjects):
        if not holding.rows(subject).exists():
            planted.empty.append(holding.table)
        _texts(planted, holding, subject)
    return planted


def _until_read(made: Any) -> None:
    """Its photograph is read, here or by a worker of the service that runs beside."""
    from harimi.service.readings.models import Reading
    from tests.services.world import work

    deadline = time.monotonic() + PATIENCE
    while not Reading.objects.filter(register=made.register).exists():
        assert time.monotonic() < deadline
        work()
        time.sleep(0.1)


def _holdings(subjects: list[Any]) -> list[tuple[Any, Any]]:
    from harimi.service.privacy.holdings import holdings
    from harimi.service.privacy.models import Subject

    kinds = zip((Subject.Kind.PERSON, Subject.Kind.ORGANIZATION), subjects, strict=True)
    return [(one, subject) for kind, subject in kinds for one in holdings(kind)]


def _texts(planted: Planted, holding: Any, subject: Any) -> None:
    """A text into each column of the subject's first row that is free, and says something about somebody."""
    from django.db.models import EmailField

    from harimi.service.privacy.held import held
    from harimi.service.privacy.sealed import SealedTextField

    row = holding.rows(subject).order_by("pk").first()
    if row is None:
        return
    for one in row._meta.concrete_fields:
        name = f"{holding.table}.{one.column}"
        place = held().tables[holding.table].columns[one.column]
        if not place.personal or place.flag == "secret" or name in CODES or name in planted.texts:
            continue
        if isinstance(one, EmailField) or name == "notices_keptmessage.to":
            planted.texts[name] = planted.email
        elif isinstance(one, SealedTextField):
            setattr(row, one.attname, _text(planted, name, 200))
            row.save(update_fields=[one.attname])
        elif one.get_internal_type() in ("CharField", "TextField") and not one.choices and not one.is_relation:
            holding.model._base_manager.filter(pk=row.pk).update(**{one.attname: _text(planted, name, one.max_length)})


def _text(planted: Planted, name: str, longest: int | None) -> str:
    text = f"{KANJI}{planted.core}{len(planted.texts):02}"
    planted.texts[name] = text if longest is None or longest >= len(text) else text[: longest - 1] + "."
    return planted.texts[name]


def _rows(made: Any, core: str) -> None:
    """Rows of the tables in which a household's ordinary life has left none yet."""
    for make in (_of_person, _of_places, _of_cameras, _of_readings, _of_rights):
        make(made, core)


def _of_person(made: Any, core: str) -> None:
    from allauth.account.models import EmailAddress, EmailConfirmation
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from harimi.service.accounts import activity
    from harimi.service.accounts.models import Invitation, SignedIn
    from harimi.service.meters.models import SavedView
    from harimi.service.notices.models import Delivery, KeptMessage, Mailbox, Message, Notice
    from harimi.service.privacy.audit import record
    from harimi.service.privacy.choices import Asked, consent
    from harimi.service.privacy.models import AccessDevice, AccessLog

    user, organization = made.owner, made.site.organization
    address = EmailAddress.objects.get(user=user)
    EmailConfirmation.objects.create(email_address=address, key=uuid4().hex)
    Authenticator.objects.create(user=user, type="recovery_codes", data={"migrated_codes": ["x"]})
    user.groups.add(Group.objects.get_or_create(name="readers")[0])
    content, _ = ContentType.objects.get_or_create(app_label="accounts", model="user")
    user.user_permissions.add(Permission.objects.get_or_create(codename="read", content_type=content)[0])
    session = SessionStore()
    session.create()
    SignedIn.objects.create(user=user, session_key=str(session.session_key), last_day=timezone.now().date())
    SavedView.objects.create(user=user, name=core, query="state=asks")
    KeptMessage.objects.create(to=user.email, subject=core, body=core)
    texts = dict.fromkeys(("title_ja", "title_en", "body_ja", "body_en"), "Maintenance")
    notice = Notice.objects.create(kind="maintenance", audience="chosen", **texts)
    notice.organizations.add(organization)
    Delivery.objects.create(notice=notice, user=user, letter=uuid4())
    Mailbox.objects.create(user=user, address=user.email, status="550")
    for subject in (user.subject, organization.subject):
        told = {"subject": subject, "address": user.email, "heading": core, "body": core, "language": "ja"}
        Message.objects.create(user=user, letter="invitation", state="sent", **told)
    AccessDevice.objects.create(subject=user.subject, named=core, first_at=timezone.now(), last_at=timezone.now())
    AccessLog.objects.create(subject=user.subject, method="GET", page="home", status=200)
    for subject in (user.subject_id, organization.subject_id):
        consent("access_device", Asked("words", "ja", "test"), subject=subject)
        record("looked", actor=user.subject_id, subject=subject)
    Invitation.objects.create(organization=organization, email=user.email, role="viewer", token_hash=uuid4().hex)
    activity.note(organization, "people.joined", actor=user, about=user.pk, role="owner")


def _of_places(made: Any, core: str) -> None:
    from django.utils import timezone

    from harimi.service.meters.models import (
        Pause,
        RegisterSetting,
        ReportFile,
        Round,
        RoundStop,
        Tenancy,
        Tenant,
        Upload,
        Visit,
    )
    from harimi.service.platform.blobs import blobs

    register, organization, now = made.register, made.site.organization, timezone.now()
    Pause.objects.create(meter=register.meter, since=now)
    RegisterSetting.objects.create(register=register, until=now, display=register.display, digits=register.digits)
    stop = RoundStop.objects.create(
        round=Round.objects.create(organization=organization, name=core), register=register, place=1
    )
    Visit.objects.create(stop=stop, key=uuid4(), at=now, by=made.owner, outcome=Visit.Outcome.values[0])
    Tenancy.objects.create(tenant=Tenant.objects.create(organization=organization, name=core), meter=register.meter, since=now)
    Upload.objects.create(organization=organization, user=made.owner, kind="meters", table=core, done_at=now)
    kept = {"kind": "month", "day": now.date(), "language": "ja", "photographs": False, "asked_at": now, "done_at": now}
    ReportFile.objects.create(organization=organization, blob=blobs().put(core.encode()), **kept)


def _of_cameras(made: Any, core: str) -> None:
    from django.utils import timezone

    from harimi.service.devices.models import DeviceHealth, DeviceLog, DeviceReport, Order
    from harimi.service.logistics.models import Unit, UnitEvent

    device, now = made.device, timezone.now()
    DeviceHealth.objects.create(device=device, at=now)
    DeviceLog.objects.create(device=device, at=now, level=_first(DeviceLog, "level"), event=_first(DeviceLog, "event"))
    DeviceReport.objects.create(device=device, at=now, model=core)
    Order.objects.create(
        device=device, kind=_first(Order, "kind"), together=uuid4(), changed_at=now, expires_at=now + timedelta(days=1)
    )
    secrets = {name: uuid4().hex for name in ("key_hash", "code_hash", "serial")}
    owned = {"organization": made.site.organization, "device": device, "state": Unit.State.CLAIMED, "since": now}
    unit = Unit.objects.create(model="HC", code_end="abcd", **owned, **secrets)
    UnitEvent.objects.create(unit=unit, what="claimed", actor=made.owner, organization=made.site.organization)


def _first(model: Any, name: str) -> Any:
    return model._meta.get_field(name).choices[0][0]


def _of_readings(made: Any, core: str) -> None:
    from harimi.service.captures.models import Cut
    from harimi.service.meters.models import Face
    from harimi.service.platform.models import OutboxEvent
    from harimi.service.readings.models import (
        Annotation,
        Exchange,
        LearnedView,
        Reading,
        ReadingVersion,
        Reread,
        Trial,
        Usage,
    )

    register, cut = made.register, Cut.objects.filter(installation=made.installation)[0]
    reading, face = Reading.objects.filter(register=register)[0], Face.objects.filter(register=register)[0]
    Annotation.objects.create(meter=register.meter, at=START, text=core, made_by=made.owner)
    Exchange.objects.create(register=register, at=START, last_value=1, first_value=0, model=core, serial=core)
    told = {"at": reading.at, "value": reading.value, "state": reading.state, "replaced_by": made.owner, "why": "corrected"}
    ReadingVersion.objects.create(register=register, replaced_at=reading.at, **told)
    Usage.objects.get_or_create(register=register, period="day", start=START, defaults={"amount": 1})
    LearnedView.objects.create(face=face, light="day", picture=cut, taken_at=START, state="refused")
    reread = Reread.objects.create(
        organization=made.site.organization, since=START, until=START, asked_at=START, state="dropped"
    )
    Trial.objects.create(reread=reread, cut=cut, register=register, face=face, taken_at=START, alternatives=[], reasons=[])
    OutboxEvent.objects.create(topic="reading.changed", payload={"register": str(register.pk), "at": "", "state": ""})


def _of_rights(made: Any, core: str) -> None:
    from django.utils import timezone

    from harimi.service.platform.blobs import blobs
    from harimi.service.rights.models import Export, ExportPart, Hold

    for subject in (made.owner.subject, made.site.organization.subject):
        held = Hold.objects.create(subject=subject, ground="dispute", until=timezone.localdate() + timedelta(days=1))
        Hold.objects.filter(pk=held.pk).update(lifted_at=timezone.now())
        export = Export.objects.create(subject=subject, language="ja", asked_at=timezone.now(), done_at=timezone.now())
        ExportPart.objects.create(export=export, number=0, blob=blobs().put(f"{core} {subject.pk}".encode()))


if __name__ == "__main__":
    main()
