"""What is watched: all rules, and new ones, which are tried against the past before they are switched on."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import Action, allowed_in, by_name
from harimi.service.accounts.models import Organization
from harimi.service.alerts.channels.services import ChannelError, hear
from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.models import Channel, Hearing, Kind, Rule
from harimi.service.alerts.queries import changeable_rules, rules_of
from harimi.service.alerts.rules import change_rule, make_rule
from harimi.service.meters.models import Meter
from harimi.service.meters.queries import meters_of
from harimi.service.pages.access import person
from harimi.service.pages.alerts.forms import RuleForm
from harimi.service.pages.alerts.trials import Trial, tried
from harimi.service.pages.alerts.words_rules import Said
from harimi.service.pages.ids import id_of
from harimi.service.pages.texts import text

JOINED = ("site__organization", "meter__site__organization", "register__meter__site__organization")


@require_safe
@login_required
def rules(request: HttpRequest) -> HttpResponse:
    """Each with what it watches, those of the beginning first; and the kinds that there are."""
    user = person(request)
    if not allowed_in(user, Action.SEE):
        raise Http404
    changing, people = allowed_in(user, Action.CHANGE_ALERTS), allowed_in(user, Action.SEE_PEOPLE)
    heard = Hearing.objects.select_related("channel__organization", "channel__user")
    rows = rules_of(user).select_related(*JOINED).prefetch_related(Prefetch("hearings", heard))
    asked = id_of(request.GET.get("meter", ""))
    meter = meters_of(user).filter(pk=asked).first() if asked else None
    if meter is not None:
        rows = rows.filter(_reaching(meter))
    context = {
        "rules": [Said(one, one.organization_id in changing, one.organization_id in people) for one in rows],
        "kinds": Kind.values,
        "changes": bool(changing),
        "meter": meter,
        "several": len(allowed_in(user, Action.SEE)) > 1,
        "tab": "rules",
    }
    return render(request, "pages/alerts/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_rule(request: HttpRequest, kind: str) -> HttpResponse:
    """Nothing is kept before somebody saves it."""
    organizations = changing_organizations(request)
    if kind not in KINDS:
        raise Http404
    asked = id_of(request.GET.get("meter", ""))
    told = {"kind": kind, "organizations": organizations, "channels": _channels(organizations), "asked": asked}
    form = RuleForm(request.POST or None, **told)  # type: ignore[arg-type]  # each as the form has it
    return _answered(request, form, {"heading": text("rule.new", kind=text(f"alert.kind.{kind}")), "kind": kind})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Open alerts are judged anew by what it then says."""
    row = own_rule(request, rule_id)
    channels = _channels([row.organization])
    form = RuleForm(request.POST or None, kind=row.kind, organizations=[row.organization], channels=channels, row=row)
    said = Said(row, changes=True, sees_people=True)
    return _answered(request, form, {"heading": said.title, "kind": row.kind, "row": row, "scope": said.scope})


def changing_organizations(request: HttpRequest) -> list[Organization]:
    """Those in which the person says what is watched; for all others there is no such page."""
    found = by_name(Organization.objects.filter(pk__in=allowed_in(person(request), Action.CHANGE_ALERTS)))
    if not found:
        raise Http404
    return found


def own_rule(request: HttpRequest, rule_id: UUID) -> Rule:
    """One that the person may change."""
    found = changeable_rules(person(request)).filter(pk=rule_id).select_related(*JOINED).first()
    if found is None:
        raise Http404
    return found


def _reaching(meter: Meter) -> Q:
    """Rules that are for a meter, or for more."""
    more = Q(organization=meter.site.organization_id, site=None, meter=None, register=None)
    return more | Q(site=meter.site_id) | Q(meter=meter) | Q(register__meter=meter)


def _channels(organizations: list[Organization]) -> list[Channel]:
    rows = Channel.objects.filter(organization__in=organizations, ended_at=None)
    return list(rows.select_related("organization", "user").order_by("made_at", "pk"))


def _answered(request: HttpRequest, form: RuleForm, told: dict[str, object]) -> HttpResponse:
    """Tried, saved, or shown with what is wrong."""
    trial: Trial | None = None
    if form.is_valid():
        try:
            if request.POST.get("do") != "try":
                return _saved(request, form)
            trial = tried(form)
        except RuleError as wrong:
            form.say(wrong)
        except ChannelError as wrong:
            form.add_error(None, text(f"channel.error.{wrong.code}"))
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "trial": trial, "tab": "rules", **told}
    return render(request, "pages/alerts/rule_form.html", context, status=status)


def _saved(request: HttpRequest, form: RuleForm) -> HttpResponse:
    user, row, told, on = person(request), form.row, form.told(), request.POST.get("do") == "on"
    with transaction.atomic():
        if row is None:
            organization, scope = form.scope()
            row = make_rule(organization, form.kind, told, scope=scope, on=on, actor=user)
            said = "rule.made_on" if on else "rule.made"
        else:
            change_rule(row, told, actor=user)
            said = "rule.changed"
        hear(row, form.steps(), actor=user)
    messages.success(request, text(said))
    return redirect("rules")
