"""What staff do with a campaign: write it, send it to themselves, send it, stop it."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.marketing.letters import CAMPAIGN, words_of
from harimi.service.marketing.lint import faults
from harimi.service.marketing.models import Campaign, Dispatch
from harimi.service.marketing.segments import PURPOSE, compile_segment
from harimi.service.notices.advertising import sender_known
from harimi.service.notices.letters import language_of, write
from harimi.service.platform.bell import ring
from harimi.service.privacy.audit import record
from harimi.service.privacy.gate import Use, decide

TEXTS = ("title_ja", "title_en", "body_ja", "body_en")
JOB = "write a campaign"
State = Campaign.State


class CampaignError(ValueError):
    """A step that cannot be done; `code` is a text `campaigns.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def save_draft(campaign: Campaign | None, told: Mapping[str, str], *, actor: User) -> Campaign:
    """A new draft, or a changed one. Raises `CampaignError`, and `SegmentError` for an audience that the policy forbids."""
    draft = _draft(campaign) if campaign else Campaign()
    for name in TEXTS:
        setattr(draft, name, told[name])
    compile_segment(told["audience"])
    draft.audience, draft.made_by, draft.made_at = told["audience"], actor, timezone.now()
    _sound(draft)
    draft.save()
    return draft


@transaction.atomic
def send(campaign: Campaign, *, actor: User) -> None:
    """Workers write and send it from now on. Raises `CampaignError`: `changed` where it is no longer as it was looked at."""
    draft = _draft(campaign)
    if draft.made_at != campaign.made_at:
        raise CampaignError("changed")
    _sound(draft)
    if not sender_known():
        raise CampaignError("sender")
    segment, now = compile_segment(draft.audience), timezone.now()
    Campaign.objects.filter(pk=draft.pk).update(state=State.SENDING, sent_by=actor, sent_at=now, due_at=now)
    by, case = actor.subject_id, str(draft.pk)
    record("campaign_sent", actor=by, clause="2-3(2)", purpose=PURPOSE, items=segment.items, case=case)
    ring(JOB)


def going_on() -> QuerySet[Campaign]:
    """Campaigns of which a letter may still leave: there is something to stop."""
    waiting = Dispatch.objects.filter(state=Dispatch.State.WAITING).values("campaign")
    return Campaign.objects.filter(Q(state=State.SENDING) | Q(state=State.DONE, pk__in=waiting))


@transaction.atomic
def stop(campaign: Campaign, *, actor: User) -> None:
    """No letter of it goes out any more, those that were written neither. Raises `CampaignError`."""
    told = {"state": State.STOPPED, "due_at": None, "ended_at": timezone.now()}
    if not going_on().filter(pk=campaign.pk).update(**told):
        raise CampaignError("state")
    record("campaign_stopped", actor=actor.subject_id, clause="2-3(2)", purpose=PURPOSE, case=str(campaign.pk))


def try_out(campaign: Campaign, *, actor: User) -> None:
    """Sends it to a member of staff, as everybody gets it: only if they asked for news themselves. Raises `CampaignError`."""
    if not sender_known():
        raise CampaignError("sender")
    if not decide(Use(PURPOSE, ("mail",), actor.subject_id)).allowed:
        raise CampaignError("not_you")
    if write(CAMPAIGN.name, to=actor, context=words_of(campaign, language_of(actor))) is None:
        raise CampaignError("address")


@transaction.atomic
def delete(campaign: Campaign) -> None:
    """A draft that nobody needs. Raises `CampaignError`."""
    _draft(campaign).delete()


def _draft(campaign: Campaign) -> Campaign:
    """The row, locked. Raises `CampaignError` where it was sent."""
    row = Campaign.objects.select_for_update().filter(pk=campaign.pk, state=State.DRAFT).first()
    if row is None:
        raise CampaignError("state")
    return row


def _sound(draft: Campaign) -> None:
    texts = {name: getattr(draft, name) for name in TEXTS}
    if not all(one.strip() for one in texts.values()):
        raise CampaignError("texts")
    if any(faults(texts)):
        raise CampaignError("lint")
