"""What is written about requests: to who asked, at each step that they have to know of, and to the privacy officer."""

from harimi.service.egress.classes import MailClass
from harimi.service.notices import letters as all_letters
from harimi.service.notices.letters import Letter, declare
from harimi.service.notices.models import Message
from harimi.service.privacy.gate import using
from harimi.service.requests.audited import PURPOSE
from harimi.service.requests.links import link_to
from harimi.service.requests.models import Request
from harimi.service.requests.words import KINDS

RECEIVED, CODE, LOCKED, PROOF, QUOTED, WAITING, LAPSED, ANSWER, DUE = (
    *("request_received", "request_code", "request_locked", "request_proof", "request_quoted"),
    *("request_waiting", "request_lapsed", "request_answer", "requests_due"),
)


def declare_all() -> None:
    """Called once Django has started. Those to who asked hold a link or a code, and answer whoever wrote."""
    for name in (RECEIVED, CODE, LOCKED, PROOF, QUOTED, WAITING, LAPSED, ANSWER):
        declare(Letter(name, MailClass.SERVICE, PURPOSE, answers=True, secret=True))
    declare(Letter(DUE, MailClass.SERVICE, PURPOSE))


def reaches(request: Request) -> bool:
    """Whether there is an address to which mail goes."""
    with using(PURPOSE, subject=request.subject_id):
        return bool(request.email) or bool(request.user and request.user.is_active)


def tell(request: Request, name: str, **context: object) -> Message | None:
    """In the language in which they asked. None where they gave no mail address, or have left since."""
    with using(PURPOSE, subject=request.subject_id):
        to = request.email or (request.user if request.user and request.user.is_active else None)
    if to is None:
        return None
    told: dict[str, object] = {"number": request.number, "link": link_to(request)}
    ja, en = KINDS[request.kind]
    told |= {"due_on": request.due_on, "kind_ja": ja, "kind_en": en}
    return all_letters.write(name, to=to, context={**told, **context}, subject=request.subject_id, language=request.language)
