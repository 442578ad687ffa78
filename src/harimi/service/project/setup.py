"""Django made ready for a command that is not Django's own."""

import gc
import os

import django


def set_up() -> None:
    """Loads the settings and the apps. What is loaded then stays: looking through it for garbage takes a fifth of the time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harimi.service.project.settings")
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()
