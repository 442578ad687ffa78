"""What somebody did in an organization, in words."""

from harimi.service.accounts.models import Activity
from harimi.service.pages.texts import TEXTS, text


def activity_words(one: Activity, about: str) -> str:
    """A detail's code is said by the text `activity.<detail>.<code>` where there is one."""
    said = {key: _said(f"activity.{key}.{value}", str(value)) for key, value in one.details.items()}
    return text(f"activity.{one.action}", about=about, **said)


def _said(key: str, code: str) -> str:
    return text(key) if key in TEXTS else code
