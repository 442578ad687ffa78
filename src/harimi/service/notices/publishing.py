"""Drafts of notices, and their publication: by a member of staff, once, in both languages."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.notices.models import Notice
from harimi.service.platform.bell import ring
from harimi.service.privacy.audit import record

TEXTS = ("title_ja", "title_en", "body_ja", "body_en")
BY_HAND = (Notice.Kind.MAINTENANCE, Notice.Kind.OUTAGE, Notice.Kind.SERVICE)
"""What staff write about; new terms and a new policy tell of themselves."""
JOB = "deliver a notice"


class NoticeError(ValueError):
    """A notice that cannot be published: `code` is `texts`, `nobody` or `changed`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"this notice cannot be published: {code}")
        self.code = code


def save_draft(
    notice: Notice | None, told: Mapping[str, str], organizations: Collection[Organization], *, actor: User
) -> Notice:
    """A new draft, or a changed one. Raises `NoticePublishedError`, and `ValueError` for a kind that is not staff's."""
    if told["kind"] not in BY_HAND:
        raise ValueError(f"staff write no notice of kind {told['kind']}")
    draft = notice or Notice()
    for name in (*TEXTS, "kind", "audience"):
        setattr(draft, name, told[name])
    draft.made_by, draft.made_at = actor, timezone.now()
    with transaction.atomic():
        list(Notice.objects.select_for_update().filter(pk=draft.pk))  # whoever publishes it now waits, or has done so
        draft.save()
        draft.organizations.set(organizations if draft.audience == Notice.Audience.CHOSEN else ())
    return draft


def publish(notice: Notice, *, actor: User) -> None:
    """From now on it never changes, and workers deliver it. Raises `NoticeError`: `changed` where it is no longer as given."""
    if not all(getattr(notice, name).strip() for name in TEXTS):
        raise NoticeError("texts")
    if notice.audience == Notice.Audience.CHOSEN and not notice.organizations.exists():
        raise NoticeError("nobody")
    now = timezone.now()
    with transaction.atomic():
        draft = Notice.objects.filter(pk=notice.pk, made_at=notice.made_at, published_at=None)
        if not draft.update(published_at=now, published_by=actor, due_at=now):
            raise NoticeError("changed")
        record("informed", actor=actor.subject_id, clause="2-2(2)", purpose="guidance", case=str(notice.pk))
        ring(JOB)
    notice.refresh_from_db()
