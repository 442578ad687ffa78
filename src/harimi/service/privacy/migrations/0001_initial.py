import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AnonymousId",
            fields=[
                ("id", models.CharField(max_length=43, primary_key=True, serialize=False)),
                ("first_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="AuditAnchor",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("anchored_at", models.DateTimeField(null=True)),
                ("anchored_seq", models.BigIntegerField(default=0)),
                ("verified_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(blank=True, db_index=True, max_length=64)),
                ("subject", models.CharField(blank=True, db_index=True, max_length=64)),
                ("action", models.CharField(max_length=40)),
                ("clause", models.CharField(blank=True, max_length=20)),
                ("purpose", models.CharField(blank=True, max_length=40)),
                ("items", models.JSONField(default=list)),
                ("recipient", models.CharField(blank=True, max_length=40)),
                ("case", models.CharField(blank=True, max_length=40)),
                ("outcome", models.CharField(max_length=20)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("policy", models.PositiveIntegerField(null=True)),
                ("before", models.CharField(max_length=64)),
                ("mac", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
                ("mac", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("person", "Person"), ("organization", "Organization")], max_length=12)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="TermsPublication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("version", models.PositiveIntegerField()),
                ("ja", models.TextField()),
                ("en", models.TextField()),
                ("ja_sha256", models.CharField(max_length=64)),
                ("en_sha256", models.CharField(max_length=64)),
                ("spans", models.JSONField()),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("first", "First"),
                            ("other", "Other"),
                            ("within", "Within"),
                            ("beyond", "Beyond"),
                            ("exempt", "Exempt"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("consent_required", models.BooleanField(default=False)),
                ("complete", models.BooleanField()),
                ("effective_from", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("service", models.CharField(max_length=20)),
                ("host", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=120)),
                ("country", models.CharField(max_length=2)),
                ("basis", models.CharField(choices=[("own", "Own"), ("entrusted", "Entrusted")], max_length=12)),
                (
                    "foreign_route",
                    models.CharField(
                        blank=True,
                        choices=[("designated", "Designated"), ("measures", "Measures"), ("consent", "Consent")],
                        max_length=12,
                    ),
                ),
                ("items", models.JSONField()),
                ("contract_on", models.DateField(null=True)),
                ("review_by", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("service", "host"), name="one_recipient_each_host"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectKey",
            fields=[
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="key",
                        serialize=False,
                        to="privacy.subject",
                    ),
                ),
                ("master", models.CharField(max_length=40)),
                ("wrapped", models.CharField(max_length=200)),
                ("salt", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("policy", models.PositiveIntegerField()),
                ("terms", models.PositiveIntegerField()),
                ("language", models.CharField(max_length=2)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acceptances", to="privacy.subject"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PolicyPublication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("version", models.PositiveIntegerField()),
                ("ja", models.TextField()),
                ("en", models.TextField()),
                ("ja_sha256", models.CharField(max_length=64)),
                ("en_sha256", models.CharField(max_length=64)),
                ("spans", models.JSONField()),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("first", "First"),
                            ("other", "Other"),
                            ("within", "Within"),
                            ("beyond", "Beyond"),
                            ("exempt", "Exempt"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("consent_required", models.BooleanField(default=False)),
                ("complete", models.BooleanField()),
                ("effective_from", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
                ("procedure_ja", models.TextField()),
                ("procedure_en", models.TextField()),
                ("numbers", models.JSONField()),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="policies", to="privacy.termspublication"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(blank=True, max_length=40)),
                ("purpose", models.CharField(blank=True, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consent", "Consent"),
                            ("withdrawal", "Withdrawal"),
                            ("stop", "Stop"),
                            ("resumption", "Resumption"),
                            ("opt_in", "Opt In"),
                            ("opt_out", "Opt Out"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("policy", models.PositiveIntegerField()),
                ("clause_hash", models.CharField(max_length=64)),
                ("text_hash", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=2)),
                ("channel", models.CharField(max_length=12)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="privacy.subject"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="choices", to="privacy.subject"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "item", "id"], name="privacy_cho_subject_1bb35b_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", ""), _negated=True), models.Q(("purpose", ""), _negated=True), _connector="XOR"
                        ),
                        name="one_thing_chosen",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("anonymous_id", models.CharField(blank=True, db_index=True, max_length=43)),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("method", models.CharField(max_length=8)),
                ("page", models.CharField(max_length=60)),
                ("status", models.PositiveSmallIntegerField()),
                (
                    "subject",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="accesses", to="privacy.subject"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "at"], name="privacy_acc_subject_0fd74b_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("subject", None), ("anonymous_id", ""), _connector="OR"),
                        name="no_name_for_an_anonymous_id",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("named", models.CharField(max_length=300)),
                ("first_at", models.DateTimeField(auto_now_add=True)),
                ("last_at", models.DateTimeField()),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="access_devices", to="privacy.subject"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subject", "named"), name="one_row_each_browser")],
            },
        ),
    ]
