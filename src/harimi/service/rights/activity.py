"""What people demand for an organization, as its list of activities tells it."""

from harimi.service.accounts.activity import declare


def declare_all() -> None:
    """Called once Django has started."""
    declare("contract", "ended", "resumed", names=lambda _: {})
    declare("export", "asked", "fetched", "deleted", names=lambda _: {})
