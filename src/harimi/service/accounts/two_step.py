"""How the secrets of two-step sign-in are kept: sealed under the person's own key, and gone with it."""

from uuid import UUID

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter

from harimi.service.accounts.models import User
from harimi.service.platform.crypto import seal, unseal
from harimi.service.privacy.keys import data_key


class TwoStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Whose secret it is stands before it, since allauth does not tell when it opens one."""

    def encrypt(self, text: str) -> str:
        """Only somebody who is signed in makes a secret, and it is their own."""
        user = context.request.user
        if not isinstance(user, User):
            raise PermissionError("a secret of two-step sign-in is made by the person who is signed in")
        return f"{user.subject_id}:{seal(data_key(user.subject_id), text.encode(), _place(user.subject_id))}"

    def decrypt(self, encrypted_text: str) -> str:
        """Raises `KeyGoneError` where the person was erased, and `SealError` where the secret was changed."""
        subject, _, sealed = encrypted_text.partition(":")
        return unseal(data_key(UUID(subject)), sealed, _place(UUID(subject))).decode()


def _place(subject: UUID) -> str:
    return f"mfa_authenticator.data:{subject}"
