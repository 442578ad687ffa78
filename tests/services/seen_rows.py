"""Prints what a database and its store hold, as a backup would keep it: `python -m tests.services.seen_rows`."""

import hashlib
import json

from harimi.service.project.setup import set_up


def seen() -> dict[str, list[str]]:
    """The rows of each table that a backup keeps, sorted, and the keys of the store."""
    from django.apps import apps

    from harimi.service.backups.parts import LEFT_OUT
    from harimi.service.backups.rows import lines_of
    from harimi.service.platform.blobs import blobs

    found = {"": sorted(blobs().each())}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in LEFT_OUT:
            lines = list(lines_of(model._base_manager.all()))[1:]
            found[model._meta.db_table] = sorted(hashlib.sha256(line).hexdigest()[:16] for line in lines)
    return found


if __name__ == "__main__":
    set_up()
    print(json.dumps(seen()))
