"""A located dial put right by its numerals: they say which marks are the scale's ends, the marks say where exactly."""

from dataclasses import replace
from decimal import Decimal

import numpy as np

from harimi.vision.displays.dial import best_angle
from harimi.vision.displays.dial_hand import FloatArray, apart, peaks
from harimi.vision.displays.dial_polar import from_plane, to_plane
from harimi.vision.find.dial_marks import aligned, mark_near, strengths
from harimi.vision.find.dial_numerals import Numeral, find_numerals
from harimi.vision.find.dial_takes import CLOSED, NARROW, USUAL, Taken, share_of
from harimi.vision.find.dial_values import Numbered, bent, number_scale
from harimi.vision.geometry import Image, Matrix, moved

AGREED, UNPRINTED = 0.018, 0.02
"""Share of the sweep by which numerals may miss an end that the marks show: marks are finer, and stay where they are then.
At an end that has no numeral itself it is so much more: many scales begin late or crowded.
"""
BARE = 0.03
"""Share of the range between an end and the first numeral from which that end has none."""
BESIDE = 6.0
"""Degrees between an end by the numerals and the mark that is taken for it."""
FAINT = 0.12
"""Probability at a peak of the end's ring below which it is no mark."""
KNOTTED = 0.7
"""How far a panel meter's scale follows a numeral without a mark: they stand a little aside of where their marks would be."""
SEVERAL = 4
"""Marks from which they say better than all numerals where an end is that has no mark of its own."""
RESTING = 9.0
"""Degrees from an end within which a pointer rests there and hides its mark: the next one must not be taken for it."""
ASTRAY = 3.0
"""Degrees by which a mark may stand off the middle between its neighbours' ways."""
CLEARER = 1.0
"""How many more numerals a second way to take a dial, or its scale, must explain to be preferred."""


def by_numerals(image: Image, pair: tuple[Taken, Taken], ends: tuple[Decimal, Decimal]) -> tuple[Taken, Taken]:
    """Both ways to take a dial after its numerals were read; the better one first."""
    first, second = pair
    numerals = find_numerals(image, first.placed.corners)
    over = to_plane(second.placed.corners) @ from_plane(first.placed.corners)
    first, second = numbered(image, first, numerals, ends), numbered(image, second, _carried(numerals, over), ends)
    return (second, first) if _explained(second) > _explained(first) + CLEARER else (first, second)


def numbered(image: Image, taken: Taken, numerals: tuple[Numeral, ...], ends: tuple[Decimal, Decimal]) -> Taken:
    """The same dial with its scale where the numerals and their marks have it, if enough of them fit."""
    placed = taken.placed
    found = _by_any(numerals, (float(ends[0]), float(ends[1])), ((placed.start, placed.sweep), USUAL))
    if found is None:
        return taken
    if abs(placed.sweep) > CLOSED:
        return replace(taken, numbers=found)
    found, seen = _marked(image, taken, found)
    marks, bumps = _steady(seen, found)
    start, end = _ends(taken, found, marks)
    sweep = found.sweep + apart(end - start, found.sweep)
    better = replace(placed, start=start, sweep=sweep, bend=found.bend, knots=_knots(found, marks, start, sweep))
    share = share_of(better, taken.reading)
    return replace(
        taken, placed=better, share=share, numbers=found, marks=len(marks), bumps=bumps, moved=abs(share - taken.share)
    )


def _marked(image: Image, taken: Taken, found: Numbered) -> tuple[Numbered, dict[float, float]]:
    """The scale moved onto its long marks, and the angle of each numeral's own mark, where it has one, by its share."""
    strength, hand = strengths(image, taken.placed.corners), best_angle(taken.reading)
    places = bent(np.array([share for share, _ in found.knots]), found.bend)
    start, sweep = aligned(strength, places, found.start, found.sweep, hand)
    marks = {}
    for (share, _), place in zip(found.knots, places, strict=True):
        angle = start + sweep * float(place)
        resting = share in (0.0, 1.0) and abs(apart(angle, hand)) < RESTING
        mark = None if resting else mark_near(strength, angle % 360, hand)
        if mark is not None:
            marks[share] = angle + apart(mark, angle)
    return _moved(found, places, start, sweep), marks


def _moved(found: Numbered, places: FloatArray, start: float, sweep: float) -> Numbered:
    """The same numerals on a scale that starts and sweeps otherwise."""
    angles = [found.start + found.sweep * (place + ahead) for place, (_, ahead) in zip(places, found.knots, strict=True)]
    knots = zip(found.knots, places, angles, strict=True)
    ahead = tuple((share, (angle - start) / sweep - float(place)) for (share, _), place, angle in knots)
    return replace(found, start=start, sweep=sweep, knots=ahead)


