"""A row of somebody's in every table that holds items, each column filled with a value that stands nowhere else."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import CharField, EmailField, Model, TextField

from harimi.service.accounts.models import Organization, User
from harimi.service.billing.models import Invoice
from harimi.service.meters.models import Register
from harimi.service.payments.models import CardPayment
from harimi.service.platform.blobs import blobs
from harimi.service.privacy.audit import token_of
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import Holding, holdings
from harimi.service.privacy.keys import new_subject
from harimi.service.privacy.models import Subject
from harimi.service.rights.exported import columns
from tests.meters import METERS, shot
from tests.services.canaries import AHEAD, Canaries

PEOPLE = (Subject.Kind.PERSON, Subject.Kind.ORGANIZATION)
"""Whom something is held about; what is kept by law is nobody's any more."""
TIED = {
    "accounts_invitation.staff_roles": "",
    "accounts_invitation.tenant": None,
    "accounts_membership.tenant": None,
    "accounts_organization.kind": "company",
    "accounts_organization.suspended_at": None,
    "accounts_user.is_active": True,
    "accounts_user.suspended_at": None,
    "alerts_alert.state": "ended",
    "billing_discount.percent": 0,
    "billing_discount.until": None,
    "meters_register.decimals": 0,
    "meters_register.finer": 0,
    "meters_register.kind": "gauge",
    "meters_site.time_zone": "Asia/Tokyo",
    "notices_message.state": "sent",
    "privacy_accesslog.anonymous_id": "",
    "privacy_choice.purpose": "",
    "readings_reading.state": "confirmed",
}
"""What rules of the database or of the service leave no choice about."""
CODES = {
    *("accounts_activity.about", "accounts_activity.action", "captures_capture.content_hash", "privacy_acceptance.language"),
    *("privacy_auditevent.action", "privacy_auditevent.actor", "privacy_auditevent.outcome", "privacy_auditevent.subject"),
    "readings_standing.state",
}
"""Texts of the service's own in rows that lived: nothing that anybody writes comes in there."""


