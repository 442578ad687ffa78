"""Answers that staff keep ready, and how one is filled in for a case."""

import re

from harimi.service.support.models import Case, ReadyAnswer

_PLACE = re.compile(r"\{([^{}]*)\}")
PLACES = ("name", "number")
_WITH_NAME = {"ja": "{name} 様", "en": "{name}"}
_NAMELESS = {"ja": "お客様", "en": "customer"}


def unknown_places(body: str) -> list[str]:
    """What stands in braces and is none of `PLACES`."""
    return [found for found in _PLACE.findall(body) if found not in PLACES]


def filled(answer: ReadyAnswer, case: Case) -> str:
    """Its text in the language of the case. What is filled in is not looked at again, whatever somebody calls themselves."""
    language = "ja" if case.language == "ja" else "en"
    name = _WITH_NAME[language].replace("{name}", case.name) if case.name else _NAMELESS[language]
    told = {"name": name, "number": case.number}
    body = answer.body_ja if language == "ja" else answer.body_en
    return _PLACE.sub(lambda found: told.get(found.group(1), found.group()), body)
