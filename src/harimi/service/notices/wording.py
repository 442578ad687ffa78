"""The words of letters: plain text, the first line the heading, the operator's name at the end.

One that advertises says that by itself, as the law wants it told (`advertising.DUTIES`): no foot tells it a second time.
"""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.template import Context, Engine, Template
from django.template.loader import get_template

from harimi.service.notices.advertising import DUTIES
from harimi.service.privacy.documents import Language
from harimi.service.privacy.publication import known_operator

_LONGEST = 200
"""Characters of a heading; a name in it may be long."""


def template_of(name: str, language: Language) -> str:
    """The file of a letter's words."""
    return f"letters/{name}.{language}.txt"


def source_of(name: str) -> str:
    """A template as it stands in its file."""
    found: Template = get_template(name).template  # type: ignore[attr-defined]  # Django's own engine has it
    return str(found.source)


def worded(name: str, language: Language, context: Mapping[str, object]) -> tuple[str, str]:
    """A letter's heading and body. Opens what is sealed in `context` under the purpose that is declared."""
    heading, body = _parts(template_of(name, language))
    filled = Context({**context, "url": settings.HARIMI.url}, autoescape=False)
    line = " ".join(heading.render(filled).split())[:_LONGEST]
    said = body.render(filled).strip()
    return line, f"{said}\n" if set(DUTIES) <= set(context) else f"{said}\n\n{foot(language)}"


def foot(language: Language) -> str:
    """Who writes, and how they are reached. Where nobody has told who runs the service, its address is all there is."""
    _, body = _parts(f"notices/foot.{language}.txt")
    who = known_operator()
    told = {"operator": who, "name": who.name.into(language), "address": who.address.into(language)}
    return str(body.render(Context({**told, "url": settings.HARIMI.url}, autoescape=False))).strip() + "\n"


@cache
def _parts(file: str) -> tuple[Template, Template]:
    """The first line and the rest, apart from each other: whatever a value holds, it stays where it belongs."""
    heading, _, body = source_of(file).partition("\n")
    engine = Engine.get_default()
    return engine.from_string(heading), engine.from_string(body)
