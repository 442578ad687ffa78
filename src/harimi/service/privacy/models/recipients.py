"""To whom personal data may leave, where they are, on what ground, and how whoever works for us is supervised."""

from django.db import models
from django.db.models import JSONField, Value

from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.models.subjects import Subject


class Recipient(models.Model):
    """Somebody outside who gets personal data from the service. Without a row here nothing leaves to them.

    `service` is what they do for us (`mail`) and `host` where we reach them. `basis` is the sentence that permits it:
    `own` for the operator's own machine, which is no third party; `entrusted` for clause 4(1), with a contract and a
    supervision that is reviewed; `consented` for a third party to whom each person consented beforehand; `legal` for a body
    that gets something by 4(3) to 4(6) alone. Outside Japan the law asks for a `foreign_route` besides: by `measures` there
    is a document that shows them, and a day by which they are checked again. There is no joint use (clause 5).
    """

    class Basis(models.TextChoices):
        OWN = "own"
        ENTRUSTED = "entrusted"
        CONSENTED = "consented"
        LEGAL = "legal"

    class Route(models.TextChoices):
        DESIGNATED = "designated"
        """A country that protects as Japan does, by designation."""
        MEASURES = "measures"
        """A recipient that keeps equivalent measures, checked regularly."""
        CONSENT = "consent"
        """Each person's consent, who was told the country, its system and the recipient's measures."""

    id = models.SlugField(primary_key=True, max_length=40)
    service = models.CharField(max_length=20)
    host = models.CharField(max_length=200)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    basis = models.CharField(max_length=12, choices=Basis.choices)
    foreign_route = models.CharField(max_length=12, choices=Route.choices, blank=True)
    items = ClosedJSONField()
    purposes = ClosedJSONField(default=list, db_default=Value([], JSONField()))
    contract_on = models.DateField(null=True)
    deletion_clause = models.BooleanField(default=False, db_default=False)
    review_by = models.DateField(null=True)
    measures_document = models.CharField(max_length=120, blank=True, default="", db_default="")
    measures_check_by = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "host"], condition=models.Q(ended_at=None), name="one_recipient_each_host"
            ),
        ]


class Supervision(models.Model):
    """That somebody looked at how an entrusted recipient handles the data: on which day, what they found, where it is filed.

    A `serious` finding closes the way until a later one is better.
    """

    class Finding(models.TextChoices):
        KEPT = "kept"
        MINOR = "minor"
        SERIOUS = "serious"

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="supervisions")
    on = models.DateField()
    finding = models.CharField(max_length=8, choices=Finding.choices)
    document = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class SubEntrustee(models.Model):
    """Whom an entrusted recipient entrusts in turn, with our leave. Abroad they need a ground of article 28 like anybody."""

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="sub_entrustees")
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    foreign_route = models.CharField(max_length=12, choices=Recipient.Route.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
