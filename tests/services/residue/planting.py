"""Two people with their organizations in whose houses meters are read; `tests.services.planting` fills all that is left.

`python -m tests.services.residue.planting` prints, for `ours` and `theirs`, the core that all their texts contain, the texts by
column, and in which tables nothing was planted.
"""

import json
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from harimi.service.project.setup import set_up

START = datetime(2026, 4, 6, tzinfo=UTC)
PATIENCE = 60.0
PASSWORD = "a long password"  # noqa: S105


def main() -> None:
    """Plants both."""
    set_up()
    from harimi.service.privacy.gate import using

    with using("provision"):
        told = {"ours": _told(plant("energy")), "theirs": _told(plant("pressure"))}
    print(json.dumps(told))


def _told(planted: Any) -> dict[str, Any]:
    subjects = [str(planted.user.subject_id), str(planted.organization.subject_id)]
    made = {"core": planted.made.core, "texts": planted.made.texts, "empty": planted.empty}
    return made | {"email": planted.user.email, "subjects": subjects, "organization": str(planted.organization.pk)}


def plant(kind: str) -> Any:
    """A household with a meter and its camera, a row in every table, and a text in every column that takes one."""
    from harimi.service.privacy.audit import record
    from tests.services.canaries import Canaries
    from tests.services.planting import Planted
    from tests.services.world import world

    core = uuid4().hex
    made = world(kind, since=START, email=f"{core}@example.jp")
    _until_read(made)
    for subject in (made.owner.subject_id, made.site.organization.subject_id):
        record("looked", actor=made.owner.subject_id, subject=subject)
    return Planted(made.owner, made.site.organization, lived=True, made=Canaries(core))


def _until_read(made: Any) -> None:
    """Its photograph is read, here or by a worker of the service that runs beside."""
    from harimi.service.readings.models import Reading
    from tests.services.world import work

    deadline = time.monotonic() + PATIENCE
    while not Reading.objects.filter(register=made.register).exists():
        assert time.monotonic() < deadline
        work()
        time.sleep(0.1)


if __name__ == "__main__":
    main()
