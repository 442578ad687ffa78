"""What is watched, what was found, and what became of it."""

from harimi.service.alerts.models.alerts import OPEN, Alert, AlertEvent, Ended, Happened
from harimi.service.alerts.models.channels import Channel, Hearing
from harimi.service.alerts.models.levels import Level
from harimi.service.alerts.models.rules import Kind, Rule
from harimi.service.alerts.models.tellings import Telling
from harimi.service.alerts.models.watches import Habit, Watch

__all__ = [
    "OPEN",
    "Alert",
    "AlertEvent",
    "Channel",
    "Ended",
    "Habit",
    "Happened",
    "Hearing",
    "Kind",
    "Level",
    "Rule",
    "Telling",
    "Watch",
]
