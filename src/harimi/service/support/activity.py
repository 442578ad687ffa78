"""What is done about help, as an organization's list of activities tells it."""

from harimi.service.accounts.activity import declare


def declare_all() -> None:
    """Called once Django has started."""
    declare("support", "asked", "given", "refused", "begun", "ended", names=lambda _: {})
