"""Tables that somebody sent and has not confirmed yet, or that are being written."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.meters.models.meters import Register
from harimi.service.platform.models import Leased
from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.sealed import SealedTextField


class Upload(Leased):
    """A table with what is to be done about it.

    1. It is sent; `table` holds its rows. Nothing else is written, and whoever sent it sees what each row would do.
    2. They confirm it (`confirmed_at`): a worker has it from `due_at` on. `leave_out` where rows with a problem are left out,
       `replace` where other values that are there already are replaced.
    3. The worker writes it part by part; `reached` counts what is done, so that another one can go on.
    4. It is done (`done_at`): `outcome` counts what became of the rows, `fault` says why it was ended before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    register = models.ForeignKey(Register, models.CASCADE, null=True, related_name="+")
    table = SealedTextField(item="contract_data", subject="organization.subject_id")
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    leave_out = models.BooleanField(default=False)
    replace = models.BooleanField(default=False)
    reached = models.PositiveIntegerField(default=0)
    outcome = ClosedJSONField(default=dict)
    fault = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"])]
