"""Sites' names are sealed under their organization's key."""

from typing import Any

from django.db import migrations

import harimi.service.privacy.sealed
from harimi.service.platform.crypto import seal
from harimi.service.privacy.keys import data_key
from harimi.service.privacy.sealed import Sealed


def seal_names(apps: Any, _: Any) -> None:
    """Each name as the field would write it."""
    sites = apps.get_model("meters", "Site").objects
    for site in sites.select_related("organization"):
        subject = site.organization.subject_id
        sealed = Sealed(seal(data_key(subject), site.plain_name.encode(), f"meters_site.name:{subject}"))
        sites.filter(pk=site.pk).update(name=sealed)


class Migration(migrations.Migration):
    dependencies = [("meters", "0001_initial"), ("accounts", "0004_names_sealed")]

    operations = [
        migrations.RenameField("site", "name", "plain_name"),
        migrations.AddField(
            "site",
            "name",
            harimi.service.privacy.sealed.SealedTextField(item="place", subject="organization.subject_id", default=""),
        ),
        migrations.RunPython(seal_names),
        migrations.RemoveField("site", "plain_name"),
        migrations.AlterField(
            "site", "name", harimi.service.privacy.sealed.SealedTextField(item="place", subject="organization.subject_id")
        ),
    ]
