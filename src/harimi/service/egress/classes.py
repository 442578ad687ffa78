"""The three classes of mail. A class belongs to a template; no caller chooses it."""

from enum import StrEnum, auto


class MailClass(StrEnum):
    """`VERIFICATION` proves an address and is all that goes to one that is not proven. `SERVICE` is what the service itself has
    to say. `MARKETING` waits for its own part: nobody may declare such a letter yet.
    """

    VERIFICATION = auto()
    SERVICE = auto()
    MARKETING = auto()
