"""The number by which a landlord issues qualified invoices: T and 13 digits, of which the first checks the others."""

from harimi.service.privacy.profile_billing import check_digit


def registration_number(typed: str) -> str | None:
    """As it is kept, empty where there is none; None for what is no such number."""
    number = typed.strip().upper()
    digits = number.removeprefix("T")
    right = len(number) == 14 and len(digits) == 13 and digits.isascii() and digits.isdigit()
    if number and not (right and int(digits[0]) == check_digit(digits[1:])):
        return None
    return number
