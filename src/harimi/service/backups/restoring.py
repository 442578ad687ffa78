"""A backup brought back into an empty service.

1. The tables are made as they were when the backup was made.
2. Rows about nobody come back, then each subject's whose key is still there; whoever was erased since stays erased.
3. What names somebody who did not come back names nobody, or goes with them.
4. Files come back. Then the tables are brought to this version, and the ledger is followed as at every start.

Rows come back in one transaction, and all else may be done twice: a restore that was cut short is run once more (`halfway`).
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.apps.registry import Apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import ForeignKey, Model, OneToOneField

from harimi.service.backups import halfway
from harimi.service.backups.manifest import BackupError, Manifest, lines, manifest_of
from harimi.service.backups.place import FILES, LEDGER, NAMES, OPERATOR, SUCCESSION, SYSTEM, Place
from harimi.service.backups.recovery import Keys
from harimi.service.backups.rows import insert, tables_in
from harimi.service.backups.writing import Step
from harimi.service.platform import fresh, sealed_files
from harimi.service.platform.blobs import blobs
from harimi.service.platform.crypto import SealError
from harimi.service.platform.locking import alone
from harimi.service.privacy.audit import restored
from harimi.service.privacy.models import Subject
from harimi.service.rights import ledger

Target = tuple[str, str]
_IN_USE = (
    "there is a database already, and a backup comes back into an empty one only: name another one (HARIMI_DATABASE_URL, or an "
    "empty folder as HARIMI_DATA_DIR)"
)

_BUNDLE = (
    "the backup of {moment} is a bundle of a succession: whoever takes it over runs `harimi succession import`. With --own "
    "this service's own customers come back; nobody took them over"
)


def restore(
    where: Place,
    keys: Keys,
    moment: str,
    up_to_date: Callable[[Callable[[], object]], object],
    *,
    own: bool = False,
    succession: bool = False,
) -> Iterator[Step]:
    """Brings back the backup of a moment, by default the newest, and tells how far it is.

    `up_to_date` brings the tables to this version, does what it is given, and follows the ledger, at the end. A file that
    cannot be opened is counted as missing. A bundle of a succession comes back as one, or where `own` says that nobody took it
    over. Raises a `BackupError`, or a `BusyError` while another restore is at work.
    """
    with alone("the restore"):
        before = halfway.halfway()
        if before is not None and before.succession != succession:
            raise BackupError(f"the backup of {before.moment} is half-way back: `{before.command}` goes on with it")
        rows = before.rows if before else None
        told = manifest_of(where, before.moment if before and rows is not None else moment, keys.backup)
        if moment not in ("", told.moment):
            raise BackupError(
                f"the backup of {told.moment} is half-way back: let it come back, or begin with an empty database"
            )
        if rows is None:
            if not (own or succession) and where.read(told.part(SUCCESSION)):
                raise BackupError(_BUNDLE.format(moment=told.moment))
            rows = yield from _rows_back(where, told, keys, succession=succession)
        yield from _files_back(where, told, keys, rows)
        up_to_date(lambda: _came_back(where, told.moment))
        halfway.end()


def _rows_back(where: Place, told: Manifest, keys: Keys, *, succession: bool) -> Generator[Step, None, int]:
    """All of them, or none; how many."""
    models, came = _tables_as_they_were(told, succession=succession), there(where, told, keys)
    with transaction.atomic():
        rows = _rows(models, lines(keys.backup, f"{told.moment} {SYSTEM}", where.get(told.part(SYSTEM))), empty=True)
        for n, subject in enumerate(came, start=1):
            part = where.get(told.part(str(subject)))
            rows += _rows(models, lines(keys.data_key(subject), f"{told.moment} {subject}", part))
            yield Step(told.moment, n, rows, 0, told.missing)
        _keys(models, keys, came)
        _mend(models)
        _reset_sequences(models)
        halfway.rows_are_there(rows)
    return rows


def _files_back(where: Place, told: Manifest, keys: Keys, rows: int) -> Iterator[Step]:
    """Those that are there already are written once more."""
    files = missing = 0
    for n, subject in enumerate(there(where, told, keys), start=1):
        for opened in _files(where, told, subject, keys.data_key(subject)):
            files, missing = files + opened, missing + (not opened)
        yield Step(told.moment, n, rows, files, told.missing + missing)


def _came_back(where: Place, moment: str) -> None:
    """What lies with the backups as it is comes back, and the audit says so before anything else is added to it."""
    ledger.take_over(ledger.told_in(where.read(LEDGER).decode("ascii")))
    profile: Path = settings.HARIMI.operator_path
    if not profile.exists() and (told := where.read(OPERATOR)):
        profile.write_bytes(told)
    restored(moment)


def there(where: Place, told: Manifest, keys: Keys) -> list[UUID]:
    """Whose parts can be opened: who has a key, and stands neither in the ledger nor in the backups' copy of it."""
    erased = ledger.tokens() | ledger.erased(ledger.told_in(where.read(LEDGER).decode("ascii")))
    return [one for one in map(UUID, told.subjects) if one in keys.subjects and ledger.token_of(one) not in erased]


