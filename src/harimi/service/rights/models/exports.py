"""What somebody takes along: all that is held about a subject, as one file that a worker makes."""

import uuid

from django.db import models

from harimi.service.privacy.models import Subject
from harimi.service.rights.models.filed import Filed


class Export(Filed):
    """All that is held about a subject, in the words of `language`, asked for `by` somebody who may.

    1. Somebody asks for it (`asked_at`): a worker has it from `due_at` on.
    2. The worker counts rows and photographs (`total`) and writes one after the other (`reached`); what is written lies in the
       store as `parts`.
    3. It is over (`done_at`): the parts are the whole file of `size` bytes; or `fault` says why there is none.
    4. It goes after some days, or when somebody deletes it, and the parts with it.

    A subject has one at a time. Interrupted, it is begun anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.OneToOneField(Subject, models.CASCADE, related_name="+")
    by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=2)
    asked_at = models.DateTimeField(db_index=True)


class ExportPart(models.Model):
    """One piece of an export's sealed file, where its bytes lie."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    blob = models.CharField(max_length=80, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="one_part_each_number")]
