"""The operator's profile: who runs this service, as it stands in the policy and the terms; `operator.toml`.

What is left out is a gap: the texts show it as one, the lint names it, and people whom the operator does not know cannot
register. A household may leave everything out.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AnyHttpUrl, Field, TypeAdapter, ValidationError, field_validator

from harimi.service.privacy.facts import Deadlines, Fees, Statistics
from harimi.service.privacy.profile_billing import Billing
from harimi.service.privacy.profile_commerce import Commerce
from harimi.service.privacy.profile_parts import (
    Foreign,
    Measures,
    Method,
    OwnDays,
    OwnFees,
    OwnStatistics,
    Part,
    Words,
    one_line,
)

JOINT = ("joint", "shared", "kyodo", "共同")


MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
YEAR_END = ("12-29", "12-30", "12-31", "01-02", "01-03")
"""When most in Japan are closed; the first of January is a holiday of the law."""


class ProfileError(ValueError):
    """operator.toml cannot be used; the message says what is wrong, a line each, and what to write."""


class Profile(Part):
    """Who runs this service. Empty fields are gaps."""

    name: Words = Words()
    representative: Words = Words()
    postal_code: str = Field(default="", pattern=r"^(\d{3}-\d{4})?$")
    address: Words = Words()
    telephone: str = Field(default="", pattern=r"^(\+?[0-9][0-9()-]{7,18})?$")
    mail: str = Field(default="", pattern=r"^([^@\s]+@[^@\s]+\.[^@\s.]+)?$")
    complaints: Words = Words()
    certified_body: Words = Words()
    safety_measures: Measures = Measures()
    identity_methods: tuple[Method, ...] = ()
    payment: Words = Words()
    procedure_page: str = ""
    tax_rounding: Literal["floor", "round", "ceiling"] = "floor"
    closed_days: Annotated[tuple[MonthDay, ...], Field(max_length=60)] = YEAR_END
    foreign: tuple[Foreign, ...] = ()
    billing: Billing = Billing()
    commerce: Commerce = Commerce()
    fees: OwnFees = OwnFees()
    deadlines: OwnDays = OwnDays()
    statistics: OwnStatistics = OwnStatistics()

    @field_validator("procedure_page")
    @classmethod
    def _page(cls, page: str) -> str:
        if page:
            TypeAdapter(AnyHttpUrl).validate_python(page)
        return one_line(page)

    def issuer(self) -> dict[str, object]:
        """Who issues an invoice, as it stands on it for good."""
        words = {name: {"ja": told.ja, "en": told.en} for name in ("name", "address") if (told := getattr(self, name))}
        plain = {name: getattr(self, name) for name in ("postal_code", "telephone", "mail")}
        return {**words, **plain, **self.billing.printed()}

    def gaps(self) -> list[str]:
        """The fields that the law wants filled and that are not."""
        return [name for name in REQUIRED if not getattr(self, name)]

    def commerce_gaps(self) -> list[str]:
        """What consumers have to be told before they order and are not; a household, which has no name here, sells nothing."""
        return self.commerce.gaps() if self.name else []

    def fees_on(self, manifest: Fees) -> Fees:
        """The fees that hold with this operator."""
        return manifest.model_copy(update=self.fees.model_dump(exclude_none=True))

    def deadlines_on(self, manifest: Deadlines) -> Deadlines:
        """The deadlines that hold with this operator."""
        return manifest.model_copy(update=self.deadlines.model_dump(exclude_none=True))

    def min_cell_on(self, manifest: Statistics) -> int:
        """Of how few people a figure may be with this operator."""
        return max(manifest.min_cell, self.statistics.min_cell or 0)


REQUIRED = ("name", "representative", "postal_code", "address", "telephone", "mail", "complaints", "safety_measures",
            "identity_methods", "payment")  # fmt: skip
"""Act on the Protection of Personal Information 32(1) and its order, article 10; the last two: how requests are made (37)."""
_KINDS = {"string_pattern_mismatch": "does not look right"}
_EXAMPLES = {
    "postal_code": 'write it as "100-0001"',
    "telephone": 'write it as "03-1234-5678"',
    "mail": 'write it as "privacy@example.jp"',
    "procedure_page": 'write it as "https://example.jp/requests", or leave it out to use the page of this service',
    "identity_methods": "a list of sign_in, mail_code, post, document",
    "billing": "see docs/examples/operator.toml",
    "commerce": 'both languages, such as { ja = "…", en = "…" }; docs/examples/operator.toml shows the part',
    "closed_days": 'up to 60 days written as "12-29", a month and a day; or an empty list',
    "fees": "whole yen, tax included, from 0 to 10000; only requests under articles 32 and 33 may cost something",
    "statistics": "min_cell from 10 to 1000 people",
    "deadlines": "without_delay_days from 1 to 14, promptly_seconds from 1 to 60",
}


def load(path: Path) -> Profile:
    """The profile in a file; an empty one where there is no file; a `ProfileError` where it cannot be used."""
    if not path.exists():
        return Profile()
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProfileError(f"{path} cannot be read: {error}") from error
    return parsed(told, str(path))


def parsed(told: dict[str, Any], where: str) -> Profile:
    """A checked profile from parsed TOML."""
    if joint := next((key for key in _keys(told) if any(word in key.lower() for word in JOINT)), ""):
        raise ProfileError(f"{where}: {joint}: clause 5 of the policy rules out joint use; no setting permits it. Remove it.")
    try:
        return Profile.model_validate(told)
    except ValidationError as error:
        raise ProfileError("\n".join(f"{where}: {_fault(dict(one))}" for one in error.errors())) from error


def _keys(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for key, value in told.items():
            yield str(key)
            yield from _keys(value)
    elif isinstance(told, list):
        for value in told:
            yield from _keys(value)


def _fault(one: dict[str, Any]) -> str:
    name = ".".join(map(str, one["loc"]))
    if one["type"] == "extra_forbidden":
        return f"{name}: there is no such field; remove it. Fields are {', '.join(Profile.model_fields)}."
    hint = _EXAMPLES.get(str(one["loc"][0]), 'both languages, such as { ja = "…", en = "…" }')
    return f"{name}: {_KINDS.get(one['type'], one['msg'])}; {hint}."
