"""This machine: its folder, its disk, its secrets, its database, its store, and the web server."""

import shutil
import stat
from collections.abc import Iterator
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from harimi.service.platform.blobs import blobs
from harimi.service.platform.crypto import SealError
from harimi.service.privacy import keys
from harimi.service.project.doctor.findings import Finding, bad, fine, look

SOON, NOW = 5_000_000_000, 500_000_000
"""Bytes of the disk at which somebody should make room, and at which there is none."""
PATIENCE = 5.0


def disk() -> Iterator[Finding]:
    """Room for what is written."""
    free = shutil.disk_usage(settings.HARIMI.data_dir).free
    told = f"{free / 1e9:.1f} GB are free in {settings.HARIMI.data_dir}"
    if free >= SOON:
        yield fine("disk", told)
    else:
        level = bad if free < NOW else look
        yield level("disk", told, "make room, or move HARIMI_DATA_DIR to a larger disk")


def secrets() -> Iterator[Finding]:
    """Keys that nobody else on the machine can read, and which open what the database holds."""
    path = settings.HARIMI.field_keys_path
    if not path.is_file():
        yield bad("keys", f"{path} is not there", "put its backup there; without it names cannot be read")
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield look("keys", f"{path} can be read by others on this machine", f"chmod 600 {path}")
    try:
        keys.check()
    except SealError as error:
        yield bad(
            "keys", f"{path} does not open this database's names: {error}", "put the keys there that belong to this database"
        )
        return
    yield fine("keys", f"{path} opens this database's names; keep its backup apart from the database's")


def database() -> Iterator[Finding]:
    """Tables of this version that are whole."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        do = "start `harimi serve` once, which brings it to this version"
        yield bad("database", f"{len(missing)} changes of this version are not in it", do)
        return
    if settings.HARIMI.engine == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            [(said,)] = cursor.fetchall()
        if said != "ok":
            yield bad("database", f"SQLite finds it damaged: {said}", "stop the service and put the last backup in its place")
            return
    yield fine("database", f"{settings.HARIMI.engine}, of this version")


def store() -> Iterator[Finding]:
    """Photographs can be written."""
    try:
        blobs().check()
    except Exception as error:  # whatever keeps it from writing is what is to be told
        yield bad(
            "store", f"photographs cannot be kept: {type(error).__name__}: {error}", "check its address, its keys and its room"
        )
        return
    yield fine("store", "takes and gives back bytes")


def web() -> Iterator[Finding]:
    """The web server of this machine answers."""
    bound = settings.HARIMI.bind
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bound, bound)  # noqa: S104
    address = f"http://{host}:{settings.HARIMI.port}"
    try:
        with build_opener(ProxyHandler({})).open(f"{address}/livez", timeout=PATIENCE):
            yield fine("web", f"answers at {address}")
    except HTTPError as error:
        yield bad("web", f"{address} answers {error.code}", "look whether something else listens there (HARIMI_PORT)")
    except (URLError, OSError) as error:
        why = getattr(error, "reason", error)
        yield bad("web", f"{address} does not answer: {why}", "start `harimi serve`, or look into its log")
