"""The accounts, by the names that Japanese bookkeeping has for them."""

from dataclasses import dataclass
from enum import StrEnum


class Account(StrEnum):
    """Where yen are. Debit sides are positive."""

    BANK = "bank"
    CARD = "card"
    """Taken by a payment provider or asked for by direct debit, and not in the bank account yet."""
    TRANSIT = "transit"
    """Paid out by a payment provider, as it says, and not seen in the bank's statement yet."""
    RECEIVABLE = "receivable"
    ADVANCE = "advance"
    """Paid by a customer and not for any invoice yet."""
    UNMATCHED = "unmatched"
    """Came in, and nobody knows from whom."""
    SALES = "sales"
    TAX = "tax"
    CHARGES = "charges"
    """Fees of banks and payment providers."""
    BAD_DEBT = "bad_debt"


@dataclass(frozen=True, slots=True)
class Named:
    """As accountants call it, and its usual code."""

    ja: str
    en: str
    code: str

    @property
    def booked(self) -> str:
        """As accounting programs know it: two of ours may be one of theirs."""
        return self.ja.partition("(")[0]


NAMES = {
    Account.BANK: Named("普通預金", "Bank account", "131"),
    Account.CARD: Named("未収入金", "Payments at collectors", "155"),
    Account.TRANSIT: Named("未収入金(入金予定)", "Payouts on their way to the bank", "155"),
    Account.RECEIVABLE: Named("売掛金", "Accounts receivable", "152"),
    Account.ADVANCE: Named("前受金", "Advances received", "315"),
    Account.UNMATCHED: Named("仮受金", "Suspense receipts", "318"),
    Account.SALES: Named("売上高", "Sales", "411"),
    Account.TAX: Named("仮受消費税", "Consumption tax received", "319"),
    Account.CHARGES: Named("支払手数料", "Commissions paid", "742"),
    Account.BAD_DEBT: Named("貸倒損失", "Bad debt losses", "752"),
}
