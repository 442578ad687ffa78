"""The service's data made ready for a command that looks at it."""

import sys
from typing import Any


def ready() -> None:
    """Settings read, apps loaded, the database brought to this version. Ends the command with status 2 where that cannot be."""
    from pydantic import ValidationError

    from harimi.cli.serve import settings_faults

    try:
        _load()
    except ValidationError as error:
        sys.exit(_told(settings_faults(error)))
    except Exception as error:
        if not _in_words(error):
            raise
        sys.exit(_told(str(error)))


def load_settings() -> Any:
    """The settings alone; ends the command with status 2 where they make no sense."""
    from pydantic import ValidationError

    from harimi.cli.serve import settings_faults
    from harimi.service.project.config import config

    try:
        return config()
    except ValidationError as error:
        sys.exit(_told(settings_faults(error)))


def _load() -> None:
    from harimi.service.project.config import config
    from harimi.service.project.setup import set_up
    from harimi.service.project.supervisor import migrate, prepare

    prepare(config())
    set_up()
    migrate()


def _in_words(error: Exception) -> bool:
    """Whether its message was written for the operator."""
    from harimi.service.privacy.documents import DocumentError
    from harimi.service.privacy.profile import ProfileError

    return isinstance(error, OSError | DocumentError | ProfileError)


def _told(words: str) -> int:
    print(words, file=sys.stderr)
    return 2
