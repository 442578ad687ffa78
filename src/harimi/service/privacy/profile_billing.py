"""What an operator's profile says about invoices: the registration number, where money is sent, and by when."""

from pydantic import Field, field_validator

from harimi.service.privacy.profile_parts import Part, Words
from harimi.service.privacy.profile_payments import Payments


class Bank(Part):
    """The account to which customers send money. `kind` is ordinary (普通) or current (当座); `holder` in half-width kana."""

    name: Words = Words()
    branch: Words = Words()
    kind: str = Field(default="ordinary", pattern=r"^(ordinary|current)$")
    number: str = Field(default="", pattern=r"^([0-9]{7})?$")
    holder: str = Field(default="", max_length=48)

    def __bool__(self) -> bool:
        return bool(self.name and self.number and self.holder)


class Billing(Part):
    """Without a `registration_number` invoices are none of the kind for which a customer may deduct tax.

    `due_days` from the day of issue; `fiscal_month` is the month with which a tax period ends.
    """

    registration_number: str = ""
    due_days: int = Field(default=30, ge=1, le=180)
    fiscal_month: int = Field(default=12, ge=1, le=12)
    bank: Bank = Bank()
    payments: Payments = Payments()

    @field_validator("registration_number")
    @classmethod
    def _registered(cls, number: str) -> str:
        """T and 13 digits, of which the first checks the others: the register of corporate numbers' own rule."""
        if not number:
            return number
        digits = number.removeprefix("T")
        if len(number) != 14 or not (digits.isascii() and digits.isdigit() and len(digits) == 13):
            raise ValueError('must be T and 13 digits, such as "T1234567890123"')
        if int(digits[0]) != check_digit(digits[1:]):
            raise ValueError("has a wrong check digit: look at it once more")
        return number

    def printed(self) -> dict[str, object]:
        """What stands on an invoice."""
        bank = self.bank
        told = {"name": {"ja": bank.name.ja, "en": bank.name.en}, "branch": {"ja": bank.branch.ja, "en": bank.branch.en}}
        account = {**told, "kind": bank.kind, "number": bank.number, "holder": bank.holder} if bank else {}
        return {"registration_number": self.registration_number, "bank": account}


def check_digit(twelve: str) -> int:
    """Of the 12 digits of a corporate number: 9 less the remainder by 9 of the digits weighted 1 and 2 from the right.

    Source: Ordinance on Corporate Numbers, article 2.
    """
    weighted = sum(int(digit) * (1 if n % 2 == 0 else 2) for n, digit in enumerate(reversed(twelve)))
    return 9 - weighted % 9
