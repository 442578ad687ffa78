"""By which ways people are told, and new ones: outside by an instruction in the words that are shown, members by mail."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import Action, allowed_in, members_who
from harimi.service.accounts.models import Organization, User
from harimi.service.alerts.channels.kinds import ITEMS, WEB, items_of
from harimi.service.alerts.channels.queries import channel_for
from harimi.service.alerts.channels.refilling import kept_of
from harimi.service.alerts.channels.services import ChannelError, change_channel, mail_to, make_channel
from harimi.service.alerts.models import Channel
from harimi.service.pages.access import password_again, person
from harimi.service.pages.alerts.forms_channel import ChannelForm, MailForm
from harimi.service.pages.alerts.views_rules import changing_organizations
from harimi.service.pages.alerts.words_channels import Shown
from harimi.service.pages.texts import TEXTS, spoken, text
from harimi.service.pages.views_choices import CHANNEL
from harimi.service.privacy.choices import Asked


@require_safe
@login_required
def channels(request: HttpRequest) -> HttpResponse:
    """Each with how it stands, and the kinds that there are."""
    user = person(request)
    seeing = allowed_in(user, Action.SEE)
    if not seeing:
        raise Http404
    people = allowed_in(user, Action.SEE_PEOPLE)
    rows = Channel.objects.filter(organization__in=seeing, ended_at=None).select_related("organization", "instruction", "user")
    context = {
        "channels": [Shown(one, one.organization_id in people) for one in rows.order_by("made_at", "pk")],
        "kinds": WEB,
        "changes": bool(allowed_in(user, Action.CHANGE_ALERTS)),
        "several": len(seeing) > 1,
        "tab": "channels",
    }
    return render(request, "pages/alerts/channels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_again
def new_channel(request: HttpRequest, kind: str) -> HttpResponse:
    """What it needs, how to get that, and the words of the instruction that sends there."""
    organizations = changing_organizations(request)
    if kind not in WEB:
        raise Http404
    form = ChannelForm(request.POST or None, kind=kind, organizations=organizations, initial=_first(kind))
    if form.is_valid():
        try:
            made = make_channel(form.organization(), form.wanted(), _asked(request), actor=person(request))
        except ChannelError as fault:
            _say(form, fault)
        else:
            messages.success(request, text("channel.made", name=made.name))
            return redirect("channel", made.pk)
    heading = text("channel.new", kind=text(f"channel.kind.{kind}"))
    return _form(request, form, {"several": len(organizations) > 1, "heading": heading})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_again
def edit_channel(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Another address, or other settings: by an instruction anew; a broken one is tried again."""
    row = channel_for(person(request), channel_id)
    if row is None or row.kind not in WEB:
        raise Http404
    form = ChannelForm(
        request.POST or None, kind=row.kind, organizations=[row.organization], kept=kept_of(row), initial=_initial(row)
    )
    if form.is_valid():
        try:
            change_channel(row, form.wanted(), _asked(request), actor=person(request))
        except ChannelError as fault:
            _say(form, fault)
        else:
            messages.success(request, text("channel.changed", name=row.name))
            return redirect("channel", row.pk)
    return _form(request, form, {"heading": row.name, "row": row})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_mail(request: HttpRequest) -> HttpResponse:
    """A member is told by mail."""
    organizations = changing_organizations(request)
    form = MailForm(request.POST or None, members=_members(organizations))
    if form.is_valid():
        home, _, member = form.cleaned_data["member"].partition(":")
        where = next(one for one in organizations if str(one.pk) == home)
        user, everything = User.objects.get(pk=member), form.cleaned_data["everything"]
        mail_to(where, user, actor=person(request), everything=everything)
        messages.success(request, text("channel.made", name=user.email))
        return redirect("channels")
    context = {"form": form, "tab": "channels"}
    return render(request, "pages/alerts/mail_form.html", context, status=422 if form.is_bound else 200)


def _members(organizations: list[Organization]) -> list[tuple[str, str]]:
    """Members who are not told yet."""
    found = []
    for home in organizations:
        told = Channel.objects.filter(organization=home, ended_at=None, kind=Channel.MAIL).values("user")
        for one in members_who(home, Action.SEE).exclude(pk__in=told).order_by("email"):
            name = f"{one.email} ({home.name})" if len(organizations) > 1 else one.email
            found.append((f"{home.pk}:{one.pk}", name))
    return found


def _first(kind: str) -> dict[str, object]:
    """What is filled in already; of services that are known, who runs them."""
    runs = text(f"channel.runs.{kind}") if f"channel.runs.{kind}" in TEXTS else ""
    about = {"name": text(f"channel.kind.{kind}"), "recipient": runs, "country": "JP"}
    return {**about, "language": spoken(), "items": ITEMS, "everything": True}


def _initial(row: Channel) -> dict[str, object]:
    told = row.instruction
    about = {"recipient": told.recipient, "country": told.country} if told else {"country": "JP"}
    rest = {"name": row.name, "language": row.language, "everything": row.everything, "items": sorted(items_of(row))}
    return {**about, **rest}


def _form(request: HttpRequest, form: ChannelForm, told: dict[str, object]) -> HttpResponse:
    words = text("channel.instruction")
    context = {"form": form, "kind": form.kind, "words": words, "tab": "channels", **told}
    return render(request, "pages/alerts/channel_form.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest) -> Asked:
    return Asked(text("channel.instruction"), spoken(), CHANNEL, person(request).subject_id)


def _say(form: ChannelForm, fault: ChannelError) -> None:
    form.add_error(fault.where if fault.where in form.fields else None, text(f"channel.error.{fault.code}"))
