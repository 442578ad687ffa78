"""Seals the names that are there."""

from typing import Any

from django.db import migrations

from harimi.service.platform.crypto import new_key, seal
from harimi.service.privacy.keys import ring
from harimi.service.privacy.sealed import Sealed, index_of


def seal_names(apps: Any, _: Any) -> None:
    """A subject for each row that has none, with a key of its own under which the name is sealed."""
    subject, key = apps.get_model("privacy", "Subject"), apps.get_model("privacy", "SubjectKey")
    for user in apps.get_model("accounts", "User").objects.filter(subject=None):
        user.subject, _ = _subject(subject, key, "person")
        user.save(update_fields=["subject"])
    organizations = apps.get_model("accounts", "Organization").objects
    for one in organizations.filter(subject=None):
        made, data_key = _subject(subject, key, "organization")
        sealed = Sealed(seal(data_key, one.plain_name.encode(), f"accounts_organization.name:{made.pk}"))
        index = index_of(one.plain_name, "accounts_organization.name")
        organizations.filter(pk=one.pk).update(subject=made, name=sealed, name_index=index)


def _subject(subject: Any, key: Any, kind: str) -> tuple[Any, bytes]:
    made, data_key = subject.objects.create(kind=kind), new_key()
    master, wrapped = ring().wrap(data_key, f"subject:{made.pk}")
    key.objects.create(subject=made, master=master, wrapped=wrapped, salt=new_key())
    return made, data_key


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_subjects")]

    operations = [migrations.RunPython(seal_names)]
