"""What vision saw, what it means, and what was used in between."""

from harimi.service.readings.models.annotations import Annotation
from harimi.service.readings.models.attempts import Attempt
from harimi.service.readings.models.exchanges import Exchange
from harimi.service.readings.models.learned import LearnedView
from harimi.service.readings.models.quality import QualityDay
from harimi.service.readings.models.rereads import Reread, Trial
from harimi.service.readings.models.standing import Standing
from harimi.service.readings.models.usage import Recount, Usage
from harimi.service.readings.models.values import TRUSTED, Chain, Reading, ReadingVersion, State

__all__ = [
    "TRUSTED",
    "Annotation",
    "Attempt",
    "Chain",
    "Exchange",
    "LearnedView",
    "QualityDay",
    "Reading",
    "ReadingVersion",
    "Recount",
    "Reread",
    "Standing",
    "State",
    "Trial",
    "Usage",
]
