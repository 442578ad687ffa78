"""Plain names go; a subject is compulsory."""

import django.db.models.deletion
from django.db import migrations, models

import harimi.service.privacy.sealed


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_seal_names")]

    operations = [
        migrations.RemoveField("organization", "plain_name"),
        migrations.AlterField("organization", "name", harimi.service.privacy.sealed.SealedTextField(item="name")),
        migrations.AlterField("organization", "name_index", models.CharField(max_length=64, db_index=True)),
        migrations.AlterField(
            "organization",
            "subject",
            models.OneToOneField("privacy.subject", django.db.models.deletion.PROTECT, related_name="organization"),
        ),
        migrations.AlterField(
            "user", "subject", models.OneToOneField("privacy.subject", django.db.models.deletion.PROTECT, related_name="user")
        ),
    ]