def _steady(marks: dict[float, float], found: Numbered) -> tuple[dict[float, float], float]:
    """The marks that stand where their neighbours on both sides want them, others being other marks; and by how many degrees
    the scale's places, marks or else numerals, miss the middle between their neighbours (root mean square).

    A plane that is a little wrong bends a scale, but smoothly.
    """
    even = {share: found.start + found.sweep * float(bent(np.array(share), found.bend)) for share, _ in found.knots}
    off = {share: marks.get(share, even[share] + found.sweep * ahead) - even[share] for share, ahead in found.knots}
    shares = sorted(off)
    bumps = {b: off[b] - (off[a] + off[c]) / 2 for a, b, c in zip(shares, shares[1:], shares[2:], strict=False)}
    steady = {share: angle for share, angle in marks.items() if abs(bumps.get(share, 0.0)) <= ASTRAY}
    return steady, float(np.sqrt(np.mean(np.square(list(bumps.values()))))) if bumps else ASTRAY


def _ends(taken: Taken, found: Numbered, marks: dict[float, float]) -> tuple[float, float]:
    """Where the scale starts and ends: at the end's own mark, else where marks and numerals have it."""
    placed, rings = taken.placed, taken.reading.angles.rings
    near = [(AGREED + UNPRINTED * (gap > BARE)) * abs(found.sweep) for gap in (_bare(found, marks, end) for end in (0.0, 1.0))]
    start = marks.get(0.0) or _end(rings[1], _wanted(found, marks, 0.0), placed.start, near[0])
    end = marks.get(1.0) or _end(rings[2], _wanted(found, marks, 1.0), placed.start + placed.sweep, near[1])
    return start, end


def _bare(found: Numbered, marks: dict[float, float], end: float) -> float:
    """How far from an end of the scale the nearest mark is, or numeral where there are hardly any marks, as a share of it."""
    known = list(marks) if len(marks) >= SEVERAL else [share for share, _ in found.knots]
    return min(abs(share - end) for share in known)


def _wanted(found: Numbered, marks: dict[float, float], end: float) -> float:
    """Where an end should be by the two marks nearest to it, or by all numerals where there are hardly any marks."""
    if len(marks) < SEVERAL:
        return found.start + end * found.sweep
    a, b = sorted(marks, key=lambda share: abs(share - end))[:2]
    at, first, second = (float(bent(np.array(share), found.bend)) for share in (end, a, b))
    return marks[a] + (marks[b] - marks[a]) * (at - first) / (second - first)


def _by_any(
    numerals: tuple[Numeral, ...], ends: tuple[float, float], guesses: tuple[tuple[float, float], ...]
) -> Numbered | None:
    """The scale by its numerals near the guess from which they explain most; the first guess is the marks' own."""
    tried = [number_scale(numerals, ends, start, sweep, panel=abs(sweep) < NARROW) for start, sweep in guesses]
    found = [(_worth(one) - CLEARER * n, -n, one) for n, one in enumerate(tried) if one is not None]
    return max(found, key=lambda entry: entry[:2])[2] if found else None


def _knots(found: Numbered, marks: dict[float, float], start: float, sweep: float) -> tuple[tuple[float, float], ...]:
    """How far each inner mark stands ahead of its place on a scale that is even between its ends.

    On a panel meter, which is not, numerals without a mark of their own count too, though less.
    """
    knots = []
    for share, ahead in found.knots:
        place = float(bent(np.array(share), found.bend))
        angle = marks.get(share, found.start + found.sweep * (place + ahead))
        trusted = 1.0 if share in marks else KNOTTED if abs(found.sweep) < NARROW else 0.0
        if 0 < share < 1 and trusted:
            knots.append((share, trusted * (apart(angle - start, place * sweep) / sweep)))
    return tuple(knots)


def _end(ring: FloatArray, angle: float, marked: float, near: float) -> float:
    """Where an end is that the numerals want at `angle` and the marks showed at `marked`."""
    if abs(apart(angle, marked)) < near:
        return marked
    beside = [peak for peak in peaks(ring) if abs(apart(peak.angle, angle)) < BESIDE and peak.mass > FAINT]
    if not beside:
        return angle
    best = max(beside, key=lambda peak: peak.mass * np.exp(-((apart(peak.angle, angle) / BESIDE) ** 2)))
    return angle + apart(best.angle, angle) * min(1.0, 1.3 * best.mass)


def _explained(taken: Taken) -> float:
    return 0.0 if taken.numbers is None else _worth(taken.numbers)


def _worth(numbers: Numbered) -> float:
    """How much the numerals of a scale explain: how many there are, less how badly they fit."""
    return numbers.count - 0.3 * numbers.error


def _carried(numerals: tuple[Numeral, ...], over: Matrix) -> tuple[Numeral, ...]:
    """The numerals in the plane of the other way to take the dial."""
    if not numerals:
        return ()
    places = moved(tuple((numeral.x, numeral.y) for numeral in numerals), np.asarray(over, np.float64))
    return tuple(replace(numeral, x=x, y=y) for numeral, (x, y) in zip(numerals, places, strict=True))
