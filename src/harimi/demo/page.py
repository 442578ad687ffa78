"""The page that shows a week: each meter's curve over the truth, its film strip of evidence, and every mistake marked."""

from collections import Counter
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from statistics import median
from typing import NamedTuple

from harimi.demo.week import Look
from harimi.simulate.living import LivingMeter
from harimi.vision.reasons import Language

_STATES = {"published": "採用", "uncertain": "要確認", "unreadable": "読取不能"}
_WIDTH, _HEIGHT = 1040, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 10, 12, 30


class Strip(NamedTuple):
    """One meter's week, and the pictures of its looks as paths beside the page."""

    meter: LivingMeter
    looks: tuple[Look, ...]
    pictures: tuple[str, ...]


def page(strips: Iterable[Strip], language: Language) -> str:
    """The whole page as HTML, opened in `language`; the other one is a click away."""
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return f"""<!doctype html>
<html lang="{language}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Harimi 針見</title>
<style>{style}</style>
<body>
<header>{_languages(language)}<h1>Harimi 針見</h1>
<p>{
        _both(
            "A week of three meters, photographed every hour by simulated cameras and read in order. The truth is known here, "
            "so every mistake is marked.",
            "3台のメーターを1週間、毎時撮影し、順に読み取った結果です。シミュレーションのため正解がわかっており、"
            "誤読にはすべて印を付けています。",
        )
    }</p></header>
<main>{"".join(_section(strip) for strip in strips)}</main>
</body></html>
"""


def _both(english: str, japanese: str) -> str:
    return f'<span lang="en">{escape(english)}</span><span lang="ja">{escape(japanese)}</span>'


def _languages(chosen: Language) -> str:
    buttons = (
        f'<input type="radio" name="language" id="{code}"{" checked" if code == chosen else ""}>'
        f'<label for="{code}">{name}</label>'
        for code, name in (("ja", "日本語"), ("en", "English"))
    )
    return f'<div class="languages">{"".join(buttons)}</div>'


def _section(strip: Strip) -> str:
    name = _both(*strip.meter.look.name)
    film = "".join(_frame(strip, n) for n in range(len(strip.looks)))
    return (
        f'<section id="{strip.meter.id}"><h2>{name}</h2>{_figures(strip.looks)}{_curve(strip)}{_key()}'
        f'<div class="film" tabindex="0" role="region" aria-label="{escape(strip.meter.look.name[0])}">{film}</div></section>'
    )


def _figures(looks: tuple[Look, ...]) -> str:
    states: Counter[str] = Counter(look.observation.state for look in looks)
    rows = [
        (_both("photographs", "写真"), f"{len(looks)}"),
        *((_both(state, japanese), f"{states[state]}") for state, japanese in _STATES.items()),
        (_both("published but wrong", "採用のうち誤読"), f"{sum(look.wrong for look in looks)}"),
        (_both("time per photograph", "1枚あたりの処理時間"), f"{median(look.ms for look in looks):.0f} ms"),
    ]
    return "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows) + "</dl>"


def _key() -> str:
    items = [
        ('<i class="line"></i>', "truth", "正解"),
        *(f'<i class="{state}"></i>|{state}|{japanese}'.split("|") for state, japanese in _STATES.items()),
        ('<i class="ring"></i>', "wrong", "誤読"),
    ]
    return '<div class="key">' + "".join(f"<span>{mark}{_both(en, ja)}</span>" for mark, en, ja in items) + "</div>"


def _curve(strip: Strip) -> str:
    """The week as a curve: truth as a broad line, each published or uncertain value as a dot, the rest on the floor."""
    looks = strip.looks
    values = [float(look.moment.value) for look in looks]
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    low, high = low - reach * 0.06, high + reach * 0.06
    spots = [_spot(look, _x(n, len(looks)), low, high) for n, look in enumerate(looks)]
    line = " ".join(f"{_x(n, len(looks)):.1f},{_y(value, low, high):.1f}" for n, value in enumerate(values))
    unit = strip.meter.look.unit
    title = escape(f"{strip.meter.look.name[0]} ({unit})")
    return (
        f'<div class="curve" tabindex="0"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">'
        f"{_grid(looks, low, high, unit)}"
        f'<polyline class="truth" points="{line}"/>{"".join(spots)}</svg></div>'
    )


def _spot(look: Look, x: float, low: float, high: float) -> str:
    value = look.observation.value
    if value is None:
        return f'<circle class="unreadable" cx="{x:.1f}" cy="{_HEIGHT - _BOTTOM - 3}" r="2.6"/>'
    y = min(max(_y(float(value), low, high), _TOP), _HEIGHT - _BOTTOM)
    ring = f'<circle class="wrong" cx="{x:.1f}" cy="{y:.1f}" r="7"/>' if look.wrong else ""
    return f'<circle class="{look.observation.state}" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>{ring}'


def _grid(looks: tuple[Look, ...], low: float, high: float, unit: str) -> str:
    lines = []
    for k in range(5):
        value = low + (high - low) * k / 4
        y = _y(value, low, high)
        lines.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:.2f}</text>')
    for n, look in enumerate(looks):
        if look.moment.at.hour == 0:
            x = _x(n, len(looks))
            lines.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>')
            lines.append(f'<text x="{x + 4:.1f}" y="{_HEIGHT - 10}">{look.moment.at:%m/%d}</text>')
    return "".join(lines) + f'<text x="{_LEFT - 8}" y="{_HEIGHT - 10}" text-anchor="end">{escape(unit)}</text>'


def _x(n: int, count: int) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (n + 0.5) / count


def _y(value: float, low: float, high: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / (high - low)


def _frame(strip: Strip, n: int) -> str:
    look, unit = strip.looks[n], strip.meter.look.unit
    seen = look.observation
    value = "–" if seen.value is None else f"{seen.value} {escape(unit)}"
    truth = f"{look.moment.value} {escape(unit)}"
    mark = f'<br><span class="mark">{_both("wrong; truly", "誤読 正解")} {truth}</span>' if look.wrong else ""
    reasons = "".join(f"<br><span>{_both(reason.text('en'), reason.text('ja'))}</span>" for reason in seen.reasons)
    return (
        f'<figure{" class=missed" if look.wrong else ""}><img loading="lazy" src="{strip.pictures[n]}" '
        f'width="480" height="396" alt="{look.moment.at:%m/%d %H:%M}"><figcaption><b>{value}</b> '
        f'<span class="state {seen.state}">{_both(seen.state, _STATES[seen.state])} {seen.confidence:.0%}</span>'
        f"<br><span>{look.moment.at:%m/%d %H:%M}</span>{mark}{reasons}</figcaption></figure>"
    )
