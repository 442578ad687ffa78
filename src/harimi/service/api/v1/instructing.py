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
    "outlet": (
        "この連携先に、種類に応じて次のものを自動で送ることを指示します。"
        "webhook: 検針値・計器の番号・アラートとカメラの出来事。"
        "mqtt・thingsboard: 検針値・計器名・型式・設置場所名。influxdb: 検針値・計器名・設置場所名。"
        "modbus: clients の読み取り元から求められたときに検針値を返すこと。いつでも停止・削除できます。",
        "I instruct you to send to this place, by itself, what is for its kind: webhook: readings, numbers of meters, and what "
        "happens to alerts and cameras; mqtt, thingsboard: readings, and names, models and places of meters; influxdb: "
        "readings, and names and places of meters; modbus: to answer the addresses of `clients` with readings when they ask. "
        "I can stop it at any time.",
    ),
    "ledger": (
        "このメンバーまたはサーバーに、検針値・使用量・計器名・設置場所名・利用者名を含む台帳を毎月送ることを指示します。",
        "I instruct you to send this member or this server each month a ledger with readings, usage, and the names of meters, "
        "places and tenants.",
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


class OutletInstruction(RootModel[Literal[True]]):
    __doc__ = _in_words("outlet")


class LedgerInstruction(RootModel[Literal[True]]):
    __doc__ = _in_words("ledger")


def asked(who: Caller, about: str) -> Asked:
    """The instruction, in the words of the language that the program speaks."""
    language: Language = "ja" if (get_language() or "ja").startswith("ja") else "en"
    return Asked(WORDS[about][language == "en"], language, CHANNEL, who.user.subject_id)
