"""Tags of the pages."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from harimi.service.devices.settings import Settings
from harimi.service.meters.models import Register
from harimi.service.meters.values import plain, shown, unit_shown
from harimi.service.pages.reads import choices
from harimi.service.pages.reads import reads as reads_of
from harimi.service.pages.texts import TEXTS, spoken, text
from harimi.service.privacy.manifest import current
from harimi.service.readings.counting import NEEDS
from harimi.service.readings.overview import HIGH, LOW

register = template.Library()
AS_USUAL, TIMES = 0.05, 2.5
"""Within so much of the usual, usage is as usual; from so many times on it is told in times."""


class Named(Protocol):
    """Something that the manifest names in both languages."""

    @property
    def ja(self) -> str: ...

    @property
    def en(self) -> str: ...


@register.simple_tag
def t(key: str, **values: object) -> str:
    """A text in the language of the request."""
    return text(key, **values)


@register.filter
def moment(at: datetime, zone: ZoneInfo) -> str:
    """A time as it is shown in a site's own zone."""
    local = at.astimezone(zone)
    if (get_language() or "ja").startswith("ja"):
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {local:%b %Y, %H:%M}"


@register.filter
def day_words(day: date) -> str:
    """A day with its weekday."""
    if spoken() == "ja":
        return f"{day.year}年{day.month}月{day.day}日({'月火水木金土日'[day.weekday()]})"
    return f"{day:%a} {day.day} {day:%B %Y}"


@register.filter
def month_words(first: date) -> str:
    """A month with its year."""
    return f"{first.year}年{first.month}月" if spoken() == "ja" else f"{first:%B %Y}"


@register.filter
def year_words(first: date) -> str:
    """A year."""
    return f"{first.year}年" if spoken() == "ja" else f"{first.year}"


@register.filter
def local_input(at: datetime, zone: ZoneInfo) -> str:
    """A time as a field for dates and times takes it."""
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"


@register.filter
def every(pause: timedelta) -> str:
    """How often, in the largest unit that fits."""
    seconds = pause.total_seconds()
    name, length = next(
        (one for one in (("days", 86400), ("hours", 3600), ("minutes", 60)) if seconds >= one[1]), ("seconds", 1)
    )
    return text(f"every.{name}", n=f"{round(seconds / length, 1):g}")


@register.filter
def schedule(settings: Settings) -> str:
    """When a camera takes photographs, in a sentence."""
    said = [text("camera.says_every", n=settings.every_minutes)] if settings.every_minutes else []
    if settings.windows:
        said.append(" ".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in settings.windows))
    if settings.at:
        said.append(text("camera.says_at", times=", ".join(f"{at:%H:%M}" for at in settings.at)))
    if settings.only_on_change:
        said.append(text("camera.says_change"))
    return text("app.and").join(said) or text("camera.says_never")


@register.filter
def japan_day(at: datetime) -> str:
    """A day by the calendar that the policy goes by."""
    local = at.astimezone(ZoneInfo(current().deadlines.time_zone))
    if (get_language() or "ja").startswith("ja"):
        return f"{local.year}年{local.month}月{local.day}日"
    return f"{local.day} {local:%B %Y}"


@register.filter
def plain_day(day: date) -> str:
    """A day that is one wherever it is read."""
    return f"{day.year}年{day.month}月{day.day}日" if spoken() == "ja" else f"{day.day} {day:%B %Y}"


@register.filter
def short_day(day: date) -> str:
    """A day in figures."""
    return f"{day.year}/{day.month}/{day.day}" if spoken() == "ja" else f"{day.day} {day:%b %Y}"


@register.filter
def yen(amount: int) -> str:
    """Yen with their unit."""
    minus, figures = "−" if amount < 0 else "", f"{abs(amount):,}"
    return f"{minus}{figures}円" if spoken() == "ja" else f"{minus}¥{figures}"


@register.filter
def opposite(amount: int) -> int:
    """The other side's amount."""
    return -amount


@register.filter
def in_words(told: Mapping[str, str]) -> str:
    """What was told in both languages, in the one that is spoken."""
    return told.get("ja" if spoken() == "ja" else "en", "")


