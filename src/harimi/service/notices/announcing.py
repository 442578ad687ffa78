"""New terms of use and a new policy tell of themselves: one notice to everybody, with what differs and from which day."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from harimi.service.notices.models import Notice
from harimi.service.privacy.documents import LANGUAGES, Language
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import PolicyPublication

TITLES = {
    ("privacy",): ("プライバシーポリシー改定のお知らせ", "The privacy policy changes"),
    ("terms",): ("利用規約改定のお知らせ", "The terms of use change"),
    ("privacy", "terms"): ("プライバシーポリシー及び利用規約改定のお知らせ", "The privacy policy and the terms of use change"),
}
NAMES = {"privacy": ("プライバシーポリシー", "Privacy policy"), "terms": ("利用規約", "Terms of use")}
LEAD = (
    "{names}を改定します。新しい内容は、{day}から適用します。",
    "There is a new version of: {names}. It holds from {day} on.",
)
REASON = ("改定の理由: {reason}", "Why: {reason}")
DIFFERENCES = (
    "変わる箇所は、次のページで変更前と変更後を並べてご覧いただけます。",
    "These pages show, side by side, what changes:",
)
CONSENT = (
    "この改定には、お一人おひとりの同意が必要です。次のページでご回答ください。ご回答がなくても、これまでの機能はお使いいただけます。\n{address}",
    "It needs the agreement of each person. Please answer on this page; without an answer all goes on.\n{address}",
)
LINE = ("・{name}(第{old}版 → 第{new}版)\n{address}", "- {name} (version {old} → {new})\n{address}")


def announce(payload: dict[str, Any]) -> None:
    """Called for each publication after the first; a second time it finds its notice there."""
    new = PolicyPublication.objects.select_related("terms").get(number=payload["policy"])
    before = PolicyPublication.objects.select_related("terms").filter(number__lt=new.number).last()
    if before is not None:
        told = _told(before, new)
        Notice.objects.get_or_create(publication=new.number, defaults=told)


def _told(before: PolicyPublication, new: PolicyPublication) -> dict[str, object]:
    changes = _changes(before, new)
    kinds, now = tuple(sorted(changes)), timezone.now()
    kind = Notice.Kind.TERMS if kinds == ("terms",) else Notice.Kind.POLICY
    texts = {f"title_{language}": _in(TITLES[kinds], language) for language in LANGUAGES}
    texts |= {f"body_{language}": _body(changes, new, language) for language in LANGUAGES}
    return {"kind": kind, "published_at": now, "due_at": now, **texts}


def _changes(before: PolicyPublication, new: PolicyPublication) -> dict[str, tuple[int, int]]:
    """Of each document that is another one, the numbers of both versions. One that differs in its figures alone counts too."""
    changes = {}
    if before.terms.number != new.terms.number:
        changes["terms"] = (before.terms.number, new.terms.number)
    if not changes or any(before.text(language) != new.text(language) for language in LANGUAGES):
        changes["privacy"] = (before.number, new.number)
    return changes


def _body(changes: dict[str, tuple[int, int]], new: PolicyPublication, language: Language) -> str:
    asks = f"{settings.HARIMI.url}{reverse('agreement')}"
    names = ("、" if language == "ja" else ", ").join(_in(NAMES[one], language) for one in sorted(changes))
    parts = [_in(LEAD, language).format(names=names, day=day_of(new.effective_from, language))]
    if new.reason:
        parts.append(_in(REASON, language).format(reason=new.reason))
    lines = [_line(one, changes[one], language) for one in sorted(changes)]
    parts.append("\n".join([_in(DIFFERENCES, language), *lines]))
    if new.consent_required:
        parts.append(_in(CONSENT, language).format(address=asks))
    return "\n\n".join(parts)


def _line(kind: str, numbers: tuple[int, int], language: Language) -> str:
    old, new = numbers
    address = f"{settings.HARIMI.url}{reverse('document_changes', args=[kind, old, new])}"
    return _in(LINE, language).format(name=_in(NAMES[kind], language), old=old, new=new, address=address)


def day_of(at: datetime, language: Language) -> str:
    """A day in words, in Japan's time."""
    local = at.astimezone(ZoneInfo(current().deadlines.time_zone))
    return f"{local.year}年{local.month}月{local.day}日" if language == "ja" else f"{local.day} {local:%B %Y}"


def _in(pair: tuple[str, str], language: Language) -> str:
    return pair[0] if language == "ja" else pair[1]
