"""Fills a database of the first version and brings it to this one: `python -m tests.services.upgrade`."""

import json
import uuid

from harimi.service.project.config import config
from harimi.service.project.setup import set_up

NAME = "田中家"


def main() -> None:
    """A person, an organization and a site as the first version kept them."""
    from harimi.service.project.supervisor import migrate, prepare

    prepare(config())
    set_up()
    from django.core.management import call_command
    from django.db import connection

    for app in ("accounts", "meters"):
        call_command("migrate", app, "0001_initial", interactive=False, verbosity=0)
    home, who = uuid.uuid4(), uuid.uuid4()
    with connection.cursor() as cursor:
        columns = "id, email, password, language, is_active, is_staff, is_superuser, date_joined"
        row: list[str | bool] = [_id(who), "a@example.jp", "x", "", True, False, False, "2026-01-01"]
        cursor.execute(f"INSERT INTO accounts_user ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", row)  # noqa: S608
        row = [_id(home), NAME, "household", "2026-01-01"]
        cursor.execute("INSERT INTO accounts_organization (id, name, kind, created_at) VALUES (%s, %s, %s, %s)", row)
        row = [_id(uuid.uuid4()), NAME, "Asia/Tokyo", _id(home)]
        cursor.execute("INSERT INTO meters_site (id, name, time_zone, organization_id) VALUES (%s, %s, %s, %s)", row)
    migrate()
    print(json.dumps(_told()))


def _id(one: uuid.UUID) -> str:
    from django.db import connection

    return str(one) if connection.vendor == "postgresql" else one.hex


def _told() -> dict[str, object]:
    from harimi.service.accounts.addresses import proven
    from harimi.service.accounts.models import Organization, User
    from harimi.service.accounts.services import name_index
    from harimi.service.meters.models import Site
    from harimi.service.privacy.gate import using

    with using("provision"):
        return {
            "user": User.objects.get().subject.kind,
            "proven": proven("a@example.jp"),
            "organization": Organization.objects.get(name_index=name_index(NAME)).name,
            "site": Site.objects.get().name,
            "sealed": NAME not in repr(list(Organization.objects.values()) + list(Site.objects.values())),
        }


if __name__ == "__main__":
    main()
