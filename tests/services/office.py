"""Staff at work, for tests of the office."""

import time

from allauth.account.internal.flows import login
from allauth.mfa.models import Authenticator
from django.test import Client

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from tests.services.world import person


def signed_in(user: User) -> Client:
    """Their browser, in English."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def worker(*roles: StaffRole) -> User:
    """A member of staff with these roles alone."""
    user = person(f"{'-'.join(roles) or 'nothing'}@example.jp", staff=True)
    user.groups.set(user.groups.filter(name__in=roles))
    return user


def desk(*roles: StaffRole) -> Client:
    """The browser of somebody with these roles alone."""
    return signed_in(worker(*roles))


def take_second_step(client: Client, user: User) -> None:
    """As if they had an authenticator app and had just shown its code in this browser."""
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={"secret": "sealed"})
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = login.user_id_to_str(user)
    session.save()
