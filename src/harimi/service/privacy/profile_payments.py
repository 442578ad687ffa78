"""What an operator's profile says about payments: fees that banks take off, direct debits, and when reminders are sent."""

from pydantic import Field, field_validator

from harimi.service.privacy.profile_parts import Part

KANA = r"^[0-9A-Zｦ-ﾟ ()./,\-]*$"
"""What banks take in names: half-width kana, capitals, digits and a few marks."""


class Debit(Part):
    """Who collects by direct debit: the code that the bank gave, the name in half-width kana, and where its account is."""

    code: str = Field(default="", pattern=r"^([0-9]{1,10})?$")
    name: str = Field(default="", max_length=40, pattern=KANA)
    bank_code: str = Field(default="", pattern=r"^([0-9]{4})?$")
    bank_name: str = Field(default="", max_length=15, pattern=KANA)
    branch_code: str = Field(default="", pattern=r"^([0-9]{3})?$")
    branch_name: str = Field(default="", max_length=15, pattern=KANA)

    def __bool__(self) -> bool:
        return bool(self.code and self.name and self.bank_code and self.branch_code)


class Payments(Part):
    """`short_yen`: how much less than billed staff may take for the fee of the payer's bank. `reminders`: days after the day
    on which an invoice is due, one for each letter; the last is the last notice.
    """

    short_yen: int = Field(default=0, ge=0, le=2000)
    reminders: tuple[int, ...] = Field(default=(7, 21, 35), max_length=6)
    debit: Debit = Debit()

    @field_validator("reminders")
    @classmethod
    def _rising(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if list(days) != sorted(set(days)) or any(not 0 < one <= 365 for one in days):
            raise ValueError("must be days from 1 to 365, each later than the one before, such as [7, 21, 35]")
        return days
