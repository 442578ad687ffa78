"""Whose each row is: by which path every table that holds items leads to a person or an organization."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Exists, Model, Q, QuerySet, TextField

from harimi.service.privacy.held import held
from harimi.service.privacy.models import Subject

PERSON: Mapping[str, str] = {
    "account_emailaddress": "user__subject",
    "account_emailconfirmation": "email_address__user__subject",
    "accounts_membership": "user__subject",
    "accounts_signedin": "user__subject",
    "accounts_user": "subject",
    "accounts_user_groups": "user__subject",
    "accounts_user_user_permissions": "user__subject",
    "meters_savedview": "user__subject",
    "mfa_authenticator": "user__subject",
    "privacy_acceptance": "subject",
    "privacy_accessdevice": "subject",
    "privacy_accesslog": "subject",
    "privacy_choice": "subject",
    "privacy_subjectkey": "subject",
}
"""Tables about a person; photographs, readings and places belong to the contract's holder, whoever of them is at work."""
ORGANIZATION: Mapping[str, str] = {
    "accounts_activity": "organization__subject",
    "accounts_organization": "subject",
    "captures_capture": "device__organization__subject",
    "captures_cut": "installation__meter__site__organization__subject",
    "devices_device": "organization__subject",
    "devices_devicehealth": "device__organization__subject",
    "devices_devicelog": "device__organization__subject",
    "devices_devicereport": "device__organization__subject",
    "devices_devicetoken": "device__organization__subject",
    "devices_installation": "device__organization__subject",
    "devices_order": "device__organization__subject",
    "logistics_unit": "organization__subject",
    "logistics_unitevent": "organization__subject",
    "meters_face": "register__meter__site__organization__subject",
    "meters_meter": "site__organization__subject",
    "meters_pause": "meter__site__organization__subject",
    "meters_register": "meter__site__organization__subject",
    "meters_registersetting": "register__meter__site__organization__subject",
    "meters_reportfile": "organization__subject",
    "meters_round": "organization__subject",
    "meters_roundstop": "round__organization__subject",
    "meters_site": "organization__subject",
    "meters_tenancy": "meter__site__organization__subject",
    "meters_tenant": "organization__subject",
    "meters_upload": "organization__subject",
    "meters_visit": "stop__round__organization__subject",
    "privacy_choice": "subject",
    "privacy_subjectkey": "subject",
    "readings_annotation": "meter__site__organization__subject",
    "readings_attempt": "register__meter__site__organization__subject",
    "readings_exchange": "register__meter__site__organization__subject",
    "readings_learnedview": "face__register__meter__site__organization__subject",
    "readings_reading": "register__meter__site__organization__subject",
    "readings_readingversion": "register__meter__site__organization__subject",
    "readings_reread": "organization__subject",
    "readings_standing": "register__meter__site__organization__subject",
    "readings_trial": "reread__organization__subject",
    "readings_usage": "register__meter__site__organization__subject",
}
OTHERWISE: Mapping[str, str] = {
    "accounts_invitation": "by the mail address that it was sent to",
    "cache": "by an address that tried to sign in, for a day at most",
    "django_session": "by the cookie of a browser that is signed in",
    "notices_keptmessage": "by the mail address that it was sent to",
    "platform_outboxevent": "by the register that it names, until it is delivered",
    "privacy_anonymousid": "by the cookie of a browser, and never by a person",
    "privacy_auditevent": "by a token of the subject",
}
"""Tables that lead to somebody by other ways than a key."""


def rows_of(table: str, path: str, subject: UUID) -> QuerySet[Model]:
    """The table's rows that are the subject's."""
    return model_of(table)._base_manager.filter(**{path: subject})


def items_kept(paths: Mapping[str, str], subject: UUID) -> dict[str, set[str]]:
    """For each table of `paths` the items of which one of the subject's rows holds something; one query for all of them."""
    asked = [
        (table, item, _any(table, rows_of(table, path, subject), item))
        for table, path in paths.items()
        for item in _items(table)
    ]
    columns = {f"kept_{n}": exists for n, (_, _, exists) in enumerate(asked)}
    found = Subject.objects.filter(pk=subject).annotate(**columns).values_list(*columns).first() or ()
    kept: dict[str, set[str]] = {table: set() for table in paths}
    for (table, item, _), there in zip(asked, found, strict=False):
        if there:
            kept[table].add(item)
    return kept


def _items(table: str) -> set[str]:
    return {place.item for place in held().tables[table].columns.values() if place.personal}


def _any(table: str, rows: QuerySet[Model], item: str) -> Exists:
    columns = [name for name, place in held().tables[table].columns.items() if place.personal and place.item == item]
    return Exists(rows.filter(_filled(rows.model, columns)))


def model_of(table: str) -> type[Model]:
    """The model that is kept in a table."""
    return next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)


def _filled(model: type[Model], columns: Iterable[str]) -> Q:
    """Whether one of the columns is neither null nor an empty text."""
    by_column = {one.column: one for one in model._meta.concrete_fields}
    found = Q()
    for column in columns:
        field = by_column[column]
        one = Q(**{f"{field.name}__isnull": False})
        found |= one & ~Q(**{field.name: ""}) if isinstance(field, CharField | TextField) else one
    return found
