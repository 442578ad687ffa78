"""Everywhere something could lie: the database's values, statistics and files, the store, the data folder, backups."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

Surface = tuple[str, bytes]
"""A name and the bytes that are there."""


def of_database() -> Iterator[Surface]:
    """Every table's rows as the database itself writes them, and what it counted of its columns."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            yield f"table {table}", b"\n".join(map(_row, cursor.fetchall()))
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tablename, attname, most_common_vals::text, histogram_bounds::text FROM pg_stats")
            yield "statistics", b"\n".join(map(_row, cursor.fetchall()))


def of_store() -> Iterator[Surface]:
    """Every object of the store, and what it is called."""
    from harimi.service.platform.blobs import blobs

    for key in blobs().each():
        yield f"store {key}", key.encode() + b"\n" + blobs().get(key)


def of_redis() -> Iterator[Surface]:
    """Every key of a Redis with its value; nothing where there is none."""
    from django.conf import settings
    from redis import Redis

    if not settings.HARIMI.redis:
        return
    redis = Redis.from_url(settings.HARIMI.redis)
    for key in redis.scan_iter():
        yield f"redis {key!r}", key + b"\n" + (redis.dump(key) or b"")


def of_folder(folder: Path) -> Iterator[Surface]:
    """Every file's bytes, and those inside of what is packed."""
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        data = file.read_bytes()
        yield f"file {file.relative_to(folder)}", data
        if data[:2] == b"\x1f\x8b":
            yield f"unpacked {file.relative_to(folder)}", gzip.decompress(data)


def _row(row: tuple[object, ...]) -> bytes:
    return b"\t".join(_value(value) for value in row)


def _value(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return (json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)).encode()
