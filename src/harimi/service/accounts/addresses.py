"""Whether a mail address is proven to be its owner's. To one that is not, only mail goes out that proves it.

Proven is what allauth keeps as verified. Three ways lead there: a link that was mailed to the address (an invitation, a new
password, allauth's own confirmation); the command on the operator's own machine that makes an administrator, since whoever runs
it may send mail to anybody anyway; and an account from the time before this was kept, all of which came by these two.
"""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from harimi.service.accounts.models import User


@transaction.atomic
def prove(user: User) -> None:
    """The address with which the user signs in is theirs."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).update(primary=False)
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def proven(address: str) -> bool:
    """Whether it is somebody's, and proven."""
    known = EmailAddress.objects.filter(email=address, verified=True).exists()
    return known or any(proves(address) for proves in _ALSO)


_ALSO: list[Callable[[str], bool]] = []


def also_proven(proves: Callable[[str], bool]) -> None:
    """A layer above knows addresses of people who have no account and opened a link that was mailed to them."""
    _ALSO.append(proves)


def proven_among(users: QuerySet[User]) -> QuerySet[User]:
    """Those of the users whose address is proven."""
    mine = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
    return users.filter(Exists(mine))


def proven_by_reset(user: User, **_: object) -> None:
    """The link by which a password was reset had been mailed to them."""
    prove(user)