@dataclass
class Planted:
    """One customer's canaries by the columns that hold them.

    Where they `lived`, the service made rows already and works on with them: in these only texts are changed that somebody
    writes, and in others the service's own columns stay as they begin. What stays when they go has nothing of theirs in it.
    """

    user: User
    organization: Organization
    lived: bool = False
    but: tuple[str, ...] = ()
    """Tables that are left as they are."""
    made: Canaries = field(default_factory=Canaries)
    of: dict[str, dict[str, str]] = field(default_factory=dict)
    """The canaries when all of that kind was planted: a choice is made by each subject for itself, a hold placed on each."""
    canaries: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    """Tables that hold items and in which nothing is."""
    _rows: dict[type[Model], Model] = field(default_factory=dict)
    _filled: set[tuple[type[Model], Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for kind, subject in self._subjects().items():
            self._rows |= {User: self.user, Organization: self.organization, Subject: subject}
            for holding in [one for one in holdings(kind) if one.table not in self.but]:
                self._plant(holding, subject)
            self.of[kind] = dict(self.canaries)

    def _subjects(self) -> dict[str, Subject]:
        return {Subject.Kind.PERSON: self.user.subject, Subject.Kind.ORGANIZATION: self.organization.subject}

    def _plant(self, holding: Holding, subject: Subject) -> None:
        row = holding.rows(subject.pk).order_by("pk").first()
        if row is None:
            self._rows[holding.model] = self._new(holding.model)
        elif (holding.model, row.pk) not in self._filled:
            self._rewrite(row) if self.lived else self._fill(row)
        if not holding.rows(subject.pk).exists():
            self.empty.append(holding.table)

    def _row(self, model: type[Model]) -> Model:
        if model not in self._rows:
            self._rows[model] = self._there(model) or self._new(model)
        return self._rows[model]

    def _there(self, model: type[Model]) -> Model | None:
        every = [(one, subject) for kind, subject in self._subjects().items() for one in holdings(kind) if one.model is model]
        found = (one.rows(subject.pk).order_by("pk").first() for one, subject in every)
        return next((one for one in found if one), None)

    def _new(self, model: type[Model]) -> Model:
        row = model()
        self._fill(row)
        return row

    def _rewrite(self, row: Model) -> None:
        """Texts in what lived."""
        for one in row._meta.concrete_fields:
            name = f"{row._meta.db_table}.{one.column}"
            if self._written_by_people(name, row, one):
                setattr(row, one.attname, self._value(name, row, one)[0])
                row.save(update_fields=[one.attname])
        self._filled.add((type(row), row.pk))

    def _written_by_people(self, name: str, row: Model, one: Any) -> bool:
        place = held().tables[row._meta.db_table].columns[one.column]
        text = isinstance(one, CharField | TextField) and not one.choices and one.column not in _stored(row)
        return text and place.personal and place.flag != "secret" and name not in CODES and name not in TIED

    def _fill(self, row: Model) -> None:
        """New values in all columns; the canaries of those that are exported, and of the others, are remembered."""
        exported = _exported(row)
        for one in row._meta.concrete_fields:
            name = f"{row._meta.db_table}.{one.column}"
            if one.is_relation:
                self._relate(row, one)
            elif not (one.primary_key and not row._state.adding) and not self._stays(row, one):
                value, canary = self._value(name, row, one)
                if value is not ...:
                    setattr(row, one.attname, value)
                if canary and (_of(row) or not one.primary_key):  # what is about nobody is named by its number
                    (self.canaries if one.column in exported else self.secrets)[name] = canary
        self._tied(row)
        _save(row)
        self._filled.add((type(row), row.pk))

    def _stays(self, row: Model, one: Any) -> bool:
        """Whether the service's own column stays as it begins, so that no worker takes the row for one that is to be done."""
        own = not held().tables[row._meta.db_table].columns[one.column].personal
        return self.lived and own and (one.null or one.has_default()) and one.column != "done_at"

    def _relate(self, row: Model, one: Any) -> None:
        if one.related_model in (Group, Permission):
            setattr(row, one.name, _of_staff(one.related_model))
        elif row._state.adding and one.related_model is not type(row):
            setattr(row, one.name, self._row(one.related_model))

    def _value(self, name: str, row: Model, one: Any) -> tuple[Any, str]:
        if name in TIED:
            return TIED[name], ""
        if name == "captures_cut.blob":
            return blobs().put(shot(METERS["energy"], METERS["energy"].start) + secrets.token_bytes(30)), ""
        if one.column in _stored(row):
            return blobs().put(f"{self.made.core} {row.pk}".encode()), ""
        if isinstance(one, EmailField) or name == "notices_keptmessage.to":
            self.made.texts[name] = self.user.email
            return self.user.email, self.user.email
        stays = self.lived and (not _of(row) or any(holding.unlink for holding in _of(row)))
        return (Canaries() if stays else self.made).value(name, one)

    def _tied(self, row: Model) -> None:
        """What leads to its subject by no key."""
        match row._meta.db_table:
            case "alerts_rule":
                row.site = row.meter = None  # type: ignore[attr-defined]
            case "privacy_auditevent":
                row.actor = row.subject = token_of(self._rows[Subject].pk)  # type: ignore[attr-defined]
                for column in ("actor", "subject"):
                    self.canaries.pop(f"privacy_auditevent.{column}", None)
            case "billing_run":
                row.state = "done"  # type: ignore[attr-defined]
            case "billing_invoicecopy" | "third_parties_provision":
                self._kept(row)
            case "payments_cardevent" | "accounts_signedin":
                self._named(row)
            case "contracts_plannedplace":
                left = "contract" if self._rows[Subject].kind == Subject.Kind.PERSON else "application"  # type: ignore[attr-defined]
                setattr(row, left, None)
            case "readings_qualityday":
                row.day = AHEAD.date() if self.lived else row.day  # type: ignore[attr-defined]
            case "platform_outboxevent":
                row.payload = {"register": str(self._row(Register).pk)}  # type: ignore[attr-defined]

    def _named(self, row: Model) -> None:
        """By the name of another row."""
        if row._meta.db_table == "payments_cardevent":
            row.about = self._row(CardPayment).intent  # type: ignore[attr-defined]
            self.secrets.pop("payments_cardevent.about", None)
            self.made.texts.pop("payments_cardevent.about", None)
        else:
            row.session_key = self._row(Session).pk  # type: ignore[attr-defined]
            row.last_day = AHEAD.date() if self.lived else row.last_day  # type: ignore[attr-defined]
            self.made.texts.pop("accounts_signedin.session_key", None)

    def _kept(self, row: Model) -> None:
        """What a law wants kept has a subject of its own."""
        row.subject = new_subject(Subject.Kind.KEPT)  # type: ignore[attr-defined]
        if row._meta.db_table == "billing_invoicecopy":
            row.number = self._row(Invoice).number  # type: ignore[attr-defined]
            self.secrets.pop("billing_invoicecopy.number", None)


def _save(row: Model) -> None:
    """With the moments that Django would set by itself."""
    told = {one.attname: row.__dict__[one.attname] for one in row._meta.concrete_fields if getattr(one, "auto_now_add", False)}
    row.save()
    if told:
        type(row)._base_manager.filter(pk=row.pk).update(**told)


def _of(row: Model) -> list[Holding]:
    return [one for kind in Subject.Kind.values for one in holdings(kind) if one.model is type(row)]


def _stored(row: Model) -> set[str]:
    return {one.stored for one in _of(row)}


def _exported(row: Model) -> set[str]:
    found = _of(row)
    return {one.name for one in columns(found[0])} if found and held().tables[found[0].table].exported else set()


def _of_staff(model: Any) -> Model:
    if model is Group:
        return Group.objects.get_or_create(name="staff")[0]
    kind, _ = ContentType.objects.get_or_create(app_label="accounts", model="user")
    return Permission.objects.get_or_create(codename="x", content_type=kind, defaults={"name": "x"})[0]
