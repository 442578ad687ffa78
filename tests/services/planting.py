"""Rows for two customers in every exported table, each column filled with a value that stands nowhere else."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    FloatField,
    IntegerField,
    JSONField,
    Model,
    TextField,
    UUIDField,
)

from harimi.service.accounts.models import Organization, User
from harimi.service.captures.models import Cut
from harimi.service.notices.models import Message
from harimi.service.platform.blobs import blobs
from harimi.service.privacy.audit import token_of
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import holdings
from harimi.service.privacy.models import Choice, Subject
from harimi.service.rights.exported import columns
from harimi.service.rights.models import Hold
from harimi.vision.views import View
from tests.meters import METERS, shot

SHORTEST = 12
"""Letters that a canary needs, so that it is found by no chance."""
TIED = {
    "accounts_membership.tenant": None,
    "accounts_invitation.tenant": None,
    "accounts_user.is_active": True,
    "privacy_accesslog.anonymous_id": "",
    "privacy_choice.purpose": "",
    "accounts_organization.kind": "company",
    "meters_register.decimals": 0,
    "meters_register.finer": 0,
    "meters_register.kind": "gauge",
    "meters_site.time_zone": "Asia/Tokyo",
    "readings_reading.state": "confirmed",
    "rights_hold.lifted_at": None,
}
"""What rules of the database or of the service leave no choice about."""
OWN = ("privacy_subjectkey", "rights_export", "rights_exportpart")
"""What is there already, or comes with an export."""


@dataclass
class Planted:
    """One customer's rows, table by table, and the canaries in them, by the column that holds each."""

    user: User
    organization: Organization
    rows: dict[type[Model], Model] = field(default_factory=dict)
    of: dict[str, dict[str, str]] = field(default_factory=dict)
    """The canaries when all of that kind was planted: choices, holds and letters are each subject's own."""
    canaries: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows |= {User: self.user, Organization: self.organization, Subject: self.organization.subject}

    def everything(self) -> None:
        """A row in every table that is exported of a person or of an organization."""
        for kind in Subject.Kind.values:
            self.rows[Subject] = self.user.subject if kind == "person" else self.organization.subject
            for holding in [one for one in holdings(kind) if one.table not in OWN]:
                shown = self._shown(holding.model)
                if holding.model in (User, Organization):
                    self._fill(self.rows[holding.model], shown)
                elif kind == "organization" or holding.model not in self.rows:
                    self._row(holding.model, shown)
            self.of[kind] = dict(self.canaries)
            for one in (Choice, Hold, Message):
                self.rows.pop(one, None)

    def _row(self, model: type[Model], shown: set[str] | None = None) -> Model:
        if model not in self.rows:
            if shown is None:
                shown = self._shown(model)
            row = model()
            self._fill(row, shown)
            self.rows[model] = row
        return self.rows[model]

    def _shown(self, model: type[Model]) -> set[str]:
        found = [one for kind in Subject.Kind.values for one in holdings(kind) if one.model is model]
        exported = found and held().tables[found[0].table].exported
        return {one.name for one in columns(found[0])} if exported else set()

    def _fill(self, row: Model, shown: set[str]) -> None:
        """New values in all columns; the canaries of those that are shown, and the secrets, are remembered."""
        for one in row._meta.concrete_fields:
            name = f"{row._meta.db_table}.{one.column}"
            if one.primary_key and not row._state.adding:
                continue
            if one.is_relation:
                self._relate(row, one)
                continue
            value, canary = self._value(name, one)
            if value is not ...:
                setattr(row, one.attname, value)
            if canary and one.column in shown and name != "captures_cut.blob":
                self.canaries[name] = canary
            elif canary and (shown or not one.primary_key):  # what is held about nobody is named by its number
                self.secrets[name] = canary
        self._tied(row)
        told = {
            one.attname: row.__dict__[one.attname] for one in row._meta.concrete_fields if getattr(one, "auto_now_add", False)
        }
        row.save()
        if told:
            type(row)._base_manager.filter(pk=row.pk).update(**told)

    def _relate(self, row: Model, one: "Field[Any, Any]") -> None:
        model: Any = one.related_model
        if model in (Group, Permission):
            setattr(row, one.name, _of_staff(model))
        elif row._meta.model is not User and row._meta.model is not Organization:
            setattr(row, one.name, self._row(model))

    def _value(self, name: str, one: "Field[Any, Any]") -> tuple[Any, str]:
        """A value and what of it is looked for; `...` leaves the column as it is."""
        if name in TIED:
            return TIED[name], ""
        if name == "captures_cut.blob":
            return blobs().put(_picture()), ""
        if one.choices:
            return one.choices[0][0], ""
        if isinstance(one, JSONField):
            return _json(name)
        if isinstance(one, CharField | TextField):
            return self._text(name, one)
        if isinstance(one, DateTimeField):
            micro = secrets.randbelow(900_000) + 100_000
            return datetime(2026, 4, 6, tzinfo=UTC) + timedelta(microseconds=micro, minutes=len(self.canaries)), f".{micro}+"
        if isinstance(one, DateField):
            found = date(1700, 1, 1) + timedelta(days=secrets.randbelow(60_000))
            return found, found.isoformat()
        if isinstance(one, UUIDField):
            key = uuid.uuid4()
            return key, str(key)
        return self._number(one)

    def _number(self, one: "Field[Any, Any]") -> tuple[Any, str]:
        if isinstance(one, DecimalField):
            small = Decimal(secrets.randbelow(9 * 10**13) + 10**13).scaleb(-6)
            return small, f"{small:f}"
        if isinstance(one, FloatField):
            share = secrets.randbelow(10**12) / 10**12
            return share, str(share)
        internal = one.get_internal_type()
        if internal == "BooleanField":
            return False, ""
        if isinstance(one, IntegerField) and "Big" in internal and "Auto" not in internal:
            large = secrets.randbelow(9 * 10**17) + 10**17
            return large, str(large)
        if isinstance(one, IntegerField) and "Auto" not in internal:
            return secrets.randbelow(30_000) + 1, ""
        return ..., ""

    def _text(self, name: str, one: "Field[Any, Any]") -> tuple[Any, str]:
        if name in ("notices_keptmessage.to", "accounts_invitation.email") or name == "account_emailaddress.email":
            return self.user.email, self.user.email
        if name == "accounts_user.email":
            return self.user.email, self.user.email
        longest = one.max_length or 60
        canary = f"彅{secrets.token_hex(20)}"[: min(longest, 40)]
        return canary, canary if longest >= SHORTEST else ""

    def _tied(self, row: Model) -> None:
        """Audit rows are found by tokens."""
        if row._meta.db_table == "privacy_auditevent":
            row.actor = row.subject = token_of(self.user.subject_id)  # type: ignore[attr-defined]
            for column in ("actor", "subject"):
                self.canaries.pop(f"privacy_auditevent.{column}", None)


