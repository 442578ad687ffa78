"""Reports as files that a worker makes."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_people"),
        ("meters", "0005_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                ("due_at", models.DateTimeField(db_index=True, null=True)),
                ("lease", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=5)),
                ("day", models.DateField()),
                ("language", models.CharField(max_length=2)),
                ("photographs", models.BooleanField()),
                ("asked_at", models.DateTimeField(db_index=True)),
                ("reached", models.PositiveIntegerField(default=0)),
                ("blob", models.CharField(blank=True, max_length=80)),
                ("fault", models.CharField(blank=True, max_length=20)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organization"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="meters.site"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("site__isnull", False)),
                        fields=("site", "kind", "day", "language", "photographs"),
                        name="one_file_each_report",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("site__isnull", True)),
                        fields=("organization", "kind", "day", "language", "photographs"),
                        name="one_file_each_report_of_all",
                    ),
                ],
            },
        ),
    ]
