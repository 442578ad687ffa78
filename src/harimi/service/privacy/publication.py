"""Publishing the policy and the terms of use: the first by itself, every later one by the operator, none ever changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from harimi.service.platform.outbox import tell
from harimi.service.privacy import asking
from harimi.service.privacy import manifest as manifests
from harimi.service.privacy import profile as profiles
from harimi.service.privacy.audit import record
from harimi.service.privacy.differences import unified
from harimi.service.privacy.documents import LANGUAGES, Document, Language
from harimi.service.privacy.facts import Purpose
from harimi.service.privacy.manifest import Manifest
from harimi.service.privacy.models import Acceptance, Subject
from harimi.service.privacy.models.publications import PolicyPublication, Publication, TermsPublication
from harimi.service.privacy.profile import Profile
from harimi.service.privacy.wishes import Change, PublicationError, Wish, check_permitted
from harimi.service.privacy.wording import Rendered, rendered

log = structlog.stdlib.get_logger("harimi.policy")
_Published = TypeVar("_Published", bound=Publication)


def in_force(at: datetime | None = None) -> PolicyPublication:
    """The policy at a moment, now by default; a `PublicationError` where none was in force yet."""
    return _at(PolicyPublication.objects.filter(effective_from__lte=at or timezone.now()).last())


def terms_in_force(at: datetime | None = None) -> TermsPublication:
    """The terms of use at a moment, now by default; a `PublicationError` where none were in force yet."""
    return _at(TermsPublication.objects.filter(effective_from__lte=at or timezone.now()).last())


def purposes_in_force(at: datetime | None = None) -> dict[str, Purpose]:
    """The purposes that were published and whose day has come."""
    return dict(manifests.version(in_force(at).version).purposes)


def accept(subject: Subject, language: str) -> Acceptance:
    """Keeps that the subject's account is made under what is in force now; a `PublicationError` where nothing is."""
    policy = in_force()
    return Acceptance.objects.create(
        subject=subject, policy=policy.number, terms=terms_in_force().number, language="en" if language == "en" else "ja"
    )


def accept_with(subject: Subject, owner: Subject) -> None:
    """Keeps that an organization is founded under what its owner accepted last; nothing where that is not known."""
    told = Acceptance.objects.filter(subject=owner).order_by("at", "pk").last()
    if told is not None:
        Acceptance.objects.create(subject=subject, policy=told.policy, terms=told.terms, language=told.language)


def operator() -> Profile:
    """The profile of this service's operator."""
    return profiles.load(settings.HARIMI.operator_path)


def known_operator() -> Profile:
    """The same, empty while the file cannot be used: what goes on meanwhile does without it."""
    try:
        return operator()
    except profiles.ProfileError:
        return Profile()


def at_start() -> None:
    """Publishes the first version, and checks that all are as they were."""
    if not PolicyPublication.objects.exists():
        _first(operator())
    for kind in (TermsPublication, PolicyPublication):
        for row in kind.objects.iterator():
            row.check_intact()


def say_duties() -> None:
    """Says loudly what the operator has still to do about the published texts."""
    for line in duties(operator()):
        log.warning("the operator has something to do", todo=line)


def duties(profile: Profile) -> list[str]:
    """What the operator has still to do about the published texts, in words; empty where all is well."""
    found = []
    if gaps := profile.gaps():
        found.append(
            f"{settings.HARIMI.operator_path} does not say: {', '.join(gaps)}. Until it does, the privacy policy has gaps and "
            "people whom you do not know cannot register. docs/how/policy.md shows the file."
        )
    if gaps := profile.commerce_gaps():
        found.append(
            f"{settings.HARIMI.operator_path} does not say what consumers are told before they order: {', '.join(gaps)}. Fill "
            "in [commerce], or say there that you sell to businesses alone. docs/how/legal-pages.md shows the part."
        )
    if pending(profile):
        found.append("Profile or texts are not the published ones any more; see and publish them: harimi policy publish")
    return found


def pending(profile: Profile) -> list[str]:
    """The difference between what is published last and what would be published now, as lines; empty where there is none."""
    latest, new = PolicyPublication.objects.last(), rendered(manifests.current(), profile)
    if latest is None:
        return []
    lines: list[str] = []
    for language in LANGUAGES:
        lines += unified(latest.text(language), new.policy[language].text, f"policy.{language}.md")
        lines += unified(latest.procedure(language), new.procedure[language], f"procedure.{language}.md")
        lines += unified(latest.terms.text(language), new.terms[language].text, f"terms.{language}.md")
    if not lines and latest.numbers != new.numbers:
        lines = unified(str(latest.numbers), str(new.numbers), "numbers")
    return lines


def publish(profile: Profile, wish: Wish) -> PolicyPublication:
    """The next version, of which everybody is told; a `PublicationError` where it may not be published so."""
    with transaction.atomic():
        latest = PolicyPublication.objects.select_for_update().last()
        if latest is None:
            raise PublicationError("nothing is published yet; the first version is published when the service starts.")
        if not pending(profile):
            raise PublicationError("nothing differs from what is published.")
        now, made = timezone.now(), manifests.current()
        new = rendered(made, profile)
        check_permitted(latest, wish, made, new, now)
        policy = _write(new, made, wish, now)
        tell("policy.published", {"policy": policy.number})
        return policy


def _first(profile: Profile) -> None:
    """Version 1. Of two processes that start at once one writes it."""
    made = manifests.current()
    try:
        with transaction.atomic():
            _write(rendered(made, profile), made, Wish(Change.FIRST), timezone.now())
    except IntegrityError:
        if not PolicyPublication.objects.exists():
            raise
    log.info("privacy policy and terms of use: version 1 is published")


def _write(new: Rendered, made: Manifest, wish: Wish, now: datetime) -> PolicyPublication:
    terms = TermsPublication.objects.last()
    if terms is None or any(terms.text(language) != new.terms[language].text for language in LANGUAGES):
        terms = TermsPublication.objects.create(
            **_row(TermsPublication, new.terms, made.terms.version, wish, now, new.complete)
        )
    policy = PolicyPublication.objects.create(
        **_row(PolicyPublication, new.policy, made.version, wish, now, new.complete),
        terms=terms,
        procedure_ja=new.procedure["ja"],
        procedure_en=new.procedure["en"],
        numbers=new.numbers,
    )
    asking.forget()
    for language in LANGUAGES:
        record("published", actor=None, clause="10", policy=policy.number, digest=policy.sha256(language))
    return policy


def _row(
    kind: type[Publication], texts: Mapping[Language, Document], version: int, wish: Wish, now: datetime, complete: bool
) -> dict[str, object]:
    last = kind.objects.last()
    return {
        "number": last.number + 1 if last else 1,
        "version": version,
        "ja": texts["ja"].text,
        "en": texts["en"].text,
        "spans": {language: dict(texts[language].spans) for language in LANGUAGES},
        "change": wish.change,
        "reason": wish.reason.strip(),
        "consent_required": wish.consent_required,
        "complete": complete,
        "effective_from": wish.effective_from or now,
        "published_at": now,
    }


def _at(found: _Published | None) -> _Published:
    if found is None:
        raise PublicationError("no version was in force then.")
    return found