def _tables_as_they_were(told: Manifest, *, succession: bool) -> Apps:
    """Makes the tables; the models that they had. Raises a `BackupError` where this version does not know them all."""
    executor = MigrationExecutor(connection)
    known = {node for app, names in told.migrations.items() for node in ((app, name) for name in names)}
    unknown = known - set(executor.loader.graph.nodes)
    if unknown:
        raise BackupError(f"version {told.version} made this backup, which is newer than this one: restore with that one")
    if set(executor.loader.applied_migrations) - known or _somebody():
        raise BackupError(_IN_USE)
    halfway.begin(told.moment, succession=succession)
    if known == set(executor.loader.graph.nodes) and fresh.make():
        executor.loader.build_graph()
    graph = executor.loader.graph
    targets: list[Target] = [one for one in known if not any(child.key in known for child in graph.node_map[one].children)]
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def _somebody() -> bool:
    """Whether there is anybody in the database, whose tables may not be made yet."""
    return Subject._meta.db_table in connection.introspection.table_names() and Subject.objects.exists()


def _rows(models: Apps, told: Iterable[bytes], *, empty: bool = False) -> int:
    """Writes the rows of a part; how many. What migrations wrote themselves makes way, where `empty`."""
    by_table = {one._meta.db_table: one for one in models.get_models(include_auto_created=True)}
    count = 0
    for table, columns, rows in tables_in(told):
        model = by_table[table]
        if empty:
            model._base_manager.all().delete()
        count += insert(connection, model, columns, rows)
    return count


def _keys(models: Apps, keys: Keys, came: Iterable[UUID]) -> None:
    """The keys of those who came back; the others' subjects go."""
    subject, key = models.get_model("privacy", "Subject"), models.get_model("privacy", "SubjectKey")
    theirs = [(one, *keys.subjects[one]) for one in came]
    key._base_manager.bulk_create(
        [key(subject_id=one, master=master, wrapped=wrapped, salt=salt) for one, master, wrapped, salt in theirs], 500
    )
    subject._base_manager.filter(key__isnull=True).delete()


def _mend(models: Apps) -> None:
    """Names of rows that did not come back are taken out, again and again until nothing is left of them."""
    every = models.get_models(include_auto_created=True)
    while sum(_mended(model) for model in every):
        pass


def _mended(model: type[Model]) -> bool:
    """Whether a row of the model named somebody who is not there."""
    found = False
    for one in model._meta.concrete_fields:
        if not isinstance(one, ForeignKey | OneToOneField):
            continue
        there = one.related_model._base_manager.values(one.target_field.attname)
        astray = model._base_manager.exclude(**{f"{one.attname}__in": there}).exclude(**{one.attname: None})
        found |= bool(astray.update(**{one.attname: None}) if one.null else astray.delete()[0])
    return found


def _reset_sequences(models: Apps) -> None:
    """New rows get numbers after those that came back."""
    with connection.cursor() as cursor:
        for command in connection.ops.sequence_reset_sql(no_style(), list(models.get_models(include_auto_created=True))):
            cursor.execute(command)


def _files(where: Place, told: Manifest, subject: UUID, key: bytes) -> Iterator[bool]:
    """Brings back one file after the other; whether it could be."""
    for name in b"".join(where.get(told.part(f"{subject}{NAMES}"))).decode().split():
        try:
            blobs().put(b"".join(sealed_files.opened(key, where.get(f"{FILES}/{subject}/{name}"), name)))
        except (FileNotFoundError, SealError):
            yield False
        else:
            yield True
