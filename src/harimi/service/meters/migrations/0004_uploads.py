"""Tables that somebody sent and has not confirmed yet."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import harimi.service.privacy.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_people"),
        ("meters", "0003_tenants_and_settings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("due_at", models.DateTimeField(db_index=True, null=True)),
                ("lease", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=8)),
                (
                    "table",
                    harimi.service.privacy.sealed.SealedTextField(item="contract_data", subject="organization.subject_id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("leave_out", models.BooleanField(default=False)),
                ("replace", models.BooleanField(default=False)),
                ("reached", models.PositiveIntegerField(default=0)),
                ("outcome", models.JSONField(default=dict)),
                ("fault", models.CharField(blank=True, max_length=20)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="accounts.organization"
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="meters.register"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-created_at"], name="meters_uplo_user_id_4785ec_idx")],
            },
        ),
    ]
