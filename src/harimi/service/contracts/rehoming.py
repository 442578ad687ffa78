"""An application of somebody who has an account goes to the subject of that account, once they proved the address.

So they see who looked at it, take it along, and it goes when they are erased.
"""

from django.db import transaction

from harimi.service.accounts.models import User
from harimi.service.contracts.models import Application
from harimi.service.notices.models import Message
from harimi.service.privacy import keys
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import Acceptance, Subject

_SEALED = ("name", "corporate_name", "department", "postal_code", "address", "telephone")


@transaction.atomic
def rehome(application: Application, user: User) -> None:
    """Seals the application under the account's key instead of its own; nothing where it is there already.

    Letters that are not sent yet go to it, too; pictures of documents are gone by then, or were never asked for.
    """
    own = application.subject
    if own.pk == user.subject_id:
        return
    with using("registration", subject=own.pk):
        told = {name: getattr(application, name) for name in _SEALED}
        places = [(place, place.place) for place in application.places.all()]
    application.subject = user.subject
    for name, typed in told.items():
        setattr(application, name, typed)
    application.save()
    for place, typed in places:
        place.application, place.place = application, typed
        place.save()
    Acceptance.objects.filter(subject=own).update(subject=user.subject)
    forget_subject(own)


def forget_subject(subject: Subject) -> None:
    """Erases an applicant's own subject, with the letters to it, unless somebody with an account is meant."""
    if not User.objects.filter(subject=subject).exists():
        Message.objects.filter(subject=subject).delete()
        keys.destroy(subject.pk)
        subject.delete()
