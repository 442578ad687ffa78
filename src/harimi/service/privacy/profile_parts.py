"""The parts of an operator's profile: words in both languages, lists, recipients abroad, own fees and deadlines."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from harimi.service.privacy.documents import Language

Method = Literal["sign_in", "mail_code", "post", "document"]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def one_line(text: str) -> str:
    """One line without marks that would mean something in the texts."""
    if any(mark in text for mark in "\n\r{}|<>"):
        raise ValueError("must be one line without { } | < >")
    return text


class Words(Part):
    """The same in both languages."""

    ja: str = ""
    en: str = ""

    _one_line = field_validator("ja", "en")(one_line)

    def __bool__(self) -> bool:
        return bool(self.ja and self.en)

    def into(self, language: Language) -> str:
        """In one language."""
        return self.ja if language == "ja" else self.en


class Measures(Part):
    """A list in both languages, as long in one as in the other."""

    ja: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    @field_validator("ja", "en")
    @classmethod
    def _lines(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one_line(line) for line in lines)

    def __bool__(self) -> bool:
        return bool(self.ja) and len(self.ja) == len(self.en)

    def into(self, language: Language) -> tuple[str, ...]:
        """In one language."""
        return self.ja if language == "ja" else self.en


class Foreign(Part):
    """A recipient in a foreign country, with what article 28 wants told."""

    recipient: Words
    country: Words
    system: Words
    measures: Words

    @field_validator("*")
    @classmethod
    def _told(cls, words: Words) -> Words:
        if not words:
            raise ValueError('must be there in both languages, such as { ja = "…", en = "…" }')
        return words


class OwnFees(Part):
    """Yen a request, tax included; what is left out stays as in the manifest. Other requests cost nothing by law."""

    purpose_notice: int | None = Field(default=None, ge=0, le=10_000)
    disclosure: int | None = Field(default=None, ge=0, le=10_000)
    provision_records: int | None = Field(default=None, ge=0, le=10_000)
    not_found: int | None = Field(default=None, ge=0, le=10_000)
    partial: int | None = Field(default=None, ge=0, le=10_000)


class OwnDays(Part):
    """Deadlines, where the operator promises more than the manifest does."""

    without_delay_days: int | None = Field(default=None, ge=1, le=14)
    promptly_seconds: int | None = Field(default=None, ge=1, le=60)


class OwnStatistics(Part):
    """Of how few people a figure may be, where the operator wants more of them than the manifest does."""

    min_cell: int | None = Field(default=None, ge=10, le=1000)
