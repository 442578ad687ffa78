"""Every account there is was made by the operator's command or by a mailed link: its address is proven."""

from typing import Any

from django.db import migrations


def _prove(apps: Any, _: Any) -> None:
    addresses = apps.get_model("account", "EmailAddress")
    for user in apps.get_model("accounts", "User").objects.order_by("pk").iterator():
        addresses.objects.filter(user=user).exclude(email=user.email).update(primary=False)
        addresses.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_thinned"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [migrations.RunPython(_prove, migrations.RunPython.noop, elidable=False)]
