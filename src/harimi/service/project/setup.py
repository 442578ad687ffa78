"""Django made ready for a command that is not Django's own."""

import os

import django


def set_up() -> None:
    """Loads the settings and the apps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harimi.service.project.settings")
    django.setup()
