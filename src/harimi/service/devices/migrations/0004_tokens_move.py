"""Each camera's token becomes a row of its own, so that it can have two while one is renewed."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def _move(apps: Any, _: Any) -> None:
    device, token = apps.get_model("devices", "Device"), apps.get_model("devices", "DeviceToken")
    rows = device.objects.exclude(token_hash=None).values_list("pk", "token_hash", "token_end", "created_at").order_by("pk")
    for pk, hashed, end, at in rows.iterator(chunk_size=1000):
        kept = token.objects.create(device_id=pk, hash=hashed, end=end, used_at=timezone.now())
        token.objects.filter(pk=kept.pk).update(made_at=at)


class Migration(migrations.Migration):
    """See above."""

    dependencies = [("devices", "0003_tokens_and_orders")]
    operations = [migrations.RunPython(_move, migrations.RunPython.noop)]
