"""By what a program sends, whoever made its token instructs us to send somewhere: in words that stand in the document."""

from collections.abc import Mapping
from typing import Annotated, Literal

from django.utils.translation import get_language
from pydantic import Field, RootModel, StringConstraints

from harimi.service.api.v1.caller import Caller
from harimi.service.privacy.choices import Asked

CHANNEL = "api"
WORDS: Mapping[str, tuple[str, str]] = {
    "channel": (
        "この送信先に、アラートの内容(検針値と写真、および items に挙げたもの)を自動で送ることを指示します。"
        "いつでも停止・削除できます。",
        "I instruct you to send alerts (readings, their photographs, and what `items` names) to this place, by itself. "
        "I can stop it at any time.",
    ),
}
Recipient = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$"), Field(examples=["JP"])]
Language = Literal["ja", "en"]


def _in_words(about: str) -> str:
    """What the document says of it."""
    japanese, english = WORDS[about]
    return f"By `true` you say, and it is recorded: “{english}” 「{japanese}」"


class ChannelInstruction(RootModel[Literal[True]]):
    __doc__ = _in_words("channel")


def asked(who: Caller, about: str) -> Asked:
    """The instruction, in the words of the language that the program speaks."""
    language: Language = "ja" if (get_language() or "ja").startswith("ja") else "en"
    return Asked(WORDS[about][language == "en"], language, CHANNEL, who.user.subject_id)