@register.filter
def japan_moment(at: datetime) -> str:
    """A time by the clock that the policy goes by."""
    return moment(at, ZoneInfo(current().deadlines.time_zone))


@register.filter
def named(told: Named) -> str:
    """An item, a purpose, a retention or a cookie in the language of the request."""
    return told.ja if spoken() == "ja" else told.en


@register.filter
def listed(all_of_them: Iterable[Named]) -> str:
    """Several of them in a row."""
    return text("app.and").join(named(one) for one in all_of_them)


@register.filter
def word(code: str, kind: str) -> str:
    """A code in words: a page's, a table's, an event's, a state's. What has no words stays as it is."""
    return text(f"{kind}.{code}") if f"{kind}.{code}" in TEXTS else code


@register.filter
def note(item: str) -> str:
    """What somebody should know before they stop an item; nothing for most."""
    return text(f"privacy.note.{item}") if f"privacy.note.{item}" in TEXTS else ""


@register.filter
def change_text(change: str) -> str:
    """A kind of change in words."""
    return text(f"documents.change.{change}")


@register.filter
def scaled(value: int | None, decimals: int) -> str:
    """A scaled value with its decimals."""
    return shown(value, decimals)


@register.filter
def reads(value: int | None, of: Register) -> str:
    """A value as its register shows it: a number, or what lamps say."""
    return reads_of(value, of)


@register.filter
def lamp_names(of: Register) -> str:
    """The names of lamps in their order."""
    return text("app.and").join(lamp[0] for lamp in of.states)


@register.filter
def state_choices(of: Register) -> list[tuple[str, str]]:
    """What lamps can say, to choose from; nothing of a number."""
    return choices(of)


@register.filter
def unit(kept: str) -> str:
    """A unit as people read it."""
    return unit_shown(kept)


@register.filter
def decimal(value: int, decimals: int) -> str:
    """A scaled value as a form takes it, without commas."""
    return f"{plain(value, decimals):f}"


@register.filter
def percent(share: float) -> str:
    """A probability as people read it; never a false 100 %."""
    return "> 99.9 %" if share > 0.999 else f"{100 * share:.1f} %"


@register.filter
def state_text(state: str) -> str:
    """A state in words."""
    return text(f"state.{state}")


@register.filter
def item(mapping: Mapping[str, object], key: str) -> object:
    """What stands under a key that the template only knows as a variable."""
    return mapping.get(key)


@register.filter
def split(words: str) -> list[str]:
    """Words in a row as a list, for what a template itself enumerates."""
    return words.split()


@register.filter
def in_order(needs: Iterable[str]) -> list[str]:
    """What a meter needs, the most pressing first."""
    return sorted(needs, key=NEEDS.index)


@register.filter
def far(share: float) -> str:
    """How far usage is from the usual one, as a class of the style sheet."""
    return "high" if share >= HIGH else "low" if share <= LOW else "near"


@register.filter
def against(share: float) -> str:
    """Usage against the usual one, in words."""
    if abs(share - 1) < AS_USUAL:
        return text("share.as_usual")
    if share >= TIMES:
        return text("share.times", times=f"{share:.1f}" if share < 10 else f"{share:,.0f}")
    return text("share.more" if share > 1 else "share.less", percent=round(100 * abs(share - 1)))


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG takes it, whatever the language."""
    return f"{number:g}"


@register.simple_tag(takes_context=True)
def current_page(context: template.Context, name: str) -> str:
    """Marks a link of the menu that leads to the page that is open."""
    match = getattr(context.get("request"), "resolver_match", None)
    return mark_safe(' aria-current="page"') if match is not None and match.url_name == name else ""


@register.simple_tag(takes_context=True)
def style(context: template.Context, *names: str) -> str:
    """Links to the style sheets of a page's own parts."""
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}?v={}">', ((static(f"{name}.css"), context["version"]) for name in names)
    )


@register.filter
def grouped(amount: int) -> str:
    """A whole number with commas."""
    return f"{amount:,}"


@register.filter("abs")
def without_sign(amount: int) -> int:
    """How much, whichever way."""
    return abs(amount)