def _json(name: str) -> tuple[Any, str]:
    """JSON that is closed takes lists of texts, or one of its keys."""
    canary = f"彅{secrets.token_hex(12)}"
    keys = {"accounts_activity.details": "role", "devices_device.settings": "quality", "meters_face.data": "id"}
    if name in ("captures_cut.part", "captures_cut.frame", "devices_installation.frame"):
        share = secrets.randbelow(10**12) / 10**12
        return {"x": share, "y": 0, "width": 1, "height": 1}, str(share)
    if name == "readings_learnedview.data":
        return {next(iter(View.model_fields)): canary}, canary
    return ({keys[name]: canary} if name in keys else [canary]), canary


def _of_staff(model: Any) -> Model:
    if model is Group:
        return Group.objects.get_or_create(name="staff")[0]
    found = Permission.objects.first()
    if found is None:
        from django.contrib.contenttypes.models import ContentType

        kind, _ = ContentType.objects.get_or_create(app_label="accounts", model="user")
        found, _ = Permission.objects.get_or_create(codename="x", content_type=kind, name="x")
    return found


def _picture() -> bytes:
    return shot(METERS["energy"], METERS["energy"].start) + secrets.token_bytes(30)


def planted(user: User, organization: Organization) -> Planted:
    """Everything of one customer."""
    user.memberships.all().delete()
    EmailAddress.objects.filter(user=user).delete()
    found = Planted(user, organization)
    found.everything()
    assert isinstance(found.rows[Cut], Cut)
    return found
