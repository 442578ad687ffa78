"""What is written about cases: to who asked, to owners who are asked for help with it, and to staff."""

from harimi.service.accounts.models import User
from harimi.service.egress.classes import MailClass
from harimi.service.notices import letters as all_letters
from harimi.service.notices.letters import Letter, declare
from harimi.service.notices.models import Message as Mail
from harimi.service.support.links import link_to
from harimi.service.support.models import Case

RECEIVED, ANSWERED, HELP, DUE = "case_received", "case_answered", "help_asked", "cases_due"


def declare_all() -> None:
    """Called once Django has started. Those to who asked hold a link that opens their case, and answer whoever wrote."""
    declare(Letter(RECEIVED, MailClass.SERVICE, "inquiries", answers=True, secret=True))
    declare(Letter(ANSWERED, MailClass.SERVICE, "inquiries", answers=True, secret=True))
    declare(Letter(HELP, MailClass.SERVICE, "inquiries"))
    declare(Letter(DUE, MailClass.SERVICE, "inquiries"))


def to_who_asked(case: Case, name: str, **context: object) -> Mail | None:
    """In the language in which they asked. None where they have left since."""
    to = case.email or User.objects.filter(subject=case.subject_id, is_active=True).first()
    if to is None:
        return None
    told = {"number": case.number, "link": link_to(case), **context}
    return all_letters.write(name, to=to, context=told, subject=case.subject_id, language=case.language)
