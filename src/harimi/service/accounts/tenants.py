"""To whom something is let: accounts know a tenant by an id alone, the layer above knows them by name."""

from collections.abc import Callable
from uuid import UUID

from harimi.service.accounts.models import Organization

Provider = Callable[[Organization], list[tuple[UUID, str]]]
_PROVIDERS: list[Provider] = []


def offered_by(provider: Provider) -> None:
    """A layer above tells which tenants of an organization may be invited, and how they are called."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def tenants_of(organization: Organization) -> list[tuple[UUID, str]]:
    """The tenants who may be invited; the role is offered where there is one."""
    return [one for provider in _PROVIDERS for one in provider(organization)]
