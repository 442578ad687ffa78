"""A business handed over: policy, purposes, consents, stops and holds go along, or nothing does."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from harimi.service.accounts.models import Organization
from harimi.service.backups.manifest import Manifest, lines, manifest_of, sealed
from harimi.service.backups.place import OPERATOR, SUCCESSION, SYSTEM, place
from harimi.service.backups.succession import export
from harimi.service.platform import sealed_files
from harimi.service.privacy import choices
from harimi.service.privacy.choices import choices_of, succeed
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import Use, decide, permitted, using
from harimi.service.privacy.keys import data_key
from harimi.service.privacy.publication import in_force
from harimi.service.rights import holds
from harimi.service.third_parties.consents import consent
from harimi.service.third_parties.stops import stop_provision
from tests.services.backing import Backups, Machine, backups_at, machine
from tests.services.killing import killed
from tests.services.third_parties.scene import BEFORE, asked, partner
from tests.services.world import home, person

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    pytest.mark.usefixtures("published"),
]
LOOK = """
from harimi.service.accounts.models import Organization
from harimi.service.privacy.choices import choices_of
from harimi.service.privacy.gate import Use, decide, using
from harimi.service.privacy.models import PolicyPublication
from harimi.service.rights.models import Hold
from harimi.service.third_parties.models import RecipientConsent, StoppedProvision
one = Organization.objects.get().subject_id
chosen = choices_of((one,))[one]
print(json.dumps({
    "policy": PolicyPublication.objects.get().sha256("ja"),
    "stopped": sorted(chosen.stopped),
    "purposes": sorted(chosen.succeeded),
    "consents": RecipientConsent.objects.filter(subject=one).count(),
    "stops": StoppedProvision.objects.filter(subject=one).count(),
    "holds": Hold.objects.filter(subject=one).count(),
    "provision": decide(Use("provision", ("name",), one)).allowed,
}))
"""


@pytest.fixture
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    """Where bundles lie."""
    return backups_at(str(tmp_path / "far away"), tmp_path, monkeypatch)


@pytest.fixture
def organization() -> Organization:
    """A customer who consented, stopped something, and of whom something is held."""
    owner, officer = person("owner@example.jp"), person("officer@example.jp", staff=True)
    made = home(owner, "Yamada").organization
    choices.stop(made.subject_id, asked(by=owner.subject_id), item="camera_log")
    consent(partner(), asked(), subject=made.subject_id, now=BEFORE)
    stop_provision(made.subject_id, partner(id="other", host="other.example"), actor=None)
    holds.place(made.subject, "dispute", today() + timedelta(days=9), actor=officer)
    return made


def _bundle(backups: Backups) -> tuple[Manifest, bytes]:
    key = backups.keys().backup
    moment = list(export())[-1].moment
    return manifest_of(place(), moment, key), key


def _refused(empty: Machine) -> str:
    done = empty.harimi("succession", "import")
    assert done.returncode == 1
    there = empty.ask(
        "from django.db import connection\n"
        "names = connection.introspection.table_names()\n"
        "from harimi.service.privacy.models import Subject\n"
        "print(Subject.objects.count() if 'privacy_subject' in names else 0)"
    )
    assert there == 0
    return done.stderr


@pytest.mark.clause("PP-4(2)")
def test_policy_purposes_consents_stops_and_holds_go_along(
    backups: Backups, organization: Organization, tmp_path: Path
) -> None:
    backups.make()
    _bundle(backups)
    with machine(backups, tmp_path) as empty:
        done = empty.harimi("succession", "import")
        assert done.returncode == 0, done.stderr
        found = empty.ask(LOOK)
    assert found["policy"] == in_force().sha256("ja")
    assert (found["stopped"], found["provision"]) == (["camera_log"], True)
    assert (found["consents"], found["stops"], found["holds"]) == (1, 1, 1)
    assert {"provision", "invoicing"} <= set(found["purposes"])
    assert not choices_of((organization.subject_id,))[organization.subject_id].succeeded


@pytest.mark.clause("PP-4(2)")
def test_one_that_was_cut_short_goes_on_as_a_succession(backups: Backups, organization: Organization, tmp_path: Path) -> None:
    backups.make()
    moment = _bundle(backups)[0].moment
    with machine(backups, tmp_path) as empty:
        killed(empty, Path(backups.at, OPERATOR), "succession", "import")
        newer = _bundle(backups)[0].moment
        assert "run `harimi succession import` once more" in empty.harimi("serve").stderr
        for command in (("restore",), ("restore", "--own")):
            refused = empty.harimi(*command)
            assert refused.returncode == 1
            assert "`harimi succession import` goes on with it" in refused.stderr
        done = empty.harimi("succession", "import")
        assert done.returncode == 0, done.stderr
        assert moment in done.stdout
        assert newer not in done.stdout
        assert {"provision", "invoicing"} <= set(empty.ask(LOOK)["purposes"])


@pytest.mark.clause("PP-4(2)")
def test_a_bundle_is_restored_only_as_ones_own(backups: Backups, organization: Organization, tmp_path: Path) -> None:
    backups.make()
    _bundle(backups)
    with machine(backups, tmp_path) as empty:
        refused = empty.harimi("restore")
        assert refused.returncode == 1
        assert "`harimi succession import`" in refused.stderr
        assert "With --own this service's own customers come back" in refused.stderr
        done = empty.harimi("restore", "--own")
        assert done.returncode == 0, done.stderr
        assert empty.ask(LOOK)["purposes"] == []


def _without_document(told: Manifest, key: bytes, subject: str) -> None:
    place().delete([told.part(SUCCESSION)])


def _without(*names: str) -> Callable[[Manifest, bytes, str], None]:
    def changed(told: Manifest, key: bytes, subject: str) -> None:
        context = f"{told.moment} {SUCCESSION}"
        plain: dict[str, Any] = json.loads(b"".join(sealed_files.opened(key, place().get(told.part(SUCCESSION)), context)))
        for name in names:
            plain[name] = {}
        place().put(told.part(SUCCESSION), sealed(key, context, [json.dumps(plain).encode()]))

    return changed


def _without_rows(table: str) -> Callable[[Manifest, bytes, str], None]:
    def changed(told: Manifest, key: bytes, subject: str) -> None:
        name = SYSTEM if table.startswith("privacy_policy") else subject
        opens = key if name == SYSTEM else data_key(UUID(subject))
        context, kept, inside = f"{told.moment} {name}", [], False
        for line in lines(opens, context, place().get(told.part(name))):
            head = json.loads(line)
            inside = head["table"] == table if isinstance(head, dict) else inside
            kept += [] if inside else [line + b"\n"]
        place().put(told.part(name), sealed(opens, context, kept))

    return changed


@pytest.mark.clause("PP-4(2)")
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(_without_document, "is no bundle", id="a backup alone"),
        pytest.param(_without("purposes"), "for which purposes", id="no purposes"),
        pytest.param(_without("parts"), "under which policy", id="no policy"),
        pytest.param(_without_rows("privacy_policypublication"), "missing or were changed", id="policies"),
        pytest.param(_without_rows("privacy_choice"), "missing or were changed", id="stops of use"),
        pytest.param(_without_rows("third_parties_recipientconsent"), "missing or were changed", id="consents"),
        pytest.param(_without_rows("third_parties_stoppedprovision"), "missing or were changed", id="stops"),
        pytest.param(_without_rows("rights_hold"), "missing or were changed", id="holds"),
    ],
)
def test_a_bundle_that_lacks_any_of_it_does_not_come_back(
    backups: Backups, organization: Organization, tmp_path: Path, spoil: Callable[[Manifest, bytes, str], None], said: str
) -> None:
    backups.make()
    told, key = _bundle(backups)
    spoil(told, key, str(organization.subject_id))
    with machine(backups, tmp_path) as empty:
        assert said in _refused(empty)


@pytest.mark.clause("PP-4(2)")
def test_whoever_took_over_does_nothing_new_with_it(organization: Organization) -> None:
    one, policy = organization.subject_id, in_force()
    succeed([one], {"provision": "0" * 64, "invoicing": "0" * 64}, policy.number, policy.sha256("ja"))
    succeed([one], {"upkeep": "0" * 64}, policy.number, policy.sha256("ja"))
    assert decide(Use("provision", ("name",), one)).allowed
    refused = decide(Use("upkeep", ("mail",), one))
    assert (refused.allowed, refused.why, refused.clause) == (False, "beyond_succession", "4(2)")
    assert permitted(Use("upkeep", ("mail",)), [one]) == set()
    other = home(person("new@example.jp"), "New").organization.subject_id
    assert decide(Use("upkeep", ("mail",), other)).allowed
    with using("provision", subject=one):
        assert organization.name == "Yamada"
