"""Plans have dated prices, and contracts a plan from a day on; what a plan cost so far and each contract's plan are taken over."""

import datetime
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def take_over(apps: Any, _: Any) -> None:
    """A price for each plan from before any contract, and the plan of each contract from its first day."""
    plans, contracts = apps.get_model("contracts", "Plan"), apps.get_model("contracts", "Contract")
    prices, spells = apps.get_model("contracts", "PlanPrice"), apps.get_model("contracts", "PlanSpell")
    for one in plans.objects.all():
        told = {"base_yen": one.base_yen, "meter_yen": one.meter_yen}
        prices.objects.create(plan=one, since=datetime.date(2020, 1, 1), **told)
    for one in contracts.objects.all():
        spells.objects.create(contract=one, plan_id=one.plan_id, since=one.since)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="plan",
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="PlanPrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField()),
                ("with_tax", models.BooleanField(default=True)),
                ("base_yen", models.PositiveIntegerField(default=0)),
                ("meter_yen", models.PositiveIntegerField(default=0)),
                ("device_yen", models.PositiveIntegerField(default=0)),
                ("readings_free", models.PositiveIntegerField(blank=True, null=True)),
                ("thousand_yen", models.PositiveIntegerField(default=0)),
                ("setup_yen", models.PositiveIntegerField(default=0)),
                ("parcel_yen", models.PositiveIntegerField(default=0)),
                ("trial_days", models.PositiveSmallIntegerField(default=0)),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="prices", to="contracts.plan"),
                ),
            ],
            options={
                "ordering": ["since"],
                "constraints": [models.UniqueConstraint(fields=("plan", "since"), name="one_price_each_day")],
            },
        ),
        migrations.CreateModel(
            name="PlanSpell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField()),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="spells", to="contracts.contract"
                    ),
                ),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contracts.plan")),
            ],
            options={
                "ordering": ["since"],
                "constraints": [models.UniqueConstraint(fields=("contract", "since"), name="one_plan_each_day")],
            },
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="plan",
            name="base_yen",
        ),
        migrations.RemoveField(
            model_name="plan",
            name="meter_yen",
        ),
    ]
