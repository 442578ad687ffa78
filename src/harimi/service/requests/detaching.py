"""A request outlives whom it is about where it demands their erasure: it gets a subject and a key of its own."""

from typing import Any

from harimi.service.privacy import keys
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import Subject
from harimi.service.requests.audited import PURPOSE
from harimi.service.requests.models import Request

SEALED = ("name", "email", "postal_code", "address", "agent_name", "wanted", "heading", "notice")


def detach(request: Request) -> Request:
    """Opens what is sealed and seals it under the new key; the mail address by which the answer goes is kept with it.

    It is found by its link from then on. Nothing else leads to the person any more. Call it in a transaction.
    """
    steps = list(request.steps.all())
    with using(PURPOSE):
        told: dict[str, Any] = {name: getattr(request, name) for name in SEALED}
        words = [(one, _under(request, one).words) for one in steps]
        if request.user is not None:
            told["email"] = told["email"] or request.user.email
    request.subject, request.user, request.channel = keys.new_subject(Subject.Kind.PERSON), None, Request.Channel.PAGE
    for name, value in told.items():
        setattr(request, name, value)
    request.save()
    for step, said in words:
        step.request, step.words = request, said
        step.save(update_fields=["words"])
    return request


def _under(request: Request, step: Any) -> Any:
    """The step with the request by whose key it opens."""
    step.request = request
    return step
