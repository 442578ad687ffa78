"""What is disclosed: a file about each subject, made by a worker, sealed under the key of the request's own subject."""

import uuid
from uuid import UUID

from django.db import models

from harimi.service.privacy.models import Subject
from harimi.service.requests.models.requests import Request
from harimi.service.rights.models.filed import Filed


class Answer(Filed):
    """All that is held about `about`, for whoever asks: an archive, or pages to print where they chose paper.

    Made like an export, without what is withheld; `disclosed` rows are in it. It goes with the request's closing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="answers")
    about = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    language = models.CharField(max_length=2)
    asked_at = models.DateTimeField(db_index=True)
    disclosed = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "about"], name="one_answer_about_each")]

    @property
    def subject_id(self) -> UUID:
        """Whose key seals it."""
        return self.request.subject_id


class AnswerPart(models.Model):
    """One piece of an answer's sealed file, where its bytes lie."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    blob = models.CharField(max_length=80, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="one_part_each_number_of_an_answer")]
