"""Every person and organization becomes a subject; an organization's name waits beside its sealed column."""

import django.db.models.deletion
from django.db import migrations, models

import harimi.service.privacy.sealed


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("privacy", "0001_initial")]

    operations = [
        migrations.RenameField("organization", "name", "plain_name"),
        migrations.AddField("organization", "name", harimi.service.privacy.sealed.SealedTextField(item="name", default="")),
        migrations.AddField("organization", "name_index", models.CharField(max_length=64, db_index=True, default="")),
        migrations.AddField("organization", "photographs_kept_days", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField(
            "organization",
            "subject",
            models.OneToOneField("privacy.subject", django.db.models.deletion.PROTECT, related_name="organization", null=True),
        ),
        migrations.AddField(
            "user",
            "subject",
            models.OneToOneField("privacy.subject", django.db.models.deletion.PROTECT, related_name="user", null=True),
        ),
    ]
