"""One channel: how it stands, what was told by it, and what can be done about it."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.access import Action, allowed_in, may
from harimi.service.accounts.models import User
from harimi.service.alerts.channels.kinds import settings_of
from harimi.service.alerts.channels.queries import channel_for, told_by
from harimi.service.alerts.channels.services import ChannelError, remove
from harimi.service.alerts.channels.testing import send_test
from harimi.service.alerts.models import Channel
from harimi.service.egress.channels.answers import Outcome
from harimi.service.egress.channels.webhook import Settings as WebhookSettings
from harimi.service.pages.access import person, shows_secrets
from harimi.service.pages.alerts.words_channels import Shown, answer_words, line_words
from harimi.service.pages.texts import text
from harimi.service.pages.unstored import unstored

A_PAGE = 30
JOINED = ("event__alert__meter__site__organization", "event__alert__organization", "event__alert__register")


@require_safe
@login_required
def channel(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Members see how it stands; the record is below."""
    user = person(request)
    mine = Channel.objects.filter(organization__in=allowed_in(user, Action.SEE), ended_at=None, pk=channel_id)
    row = mine.select_related("organization", "instruction", "user").first()
    if row is None:
        raise Http404
    page = Paginator(told_by(row).select_related(*JOINED), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "one": Shown(row, may(user, row.organization, Action.SEE_PEOPLE)),
        "page": page,
        "lines": [line_words(one) for one in page],
        "changes": may(user, row.organization, Action.CHANGE_ALERTS),
        "tab": "channels",
    }
    return render(request, "pages/alerts/channel.html", context)


@require_safe
@login_required
@shows_secrets
def channel_key(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """By which the other side knows that it was us."""
    row = _own(request, channel_id)
    if row.kind != "webhook":
        raise Http404
    settings = settings_of(row)
    secret = settings.secret.get_secret_value() if isinstance(settings, WebhookSettings) else ""
    context = {"row": row, "secret": secret, "tab": "channels"}
    return unstored(render(request, "pages/alerts/channel_key.html", context))


@require_POST
@login_required
def channel_step(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Does what a button says."""
    row = _own(request, channel_id)
    do = _STEPS.get(request.POST.get("step", ""))
    if do is not None:
        try:
            level, said = do(row, person(request))
            messages.add_message(request, level, said)
        except ChannelError as wrong:
            messages.error(request, text(f"channel.error.{wrong.code}"))
    return redirect("channels") if row.ended_at else redirect("channel", row.pk)


def _own(request: HttpRequest, channel_id: UUID) -> Channel:
    found = channel_for(person(request), channel_id)
    if found is None:
        raise Http404
    return found


def _test(row: Channel, actor: User) -> tuple[int, str]:
    heard = send_test(row, actor=actor)
    said = answer_words(heard.code, heard.status)
    if heard.outcome == Outcome.TAKEN:
        return messages.SUCCESS, text("channel.tested", answer=said)
    return messages.ERROR, text("channel.test_failed", answer=said)


def _remove(row: Channel, actor: User) -> tuple[int, str]:
    remove(row, actor=actor)
    return messages.SUCCESS, text("channel.removed")


_STEPS: Mapping[str, Callable[[Channel, User], tuple[int, str]]] = {"test": _test, "remove": _remove}
