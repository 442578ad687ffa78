"""A business handed over (clause 4(2)): a backup that says under which policy and for which purposes its data was collected.

1. The bundle is a backup, sealed as ever, and beside it `succession`: policy, purposes, and what each subject's part holds of
   consents, stops and holds, counted and hashed.
2. Whoever takes over checks that before anything comes back. A bundle without its policy, or one in which a choice or a hold is
   missing or changed, does not come back.
3. Then it comes back as a backup does, and everybody in it is held to the purposes of before (article 18(2)).
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from harimi.service.backups.halfway import halfway
from harimi.service.backups.manifest import BackupError, Manifest, lines, manifest_of, sealed
from harimi.service.backups.place import SUCCESSION, SYSTEM, Place, place
from harimi.service.backups.recovery import Keys
from harimi.service.backups.restoring import restore, there
from harimi.service.backups.rows import tables_in
from harimi.service.backups.writing import Step, back_up
from harimi.service.platform import sealed_files
from harimi.service.privacy.audit import record
from harimi.service.privacy.choices import succeed
from harimi.service.privacy.keys import KeyGoneError, data_key
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Subject
from harimi.service.privacy.publication import in_force, purposes_in_force

FORM = 1
CARRIED = (
    *("privacy_policypublication", "privacy_termspublication", "privacy_choice", "privacy_acceptance", "rights_hold"),
    *("third_parties_recipientconsent", "third_parties_stoppedprovision", "third_parties_provision"),
)
"""Tables without which nobody may go on: policies, what people chose, what was stopped, what is held, what was provided."""
Told = dict[str, tuple[int, str]]
"""Of each table in a part: how many rows, and the hash of all."""


@dataclass(frozen=True, slots=True)
class Succession:
    """What goes along with the data. `purposes` are the hashes of their clauses; `parts` what each part holds of `CARRIED`."""

    form: int
    policy: int
    digest: str
    purposes: Mapping[str, str]
    parts: Mapping[str, Told]


def export(now: datetime | None = None) -> Iterator[Step]:
    """Makes a bundle where backups lie, and tells how far it is. Raises what `back_up` raises."""
    where, key, last = place(), settings.HARIMI.backup_key, None
    for last in back_up(now):
        yield last
    if last is None:
        return
    told = manifest_of(where, last.moment, key)
    policy = in_force()
    clauses = current().clauses
    purposes = {name: clauses[one.clause].ja.sha256 for name, one in purposes_in_force().items()}
    found = Succession(FORM, policy.number, policy.sha256("ja"), purposes, dict(_parts(where, told, key)))
    where.put(told.part(SUCCESSION), sealed(key, _context(told), [json.dumps(asdict(found)).encode()]))
    record("succession_exported", actor=None, clause="4(2)", policy=policy.number, digest=found.digest)


def take_over(where: Place, keys: Keys, moment: str, up_to_date: Callable[[Callable[[], object]], object]) -> Iterator[Step]:
    """Brings a bundle into an empty service and holds it to the purposes of before. Raises what `restore` raises.

    Nothing is written before the bundle is known to be whole. One that was cut short goes on with its own bundle, whatever
    newer ones there are.
    """
    before = halfway()
    begun = before.moment if before is not None and before.succession and before.rows is not None else ""
    told = manifest_of(where, moment or begun, keys.backup)
    found = _checked(where, told, keys)

    def held(came_back: Callable[[], object]) -> object:
        return up_to_date(lambda: _held_to(found, came_back))

    yield from restore(where, keys, told.moment, held, succession=True)


def _held_to(found: Succession, came_back: Callable[[], object]) -> None:
    came_back()
    kinds = (Subject.Kind.PERSON, Subject.Kind.ORGANIZATION)
    subjects = Subject.objects.filter(kind__in=kinds).order_by("pk").values_list("pk", flat=True)
    succeed(list(subjects), found.purposes, found.policy, found.digest)


def _checked(where: Place, told: Manifest, keys: Keys) -> Succession:
    """What the bundle says, once it is known to hold. Raises a `BackupError`."""
    found = _read(where, told, keys.backup)
    if not found.purposes or not found.parts.get(SYSTEM, {}).get("privacy_policypublication", (0, ""))[0]:
        raise BackupError("this bundle does not say under which policy, or for which purposes, its data was collected")
    opening = {SYSTEM: keys.backup, **{str(one): keys.data_key(one) for one in there(where, told, keys)}}
    for name, key in opening.items():
        if _carried(where, told, name, key) != found.parts.get(name, {}):
            raise BackupError(f"{name}: policies, consents, stops or holds of this bundle are missing or were changed")
    return found


def _read(where: Place, told: Manifest, key: bytes) -> Succession:
    try:
        plain: dict[str, Any] = json.loads(b"".join(sealed_files.opened(key, where.get(told.part(SUCCESSION)), _context(told))))
    except FileNotFoundError as error:
        raise BackupError(
            f"the backup of {told.moment} is no bundle of a succession: `harimi succession export` makes one"
        ) from error
    if plain.get("form") != FORM:
        raise BackupError("this bundle was made by a newer version: take it over with that one")
    plain["parts"] = {part: {name: (n, digest) for name, (n, digest) in one.items()} for part, one in plain["parts"].items()}
    return Succession(**plain)


def _parts(where: Place, told: Manifest, key: bytes) -> Iterator[tuple[str, Told]]:
    """What the parts hold, as they were written; whoever is erased meanwhile is left out."""
    yield SYSTEM, _carried(where, told, SYSTEM, key)
    for name in told.subjects:
        try:
            yield name, _carried(where, told, name, data_key(UUID(name)))
        except (KeyGoneError, FileNotFoundError):
            continue


def _carried(where: Place, told: Manifest, name: str, key: bytes) -> Told:
    found: Told = {}
    for table, columns, rows in tables_in(lines(key, f"{told.moment} {name}", where.get(told.part(name)))):
        if table in CARRIED:
            every = list(rows)
            plain = json.dumps([columns, every], ensure_ascii=False, sort_keys=True).encode()
            found[table] = (len(every), hashlib.sha256(plain).hexdigest())
    return found


def _context(told: Manifest) -> str:
    return f"{told.moment} {SUCCESSION}"
