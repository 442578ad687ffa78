"""What people decide about recipients on the privacy page: consent, withdrawal, and the end of an instruction."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from harimi.service.pages.ids import known_id
from harimi.service.pages.shared import shown
from harimi.service.pages.texts import spoken, text
from harimi.service.pages.views_choices import CHANNEL, For, for_whom
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.models import Recipient
from harimi.service.third_parties.consents import ConsentError, consent, needed, withdraw
from harimi.service.third_parties.instructions import instructions_of, take_back


@require_POST
@login_required
def recipient(request: HttpRequest) -> HttpResponse:
    """Consents to a recipient in the words that the form showed, or withdraws that."""
    deciding = for_whom(request)
    one = get_object_or_404(Recipient, pk=request.POST.get("recipient", "")[:40])
    if not needed(one):
        raise Http404
    if request.POST.get("wanted") == "yes":
        _consent(request, deciding, one)
    else:
        withdraw(one, Asked(text("shared.withdraw"), spoken(), CHANNEL, deciding.by), subject=deciding.subject)
        messages.success(request, text("shared.withdrawn"))
    return redirect("privacy_settings")


@require_POST
@login_required
def instruction(request: HttpRequest) -> HttpResponse:
    """Ends the sending to a channel of their own."""
    deciding = for_whom(request)
    row = instructions_of(deciding.subject).filter(pk=known_id(request.POST.get("instruction", ""))).first()
    if row is None:
        raise Http404
    take_back(row, actor=deciding.by)
    messages.success(request, text("shared.ended"))
    return redirect("privacy_settings")


def _consent(request: HttpRequest, deciding: For, one: Recipient) -> None:
    words = shown(one, request.POST.get("words", ""))
    if words is None:
        messages.error(request, text("shared.changed"))
        return
    told, language = words
    try:
        consent(one, Asked(told, language, CHANNEL, deciding.by), subject=deciding.subject)
    except ConsentError:
        raise Http404 from None
    messages.success(request, text("shared.given"))
