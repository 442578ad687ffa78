"""The three classes of mail. A class belongs to a template; no caller chooses it."""

from enum import StrEnum, auto


class MailClass(StrEnum):
    """`VERIFICATION` proves an address and is all that goes to one that is not proven. `SERVICE` is what the service itself has
    to say. `MARKETING` advertises: only to whoever asked for it, with what the law wants told.
    """

    VERIFICATION = auto()
    SERVICE = auto()
    MARKETING = auto()
