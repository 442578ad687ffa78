"""To whom personal data may leave, where they are, and on what ground."""

from django.db import models

from harimi.service.privacy.closed import ClosedJSONField


class Recipient(models.Model):
    """Somebody outside who gets personal data from the service. Without a row here nothing leaves to them.

    `service` is what they do for us (`mail`) and `host` where we reach them. `basis` is the sentence that permits it:
    `own` for the operator's own machine, which is no third party; `entrusted` for clause 4(1), with a contract and a
    supervision that is reviewed. Outside Japan the law asks for a `foreign_route` besides. There is no joint use (clause
    5).
    """

    class Basis(models.TextChoices):
        OWN = "own"
        ENTRUSTED = "entrusted"

    class Route(models.TextChoices):
        DESIGNATED = "designated"
        """A country that protects as Japan does, by designation."""
        MEASURES = "measures"
        """A recipient that keeps equivalent measures, checked regularly."""
        CONSENT = "consent"

    id = models.SlugField(primary_key=True, max_length=40)
    service = models.CharField(max_length=20)
    host = models.CharField(max_length=200)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    basis = models.CharField(max_length=12, choices=Basis.choices)
    foreign_route = models.CharField(max_length=12, choices=Route.choices, blank=True)
    items = ClosedJSONField()
    contract_on = models.DateField(null=True)
    review_by = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "host"], condition=models.Q(ended_at=None), name="one_recipient_each_host"
            ),
        ]
