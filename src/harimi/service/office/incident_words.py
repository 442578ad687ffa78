"""What an incident's steps say of themselves: kept as a code or numbers, shown in words."""

import re
from collections.abc import Callable, Mapping

from harimi.service.incidents.models import IncidentEvent
from harimi.service.pages.texts import spoken, text

What = IncidentEvent.What


def about(event: IncidentEvent) -> str:
    """In the language of the request; nothing where there is nothing to say."""
    if not event.about or event.what not in _WORDS:
        return ""
    return _WORDS[event.what](event.about, [int(one) for one in re.findall(r"\d+", event.about)])


def _assessed(code: str, _: list[int]) -> str:
    if code == "exempt":
        return text("incident.exempt")
    if code == "none":
        return text("incident.no_category")
    return ("、" if spoken() == "ja" else "; ").join(text(f"incident.category.{one}") for one in code.split("+"))


def _reminded(code: str, numbers: list[int]) -> str:
    report = code.partition(" ")[0]
    return f"{text(f'incident.report.{report}')} {text('incident.day', number=numbers[0])}"


_WORDS: Mapping[str, Callable[[str, list[int]], str]] = {
    What.ASSESSED: _assessed,
    What.SCOPED: lambda _, numbers: text("incident.about.scoped", items=numbers[0], tables=numbers[1]),
    What.GATHERED: lambda _, numbers: text("incident.about.gathered", count=numbers[0]),
    What.PROMPT: lambda _, numbers: text("incident.day", number=numbers[0]),
    What.FINAL: lambda _, numbers: text("incident.day", number=numbers[0]),
    What.TOLD: lambda _, numbers: text("incident.about.told", count=numbers[0], most=numbers[1]),
    What.REMINDED: _reminded,
}
