"""The privacy page of My Account: what is held, what may be done with it, what was collected, who looked."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.accounts.agreements import agreements
from harimi.service.accounts.models import Organization
from harimi.service.notices.advertising import sender_known
from harimi.service.pages import held_blocks
from harimi.service.pages.access import person
from harimi.service.pages.consents import digest
from harimi.service.pages.held_blocks import Block, mine, theirs, with_exports
from harimi.service.pages.texts import spoken, text
from harimi.service.pages.views_news import words_in
from harimi.service.privacy.browsers import sent_id
from harimi.service.privacy.models import Acceptance


@require_safe
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """Everything about the person, and about each organization that they decide for."""
    user = person(request)
    me, *organizations = with_exports(user, [mine(user), *theirs(user)])
    context = {
        "me": me,
        "organizations": [_with_cameras(block) for block in organizations],
        "browsers": held_blocks.browsers(user),
        "accesses": held_blocks.accesses(user),
        "anonymous_id": sent_id(request),
        "tab": "privacy",
        "news": {"words": words_in(spoken()), "digest": digest(words_in(spoken())), "off": not sender_known()},
        "accepted": Acceptance.objects.filter(subject=user.subject_id).order_by("at").first(),
        "agreements": agreements(user, by_the_way=True),
    }
    answer = render(request, "pages/privacy.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _with_cameras(block: Block) -> dict[str, Any]:
    organization = block.organization
    if organization is None:
        return {"block": block}
    return {
        "block": block,
        "reports": held_blocks.reports(organization),
        "log": held_blocks.camera_log(organization),
        "periods": periods(),
        "period": str(organization.photographs_kept_days or ""),
        "period_words": period(organization.photographs_kept_days),
        "thinned": [(one, text(f"photographs.thinned.{one}")) for one in Organization.Thinned.values],
    }


def periods() -> list[tuple[str, str]]:
    """How long photographs may be kept: what a form sends, and its words."""
    return [("", text("photographs.contract")), *((str(days), period(days)) for days in held_blocks.PERIODS)]


def period(days: int | None) -> str:
    """A time for which photographs are kept, in words."""
    if days is None:
        return text("photographs.contract")
    return text("photographs.years", days=days, years=days // 365) if days >= 730 else text("photographs.days", days=days)
