"""The report to the commission: the nine parts of rule 8(1), drafted to be copied into its form. Nothing is sent from here."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.incidents import assessing, clock
from harimi.service.incidents.models import Affected, Incident, IncidentEvent, ReportText
from harimi.service.incidents.recording import IncidentError, going_on, note, tidy
from harimi.service.privacy.cards import masked
from harimi.service.privacy.documents import Language
from harimi.service.privacy.manifest import current

Part = ReportText.Part
NINE = ("outline", "items", "people", "cause", "harm", "response", "publication", "prevention", "other")
"""Rule 8(1), items (i) to (ix)."""
REPORTS = {"prompt": IncidentEvent.What.PROMPT, "final": IncidentEvent.What.FINAL}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is counted: items by name, how many people and organizations, and what became of the letters.

    `former` are erased people: nobody can write to them, so they are among the `unreachable`.
    `told` are those whose letter a server took; of `sending` it is on its way, and of `kept` it lies here.
    """

    items: tuple[str, ...]
    people: int
    organizations: int
    former: int
    total: int
    told: int
    sending: int
    kept: int
    unreachable: int
    waiting: int


def facts(incident: Incident, language: Language) -> Facts:
    """As of now."""
    counts, rows = assessing.counts(incident), Affected.objects.filter(incident=incident)
    letters = rows.filter(subject__kind="person")
    told, unreachable = letters.exclude(told_at=None).count(), letters.filter(unreachable=True).count()
    kept = letters.exclude(kept_at=None).count()
    written = letters.exclude(letter=None).filter(told_at=None, kept_at=None, unreachable=False).count()
    return Facts(
        items=tuple(getattr(current().items[one], language) for one in incident.items),
        people=counts["person"],
        organizations=counts["organization"],
        former=incident.former,
        total=assessing.people(incident),
        told=told,
        sending=written,
        kept=kept,
        unreachable=unreachable + incident.former,
        waiting=letters.count() - told - written - kept - unreachable,
    )


def written(incident: Incident, language: Language) -> dict[str, str]:
    """What staff wrote of each part."""
    told = {one.part: one.ja if language == "ja" else one.en for one in incident.texts.all()}
    return {part: told.get(part, "") for part in Part.values}


@transaction.atomic
def write_texts(incident: Incident, texts: dict[str, tuple[str, str]], *, actor: User) -> None:
    """Keeps the parts, in Japanese and English. Raises `IncidentError` once it is closed."""
    row = going_on(incident)
    for part in Part.values:
        ja, en = (masked(words.strip()) for words in texts.get(part, ("", "")))
        ReportText.objects.update_or_create(incident=row, part=part, defaults={"ja": ja, "en": en})
    note(row, IncidentEvent.What.WRITTEN, actor=actor)


@transaction.atomic
def reported(incident: Incident, which: str, words: str, *, actor: User, now: datetime | None = None) -> None:
    """Staff made a report by the commission's own form; `words` say under which number. Raises `IncidentError`.

    A full report without a prompt one before it is both.
    """
    row, at = going_on(incident), now or timezone.now()
    if which not in REPORTS or row.assessed_at is None:
        raise IncidentError("report")
    if getattr(row, f"{which}_reported_at") is not None:
        raise IncidentError("reported")
    setattr(row, f"{which}_reported_at", at)
    row.prompt_reported_at = row.prompt_reported_at or at
    row.save(update_fields=["prompt_reported_at", "final_reported_at"])
    note(row, REPORTS[which], tidy(words), about=f"day {clock.day_number(row, at)}", actor=actor, at=at)
