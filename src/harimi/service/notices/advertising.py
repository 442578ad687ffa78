"""What every mail that advertises carries: who sends it, where to refuse it, where to complain.

Sources: Act on Regulation of Transmission of Specified Electronic Mail, article 4, and its ordinance, articles 7 to 9; RFC 2369
and RFC 8058 for refusing by one click in a mail program, without a sign-in, a cookie or a question.
"""

from uuid import UUID

from django.conf import settings
from django.core import signing

from harimi.service.privacy.documents import Language
from harimi.service.privacy.publication import known_operator

DUTIES = ("unsubscribe", "sender", "sender_address", "complaints")
"""What the template of such a letter must show."""
_SALT = "harimi.unsubscribe"


class SenderUnknownError(RuntimeError):
    """Nobody has told who runs this service, and the law does not let that advertise."""


def sender_known() -> bool:
    """Whether the operator's name, address and place for complaints are told in both languages."""
    who = known_operator()
    return bool(who.name and who.address and (who.complaints or who.mail))


def told(subject: UUID, language: Language) -> dict[str, str]:
    """The words of `DUTIES` for one recipient. Raises `SenderUnknownError`."""
    if not sender_known():
        raise SenderUnknownError("operator.toml does not say who sends this; see docs/how/marketing.md")
    who = known_operator()
    place = f"〒{who.postal_code} {who.address.into(language)}" if language == "ja" else who.address.into(language)
    complaints = " ".join(one for one in (who.complaints.into(language), who.telephone, who.mail) if one)
    return {
        "unsubscribe": address(subject),
        "sender": who.name.into(language),
        "sender_address": place,
        "complaints": complaints,
    }


def address(subject: UUID) -> str:
    """Where somebody refuses, without signing in; the link does not end."""
    return f"{settings.HARIMI.url}/unsubscribe/{signing.dumps(str(subject), salt=_SALT)}"


def subject_of(token: str) -> UUID | None:
    """Whose link it is; None for one that we did not make."""
    try:
        return UUID(signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return None


def headers(subject: UUID) -> dict[str, str]:
    """By which a mail program offers to refuse."""
    return {"List-Unsubscribe": f"<{address(subject)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
