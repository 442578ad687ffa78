"""Prints every row about some subjects: `python -m tests.services.residue.rows SUBJECT …`."""

import json
import sys
from uuid import UUID

from harimi.service.project.setup import set_up

CHANGING = {"django_session", "accounts_signedin", "platform_outboxevent", "readings_standing", "privacy_accesslog"}
"""What a running service changes by itself."""


def main() -> None:
    """The command line."""
    set_up()
    from harimi.service.backups.rows import lines_of
    from harimi.service.privacy.holdings import holdings
    from harimi.service.privacy.models import Subject

    told: dict[str, list[str]] = {}
    for one in Subject.objects.filter(pk__in=map(UUID, sys.argv[1:])).order_by("pk"):
        for holding in holdings(one.kind):
            if holding.table not in CHANGING:
                told[f"{one.kind} {holding.table}"] = [line.decode() for line in lines_of(holding.rows(one.pk))]
    print(json.dumps(told))


if __name__ == "__main__":
    main()
