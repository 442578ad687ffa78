"""How bad it is."""

from django.db import models


class Level(models.TextChoices):
    """Of limits the control limit (管理値) and the specification limit (規格値); of everything else what its rule says."""

    WARNING = "warning"
    ALARM = "alarm"
