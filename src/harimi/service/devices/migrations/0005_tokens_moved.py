"""The columns that held a camera's only token go."""

from django.db import migrations


class Migration(migrations.Migration):
    """See above."""

    dependencies = [("devices", "0004_tokens_move")]
    operations = [
        migrations.RemoveField(model_name="device", name="token_end"),
        migrations.RemoveField(model_name="device", name="token_hash"),
    ]
