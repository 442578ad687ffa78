"""How the operator wants to publish, and what may be: never backdated, never in silence, never without consent or ground."""

from dataclasses import dataclass
from datetime import datetime

from harimi.service.privacy import manifest as manifests
from harimi.service.privacy.documents import LANGUAGES
from harimi.service.privacy.manifest import Manifest
from harimi.service.privacy.models.publications import PolicyPublication, Publication
from harimi.service.privacy.wording import Rendered

Change = Publication.Change


class PublicationError(Exception):
    """This cannot be published; the message says why and what to do."""


@dataclass(frozen=True)
class Wish:
    """How a version is to be published: what kind of change it is, why, from when, and whether each person must agree."""

    change: Publication.Change = Change.OTHER
    reason: str = ""
    effective_from: datetime | None = None
    consent_required: bool = False


def check_permitted(latest: PolicyPublication, wish: Wish, made: Manifest, new: Rendered, now: datetime) -> None:
    """A `PublicationError` where this wish may not follow the latest publication."""
    _check_day(latest, wish, new, now)
    _check_kind(wish, touched_purposes(manifests.version(latest.version), made))


def _check_day(latest: PolicyPublication, wish: Wish, new: Rendered, now: datetime) -> None:
    if wish.effective_from is not None and wish.effective_from < now:
        raise PublicationError(
            f"{wish.effective_from:%Y-%m-%d %H:%M %Z} is past; a version never takes effect before it is published."
        )
    if (wish.effective_from or now) < latest.effective_from:
        raise PublicationError(
            f"version {latest.number} takes effect on {latest.effective_from:%Y-%m-%d}; the next one not before it."
        )
    if terms_change(latest, new) and latest.terms.complete and wish.effective_from is None:
        raise PublicationError(
            "the terms of use change; they are posted before they hold (Civil Code 548-4(2)): name a later day."
        )


def _check_kind(wish: Wish, touched: list[str]) -> None:
    if wish.change == Change.FIRST:
        raise PublicationError("the first version is published already.")
    if touched and wish.change == Change.OTHER:
        raise PublicationError(
            f"what may be done changes ({', '.join(touched)}); say whether it stays `within` what is "
            "reasonably related, goes `beyond` it, or is `exempt` from notice (clause 2-4)."
        )
    if wish.change in (Change.EXEMPT, Change.BEYOND) and not wish.reason.strip():
        raise PublicationError(f"a change that is `{wish.change}` needs its ground; give it as the reason.")
    if wish.change == Change.BEYOND and not wish.consent_required:
        raise PublicationError("purposes beyond the earlier ones need each person's consent (articles 17(2) and 18(1)).")
    if wish.consent_required and not wish.reason.strip():
        raise PublicationError("consent is asked for with a reason; give it.")


def terms_change(latest: PolicyPublication, new: Rendered) -> bool:
    """Whether the terms of use would be published anew."""
    return any(latest.terms.text(language) != new.terms[language].text for language in LANGUAGES)


def touched_purposes(old: Manifest, new: Manifest) -> list[str]:
    """Purposes that are new, gone, or use other items than before."""
    names = {*old.purposes, *new.purposes}
    return sorted(name for name in names if _uses(old, name) != _uses(new, name))


def _uses(made: Manifest, name: str) -> object:
    purpose = made.purposes.get(name)
    return purpose and (purpose.clause, purpose.parent, {item for item in purpose.items if made.items[item].collectable})
