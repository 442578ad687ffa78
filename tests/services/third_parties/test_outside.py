"""Whoever the settings send data to stands in the register, or the operator is told loudly."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from harimi.service.privacy.days import today
from harimi.service.privacy.models import Recipient
from harimi.service.project.doctor.recipients import recipients
from harimi.service.project.outside import in_words, ours, unregistered
from tests.services.third_parties.scene import partner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
CHOSEN = {
    "smtp_url": "smtp://user:secret@smtp.example.jp:587",
    "database_url": "postgresql://harimi:secret@db.example.com/harimi",
    "store_url": "s3://bucket/prefix?endpoint=https://store.example.net",
    "backup_place": "s3://bucket/prefix",
    "broker_url": "amqp://user:secret@10.0.0.8/",
    "redis_url": "redis://redis/0",
    "mqtt_url": "mqtts://user:secret@mqtt.example.org",
}


def _chosen(**changed: Any) -> Any:
    return settings.HARIMI.model_copy(update={**CHOSEN, **changed})


def test_every_machine_outside_is_named_and_no_own_one() -> None:
    assert [(one.service, one.host, one.why) for one in unregistered(_chosen())] == [
        ("mail", "smtp.example.jp", "recipient_unknown"),
        ("database", "db.example.com", "recipient_unknown"),
        ("store", "store.example.net", "recipient_unknown"),
        ("backups", "amazonaws.com", "recipient_unknown"),
        ("intake", "mqtt.example.org", "recipient_unknown"),
    ]


def test_what_is_said_holds_no_secret() -> None:
    said = " ".join(in_words(one) for one in unregistered(_chosen()))
    assert "smtp.example.jp" in said
    assert "secret" not in said


def test_who_is_registered_is_not_named() -> None:
    partner("entrusted", service="mail", host="smtp.example.jp", items=["mail"], purposes=[])
    assert "mail" not in {one.service for one in unregistered(_chosen())}
    Recipient.objects.update(review_by=today() - timedelta(days=1))
    assert ("mail", "recipient_review") in {(one.service, one.why) for one in unregistered(_chosen())}


def test_the_doctor_says_who_lacks_and_whose_review_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.level for one in recipients()] == ["fine"]
    partner("entrusted", deletion_clause=True)
    Recipient.objects.update(review_by=today() + timedelta(days=3))
    assert [one.level for one in recipients()] == ["look"]
    Recipient.objects.update(review_by=today() - timedelta(days=3), deletion_clause=False)
    assert sorted(one.level for one in recipients()) == ["bad", "look"]
    monkeypatch.setattr(settings, "HARIMI", _chosen())
    assert "db.example.com" in " ".join(one.what for one in recipients())


@pytest.mark.parametrize(
    ("host", "own"),
    [("db", True), ("localhost", True), ("mail.lan", True), ("192.168.1.4", True), ("::1", True), ("8.8.8.8", False)],
)
def test_own_machines_are_known_by_their_names(host: str, own: bool) -> None:  # a case
    assert ours(host) is own
